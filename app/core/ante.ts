import { CoreError } from "./errors.ts";
import type { AnteStep } from "./module.ts";
import { formatTime, joinNanos } from "./time.ts";

/** Refuses a transaction whose signer gave it up to an earlier height or block time. */
export const checkTimeout: AnteStep = (ctx, tx) => {
  const { timeoutHeight, timeoutTimestamp } = tx.body;
  if (timeoutHeight !== 0n && ctx.height > timeoutHeight) {
    throw CoreError.txTimeoutHeight(
      `block height: ${ctx.height}, timeout height: ${timeoutHeight}; sign again with a later one`,
    );
  }
  // The SDK takes a whole second of 0 for none.
  if (timeoutTimestamp === undefined || timeoutTimestamp.seconds === 0n) return;
  const deadlineNs = joinNanos(timeoutTimestamp);
  if (deadlineNs < ctx.timeNs) {
    throw CoreError.txTimeout(
      `block time: ${formatTime(ctx.timeNs, " ", " +0000 UTC")}, ` +
        `timeout timestamp: ${formatTime(deadlineNs, " ", " +0000 UTC")}`,
    );
  }
};

/** What each message can check without state, before any fee is taken. A recheck need not: the transaction is the same. */
export const validateMessages: AnteStep = (ctx, tx) => {
  if (ctx.mode === "recheck") return;
  for (const { route, value } of tx.messages) route.handler.validate?.(value, ctx);
};
