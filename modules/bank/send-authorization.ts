import { SendAuthorization } from "../../proto/gen/cosmos/bank/v1beta1/authz.ts";
import type { MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import type { Authorization, AuthorizationType } from "../../app/core/authorization.ts";
import { amountOf, type Coin, coinsToProto, parseCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";
import { BankError } from "./errors.ts";
import { ALLOW_LIST_MAX } from "./limits.ts";

const TYPE_URL = "/cosmos.bank.v1beta1.SendAuthorization";
const SEND_TYPE = "/cosmos.bank.v1beta1.MsgSend";

/** For each address of the list that is looked at. @source cosmos-sdk x/bank/types/send_authorization.go */
const GAS_PER_ADDRESS = 10n;

interface Permission {
  /** What may still be sent; never empty. */
  readonly spendLimit: readonly Coin[];
  /** Who may be sent to, as texts; everybody if empty. */
  readonly allowList: readonly string[];
}

/** Leave to send somebody's coins up to a sum, to certain addresses if it names some. */
export const sendAuthorization: AuthorizationType = {
  typeUrl: TYPE_URL,

  parse(value) {
    const { spendLimit, allowList } = decodeStrict(SendAuthorization, value, TYPE_URL);
    if (spendLimit.length === 0) throw CoreError.invalidCoins("spend limit cannot be nil");
    if (spendLimit.some(({ amount }) => amount === "0" || amount.startsWith("-"))) {
      throw CoreError.invalidCoins("spend limit must be positive");
    }
    const coins = parseCoins(spendLimit);
    if (allowList.length > ALLOW_LIST_MAX) {
      throw CoreError.invalidRequest(
        `allow list of ${allowList.length} addresses, expected at most ${ALLOW_LIST_MAX}`,
      );
    }
    const seen = new Set<string>();
    const repeated = allowList.find((address) => seen.size === seen.add(address).size);
    if (repeated !== undefined) {
      throw BankError.duplicateEntry(`allow list names ${repeated.slice(0, 200)} twice`);
    }
    return authorize({ spendLimit: coins, allowList });
  },

  fromJson(object) {
    const message = {
      spendLimit: object.field("spend_limit").coins(),
      allowList: object
        .field("allow_list")
        .list()
        .map((entry) => entry.text()),
    };
    object.end();
    return encodeMessage(SendAuthorization, message);
  },
};

function authorize(permission: Permission): Authorization {
  const toMessage = (): SendAuthorization => ({
    spendLimit: coinsToProto(permission.spendLimit),
    allowList: [...permission.allowList],
  });
  return {
    messageType: SEND_TYPE,
    accept: (ctx, message) => accept(ctx, permission, message as MsgSend),
    toAny: () => ({ typeUrl: TYPE_URL, value: encodeMessage(SendAuthorization, toMessage()) }),
    toJson() {
      const { spendLimit, allowList } = toMessage();
      return { spend_limit: spendLimit, allow_list: allowList };
    },
  };
}

/**
 * @throws CoreError.insufficientFunds if the limit is less, CoreError.unauthorized if the receiver is not on the list
 * @gas 10 for each address of the list up to the receiver's
 */
function accept(
  ctx: Context,
  { spendLimit, allowList }: Permission,
  { toAddress, amount }: MsgSend,
): Authorization | undefined {
  const sent = parseCoins(amount);
  if (sent.some((coin) => coin.amount > amountOf(spendLimit, coin.denom))) {
    throw CoreError.insufficientFunds("requested amount is more than spend limit");
  }
  const isListed = allowList.some((address) => {
    ctx.gas.consume(GAS_PER_ADDRESS, "send authorization");
    return address === toAddress;
  });
  if (allowList.length > 0 && !isListed) {
    throw CoreError.unauthorized(`cannot send to ${toAddress} address`);
  }
  const left = spendLimit
    .map(({ denom, amount }) => ({ denom, amount: amount - amountOf(sent, denom) }))
    .filter((coin) => coin.amount > 0n);
  return left.length === 0 ? undefined : authorize({ spendLimit: left, allowList });
}
