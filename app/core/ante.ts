import { CoreError } from "./errors.ts";
import type { AnteStep } from "./module.ts";

/** Refuses a transaction whose signer gave it up to an earlier height. */
export const checkTimeoutHeight: AnteStep = (ctx, tx) => {
  const { timeoutHeight } = tx.body;
  if (timeoutHeight !== 0n && ctx.height > timeoutHeight) {
    throw CoreError.txTimeoutHeight(
      `block height: ${ctx.height}, timeout height: ${timeoutHeight}; sign again with a later one`,
    );
  }
};

/** What each message can check without state, before any fee is taken. A recheck need not: the transaction is the same. */
export const validateMessages: AnteStep = (ctx, tx) => {
  if (ctx.mode === "recheck") return;
  for (const { route, value } of tx.messages) route.handler.validate?.(value, ctx);
};
