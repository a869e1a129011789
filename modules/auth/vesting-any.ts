import type { BaseAccount } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import {
  type BaseVestingAccount,
  ContinuousVestingAccount,
  DelayedVestingAccount,
  PeriodicVestingAccount,
  PermanentLockedAccount,
} from "../../proto/gen/cosmos/vesting/v1beta1/vesting.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { type Coin, coinsToProto } from "../../app/core/coins.ts";
import type { Vesting } from "./vesting.ts";

const PACKAGE = "/cosmos.vesting.v1beta1";

/** Type URLs of vesting accounts by how their coins come free. */
export const VESTING_ACCOUNT_TYPES = {
  continuous: `${PACKAGE}.ContinuousVestingAccount`,
  delayed: `${PACKAGE}.DelayedVestingAccount`,
  periodic: `${PACKAGE}.PeriodicVestingAccount`,
  permanent: `${PACKAGE}.PermanentLockedAccount`,
} as const satisfies Readonly<Record<Vesting["type"], string>>;

/** A vesting account as queries and the store have it. */
export function vestingAccountToAny(baseAccount: BaseAccount, vesting: Vesting): Any {
  const { type, startSeconds: startTime } = vesting;
  const baseVestingAccount: BaseVestingAccount = {
    baseAccount,
    originalVesting: coinsToProto(vesting.original),
    delegatedFree: coinsToProto(vesting.delegatedFree),
    delegatedVesting: coinsToProto(vesting.delegatedVesting),
    endTime: vesting.endSeconds,
  };
  const typeUrl = VESTING_ACCOUNT_TYPES[type];
  switch (type) {
    case "continuous": {
      const value = ContinuousVestingAccount.encode({ baseVestingAccount, startTime });
      return { typeUrl, value: value.finish() };
    }
    case "periodic": {
      const vestingPeriods = vesting.periods.map(({ lengthSeconds: length, coins }) => ({
        length,
        amount: coinsToProto(coins),
      }));
      const account = { baseVestingAccount, startTime, vestingPeriods };
      return { typeUrl, value: PeriodicVestingAccount.encode(account).finish() };
    }
    case "delayed":
      return { typeUrl, value: DelayedVestingAccount.encode({ baseVestingAccount }).finish() };
    case "permanent":
      return { typeUrl, value: PermanentLockedAccount.encode({ baseVestingAccount }).finish() };
  }
}

/** @returns undefined if it is no vesting account, or one without its parts */
export function vestingAccountFromAny({
  typeUrl,
  value,
}: Any): { readonly base: BaseAccount; readonly vesting: Vesting } | undefined {
  switch (typeUrl) {
    case VESTING_ACCOUNT_TYPES.continuous: {
      const { baseVestingAccount, startTime } = ContinuousVestingAccount.decode(value);
      return join(baseVestingAccount, { type: "continuous", startSeconds: startTime, periods: [] });
    }
    case VESTING_ACCOUNT_TYPES.periodic: {
      const { baseVestingAccount, startTime, vestingPeriods } =
        PeriodicVestingAccount.decode(value);
      const periods = vestingPeriods.map(({ length, amount }) => ({
        lengthSeconds: length,
        coins: fromProto(amount),
      }));
      return join(baseVestingAccount, { type: "periodic", startSeconds: startTime, periods });
    }
    case VESTING_ACCOUNT_TYPES.delayed: {
      const { baseVestingAccount } = DelayedVestingAccount.decode(value);
      return join(baseVestingAccount, { type: "delayed", startSeconds: 0n, periods: [] });
    }
    case VESTING_ACCOUNT_TYPES.permanent: {
      const { baseVestingAccount } = PermanentLockedAccount.decode(value);
      return join(baseVestingAccount, { type: "permanent", startSeconds: 0n, periods: [] });
    }
    default:
      return undefined;
  }
}

function join(
  account: BaseVestingAccount | undefined,
  schedule: Pick<Vesting, "type" | "startSeconds" | "periods">,
): { readonly base: BaseAccount; readonly vesting: Vesting } | undefined {
  if (account?.baseAccount === undefined) return undefined;
  return {
    base: account.baseAccount,
    vesting: {
      ...schedule,
      original: fromProto(account.originalVesting),
      delegatedFree: fromProto(account.delegatedFree),
      delegatedVesting: fromProto(account.delegatedVesting),
      endSeconds: account.endTime,
    },
  };
}

/** What was checked when it was written. */
function fromProto(coins: readonly ProtoCoin[]): readonly Coin[] {
  return coins.map(({ denom, amount }) => ({ denom, amount: BigInt(amount) }));
}
