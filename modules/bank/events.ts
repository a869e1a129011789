import { type Coin, formatCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";

/** The SDK's events, by which its tools follow balances. @source cosmos-sdk x/bank/types/events.go */
export function emitCoinSpent(ctx: Context, spender: string, coins: readonly Coin[]): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit("coin_spent", ["spender", spender], ["amount", formatCoins(coins)]);
}

export function emitCoinReceived(ctx: Context, receiver: string, coins: readonly Coin[]): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit("coin_received", ["receiver", receiver], ["amount", formatCoins(coins)]);
}

export function emitTransfer(
  ctx: Context,
  transfer: {
    readonly recipient: string;
    readonly sender: string;
    readonly coins: readonly Coin[];
  },
): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit(
    "transfer",
    ["recipient", transfer.recipient],
    ["sender", transfer.sender],
    ["amount", formatCoins(transfer.coins)],
  );
}

export function emitSender(ctx: Context, sender: string): void {
  ctx.events.emit("message", ["sender", sender]);
}
