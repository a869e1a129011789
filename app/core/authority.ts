import { moduleAddress } from "./address.ts";
import type { Context } from "./context.ts";
import { GovError } from "./errors.ts";

/**
 * Handles a message that changes parameters. In the SDK the account of governance may send it, an address that nobody can
 * sign for; this chain has no governance, so nobody may.
 *
 * @throws GovError.invalidSigner always
 */
export function refuseAuthority(
  ctx: Context,
  { authority }: { readonly authority: string },
): never {
  const expected = ctx.addresses.format(moduleAddress(ctx.crypto, "gov"));
  throw GovError.invalidSigner(`invalid authority; expected ${expected}, got ${authority}`);
}
