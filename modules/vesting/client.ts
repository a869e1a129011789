import type { EncodeObject } from "@cosmjs/proto-signing";
import { coinsToProto } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import type { MessageType } from "../../app/client/signing-client.ts";
import {
  MsgCreatePeriodicVestingAccount,
  MsgCreatePermanentLockedAccount,
  MsgCreateVestingAccount,
} from "../../proto/gen/cosmos/vesting/v1beta1/tx.ts";

const PACKAGE = "/cosmos.vesting.v1beta1";

/** For CosmJS's registry, which does not know all of these types. */
export const vestingTypes: readonly MessageType[] = [
  [`${PACKAGE}.MsgCreateVestingAccount`, MsgCreateVestingAccount],
  [`${PACKAGE}.MsgCreatePermanentLockedAccount`, MsgCreatePermanentLockedAccount],
  [`${PACKAGE}.MsgCreatePeriodicVestingAccount`, MsgCreatePeriodicVestingAccount],
];

/** Coins that come free when a time is over. */
export interface Period {
  readonly lengthSeconds: bigint;
  readonly coins: readonly Coin[];
}

/** Messages of one signer. Each makes an account that is not there, with coins that the signer pays. */
export interface VestingMessages {
  /**
   * Coins that come free evenly from the block's time on, or all at the end.
   *
   * @param endSeconds Unix seconds, 1 and more
   */
  createVestingAccount(
    to: string,
    coins: readonly Coin[],
    endSeconds: bigint,
    options?: { readonly delayed?: boolean },
  ): EncodeObject;
  /** Coins that never come free. */
  createPermanentLockedAccount(to: string, coins: readonly Coin[]): EncodeObject;
  /**
   * Coins that come free at the end of each period.
   *
   * @param startSeconds of the first period, Unix seconds, 1 and more
   * @param periods at least one, of a second and more
   */
  createPeriodicVestingAccount(
    to: string,
    startSeconds: bigint,
    periods: readonly Period[],
  ): EncodeObject;
}

/** @param signer address of the account that pays */
export function vestingMessages(signer: string): VestingMessages {
  return {
    createVestingAccount(to, coins, endSeconds, { delayed = false } = {}) {
      const message: MsgCreateVestingAccount = {
        fromAddress: signer,
        toAddress: to,
        amount: coinsToProto(coins),
        endTime: endSeconds,
        delayed,
      };
      return { typeUrl: `${PACKAGE}.MsgCreateVestingAccount`, value: message };
    },
    createPermanentLockedAccount(to, coins) {
      const message: MsgCreatePermanentLockedAccount = {
        fromAddress: signer,
        toAddress: to,
        amount: coinsToProto(coins),
      };
      return { typeUrl: `${PACKAGE}.MsgCreatePermanentLockedAccount`, value: message };
    },
    createPeriodicVestingAccount(to, startSeconds, periods) {
      const message: MsgCreatePeriodicVestingAccount = {
        fromAddress: signer,
        toAddress: to,
        startTime: startSeconds,
        vestingPeriods: periods.map(({ lengthSeconds, coins }) => ({
          length: lengthSeconds,
          amount: coinsToProto(coins),
        })),
      };
      return { typeUrl: `${PACKAGE}.MsgCreatePeriodicVestingAccount`, value: message };
    },
  };
}
