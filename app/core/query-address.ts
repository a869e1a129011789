import type { Context } from "./context.ts";
import { ChainError } from "./errors.ts";
import { invalidArgument } from "./query-error.ts";

/**
 * The address that a query names.
 *
 * @returns the address; the caller must not change it
 * @throws CoreError.invalidRequest, which answers as HTTP 400, if the text is not bech32 with this chain's prefix
 */
export function parseQueryAddress(ctx: Context, text: string): Uint8Array {
  try {
    return ctx.addresses.parse(text);
  } catch (error) {
    if (error instanceof ChainError) throw invalidArgument(`invalid address: ${error.message}`);
    throw error;
  }
}
