import { moduleAddress } from "./address.ts";
import { equalBytes } from "./bytes.ts";
import type { Context } from "./context.ts";
import { CoreError } from "./errors.ts";

/** What giving somebody an account takes of auth. */
export interface ReceiverAccounts {
  /** @returns undefined if nobody has the address */
  getAccount(ctx: Context, address: Uint8Array): object | undefined;
  /** Gives the address an account unless it has one. */
  ensureAccount(ctx: Context, address: Uint8Array): void;
}

export interface ReceiverNeeds {
  readonly accounts: ReceiverAccounts;
  /** Names of modules whose accounts nobody may make by granting them something. */
  readonly blocked: readonly string[];
}

/**
 * Gives whoever is granted something an account, unless there is one.
 *
 * @throws CoreError.unauthorized if it is a module's that is not there
 */
export function ensureReceiver(
  ctx: Context,
  { accounts, blocked }: ReceiverNeeds,
  address: Uint8Array,
): void {
  if (accounts.getAccount(ctx, address) !== undefined) return;
  if (blocked.some((name) => equalBytes(moduleAddress(ctx.crypto, name), address))) {
    throw CoreError.unauthorized(
      `${ctx.addresses.format(address)} is not allowed to receive funds`,
    );
  }
  accounts.ensureAccount(ctx, address);
}
