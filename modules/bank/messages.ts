import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import type { MsgDefinition, MsgMultiSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { moduleAddress } from "../../app/core/address.ts";
import { refuseAuthority } from "../../app/core/authority.ts";
import { bytesToHex } from "../../app/core/bytes.ts";
import { type Coin, parseCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError, CoreError } from "../../app/core/errors.ts";
import type { MessageHandlers } from "../../app/core/module.ts";
import { BankError } from "./errors.ts";
import { assertSum, type BankKeeper, type Output } from "./keeper.ts";
import { MULTI_SEND_OUTPUTS_MAX } from "./limits.ts";

/** @param blockedModules names of modules whose accounts messages may not pay into */
export function bankMessages(
  keeper: BankKeeper,
  blockedModules: readonly string[],
): MessageHandlers<MsgDefinition> {
  let blocked: ReadonlySet<string> | undefined;
  const assertReceives = (ctx: Context, address: Uint8Array): void => {
    // The names are fixed, so hashing them once, when the platform's hash is first at hand, is enough.
    blocked ??= new Set(blockedModules.map((name) => bytesToHex(moduleAddress(ctx.crypto, name))));
    if (blocked.has(bytesToHex(address))) {
      throw CoreError.unauthorized(
        `${ctx.addresses.format(address)} is not allowed to receive funds`,
      );
    }
  };

  return {
    send: {
      signers: ({ fromAddress }) => [fromAddress],
      validate({ fromAddress, toAddress, amount }, ctx) {
        parseAddress(ctx, fromAddress, "from");
        parseAddress(ctx, toAddress, "to");
        parseAmounts(amount);
      },
      handle(ctx, { fromAddress, toAddress, amount }) {
        const to = parseAddress(ctx, toAddress, "to");
        const coins = parseAmounts(amount);
        keeper.assertSendEnabled(ctx, coins);
        assertReceives(ctx, to);
        keeper.sendCoins(ctx, parseAddress(ctx, fromAddress, "from"), to, coins);
        return {};
      },
    },

    multiSend: {
      signers: ({ inputs }) => inputs.map(({ address }) => address),
      validate(message, ctx) {
        const { coins, outputs } = parseMultiSend(ctx, message);
        assertSum(coins, outputs);
      },
      handle(ctx, message) {
        const { from, coins, outputs } = parseMultiSend(ctx, message);
        keeper.assertSendEnabled(ctx, coins);
        for (const { address } of outputs) assertReceives(ctx, address);
        keeper.inputOutputCoins(ctx, from, coins, outputs);
        return {};
      },
    },

    updateParams: { signers: ({ authority }) => [authority], handle: refuseAuthority },
    setSendEnabled: { signers: ({ authority }) => [authority], handle: refuseAuthority },
  };
}

function parseMultiSend(
  ctx: Context,
  { inputs, outputs }: MsgMultiSend,
): { from: Uint8Array; coins: readonly Coin[]; outputs: readonly Output[] } {
  const input = inputs[0];
  if (input === undefined) throw BankError.noInputs("got 0 inputs, expected 1");
  if (inputs.length > 1) {
    throw BankError.multipleSenders(`got ${inputs.length} inputs, expected 1`);
  }
  if (outputs.length === 0) throw BankError.noOutputs("got 0 outputs, expected at least 1");
  if (outputs.length > MULTI_SEND_OUTPUTS_MAX) {
    throw CoreError.invalidRequest(
      `${outputs.length} outputs, expected at most ${MULTI_SEND_OUTPUTS_MAX}`,
    );
  }
  return {
    from: parseAddress(ctx, input.address, "input"),
    coins: parseAmounts(input.coins),
    outputs: outputs.map(({ address, coins }) => ({
      address: parseAddress(ctx, address, "output"),
      coins: parseAmounts(coins),
    })),
  };
}

function parseAddress(ctx: Context, text: string, what: string): Uint8Array {
  try {
    return ctx.addresses.parse(text);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new ChainError(error.codespace, error.code, `invalid ${what} address: ${error.message}`);
  }
}

function parseAmounts(amounts: readonly ProtoCoin[]): readonly Coin[] {
  if (amounts.length === 0) throw CoreError.invalidCoins("no coins, expected at least one");
  return parseCoins(amounts);
}
