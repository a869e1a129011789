import type { Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import type { TxMessage } from "../../app/core/tx/tx.ts";
import type { AllowedMessages, Allowance, Basic, Periodic } from "./allowance.ts";
import { FeegrantError } from "./errors.ts";

/** For each message type that an allowance names, and each message that is looked up. @source cosmossdk.io/x/feegrant filtered_fee.go */
const GAS_PER_MESSAGE = 10n;

/** A fee that somebody else is to pay. */
export interface Use {
  readonly fee: readonly Coin[];
  readonly messages: readonly TxMessage[];
}

/**
 * Takes a fee off an allowance.
 *
 * @returns what is left of it; undefined if nothing is, so that it goes
 * @throws FeegrantError.feeLimitExceeded, feeLimitExpired, messageNotAllowed
 * @gas 10 for each message type that the allowance names and 10 for each message of the transaction
 */
export function accept(ctx: Context, allowance: Allowance, use: Use): Allowance | undefined {
  return allowance.type === "allowed messages"
    ? acceptMessages(ctx, allowance, use)
    : acceptFee(ctx, allowance, use);
}

function acceptMessages(
  ctx: Context,
  allowance: AllowedMessages,
  use: Use,
): AllowedMessages | undefined {
  const allowed = new Set<string>();
  for (const typeUrl of allowance.typeUrls) {
    ctx.gas.consume(GAS_PER_MESSAGE, "check msg");
    allowed.add(typeUrl);
  }
  for (const { route } of use.messages) {
    ctx.gas.consume(GAS_PER_MESSAGE, "check msg");
    if (!allowed.has(route.typeUrl)) {
      throw FeegrantError.messageNotAllowed("message does not exist in allowed messages");
    }
  }
  const left = acceptFee(ctx, allowance.allowance, use);
  return left && { ...allowance, allowance: left };
}

function acceptFee(
  ctx: Context,
  allowance: Basic | Periodic,
  { fee }: Use,
): Basic | Periodic | undefined {
  return allowance.type === "basic"
    ? acceptBasic(ctx, allowance, fee, { expired: "basic allowance", exceeded: "basic allowance" })
    : acceptPeriodic(ctx, allowance, fee);
}

function acceptBasic(
  { timeNs }: Context,
  basic: Basic,
  fee: readonly Coin[],
  texts: { readonly expired: string; readonly exceeded: string },
): Basic | undefined {
  const { spendLimit, expiresNs } = basic;
  if (expiresNs !== undefined && expiresNs < timeNs) {
    throw FeegrantError.feeLimitExpired(texts.expired);
  }
  if (spendLimit.length === 0) return basic;
  const left = subtract(spendLimit, fee);
  if (left === undefined) throw FeegrantError.feeLimitExceeded(texts.exceeded);
  return left.length === 0 ? undefined : { ...basic, spendLimit: left };
}

function acceptPeriodic(
  ctx: Context,
  allowance: Periodic,
  fee: readonly Coin[],
): Periodic | undefined {
  const texts = { expired: "absolute limit", exceeded: "absolute limit" };
  const { expiresNs } = allowance.basic;
  if (expiresNs !== undefined && expiresNs < ctx.timeNs) {
    throw FeegrantError.feeLimitExpired(texts.expired);
  }
  const current = startPeriod(allowance, ctx.timeNs);
  const periodCanSpend = subtract(current.periodCanSpend, fee);
  if (periodCanSpend === undefined) throw FeegrantError.feeLimitExceeded("period limit");
  const basic = acceptBasic(ctx, current.basic, fee, texts);
  return basic && { ...current, basic, periodCanSpend };
}

/**
 * Starts a new period if the last one is over, with what the limits of period and allowance let it have. Who uses an
 * allowance in every period keeps its rhythm; after a longer pause the period starts now.
 */
function startPeriod(allowance: Periodic, timeNs: bigint): Periodic {
  const { basic, periodNs, periodSpendLimit } = allowance;
  if (timeNs < allowance.periodResetNs) return allowance;
  const { spendLimit } = basic;
  const isMoreThanLeft =
    spendLimit.length > 0 && subtract(spendLimit, periodSpendLimit) === undefined;
  const nextNs = allowance.periodResetNs + periodNs;
  return {
    ...allowance,
    periodCanSpend: isMoreThanLeft ? spendLimit : periodSpendLimit,
    periodResetNs: timeNs > nextNs ? timeNs + periodNs : nextNs,
  };
}

/** @returns what is left, without denoms of which nothing is; undefined if it is not enough */
function subtract(coins: readonly Coin[], taken: readonly Coin[]): readonly Coin[] | undefined {
  const isEnough = taken.every(({ denom, amount }) =>
    coins.some((coin) => coin.denom === denom && coin.amount >= amount),
  );
  if (!isEnough) return undefined;
  return coins.flatMap(({ denom, amount }) => {
    const left = amount - (taken.find((coin) => coin.denom === denom)?.amount ?? 0n);
    return left === 0n ? [] : [{ denom, amount: left }];
  });
}
