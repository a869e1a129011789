import { bech32 } from "@scure/base";
import { bytesToString, utf8 } from "./bytes.ts";
import type { Crypto } from "./crypto.ts";
import { CoreError } from "./errors.ts";
import { TwoGenerationMap } from "./two-generation-map.ts";

/** Sizes of an account address: 20 bytes from a key, 32 for derived ones. @source cosmos-sdk types/address.go, ADR-028 */
export const ADDRESS_BYTES_MAX = 255;

/** Bech32 texts are refused beyond this many characters before they are parsed. */
const ADDRESS_CHARACTERS_MAX = 512;

/** Addresses of one generation that a codec remembers. They repeat within a block; decoding one costs as much as a store read. */
const MEMO_ENTRIES_MAX = 4096;

/**
 * What stands behind the chain's prefix in addresses of validators' operators and of validators in consensus.
 *
 * @source cosmos-sdk types/address.go
 */
export const VALIDATOR_PREFIXES = { operator: "valoper", consensus: "valcons" } as const;

/** What stands behind an address's prefix in a bech32 text of the public key. */
export const PUBLIC_KEY_SUFFIX = "pub";

/** Converts addresses between bytes and bech32 with one chain's prefix. */
export class AddressCodec {
  readonly prefix: string;
  readonly #texts = new TwoGenerationMap<string>(MEMO_ENTRIES_MAX);
  readonly #addresses = new TwoGenerationMap<Uint8Array>(MEMO_ENTRIES_MAX);

  /** @param prefix human-readable part, e.g. `lazuli` */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** @param address 1–255 bytes */
  format(address: Uint8Array): string {
    const key = bytesToString(address);
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = bech32.encode(this.prefix, bech32.toWords(address), false);
      this.#texts.set(key, text);
    }
    return text;
  }

  /**
   * @returns the address; the caller must not change it
   * @throws CoreError.invalidAddress if the text is not bech32 with this chain's prefix
   */
  parse(text: string): Uint8Array {
    let address = this.#addresses.get(text);
    if (address === undefined) {
      address = this.#decode(text);
      this.#addresses.set(text, address);
    }
    return address;
  }

  #decode(text: string): Uint8Array {
    if (text === "") throw CoreError.invalidAddress("empty address string is not allowed");
    if (text.length > ADDRESS_CHARACTERS_MAX) {
      throw CoreError.invalidAddress(
        `address of ${text.length} characters, expected at most ${ADDRESS_CHARACTERS_MAX}`,
      );
    }
    const decoded = decodeBech32(text);
    if (decoded === undefined) {
      throw CoreError.invalidAddress(`decoding bech32 failed: ${JSON.stringify(text)}`);
    }
    const { prefix, bytes: address } = decoded;
    if (prefix !== this.prefix) {
      throw CoreError.invalidAddress(
        `invalid Bech32 prefix; expected ${this.prefix}, got ${prefix}`,
      );
    }
    if (address.length === 0 || address.length > ADDRESS_BYTES_MAX) {
      throw CoreError.invalidAddress(
        `address of ${address.length} bytes, expected 1 to ${ADDRESS_BYTES_MAX}`,
      );
    }
    return address;
  }
}

/** What a bech32 text of any prefix says. @returns undefined if it is none, or longer than `charactersMax` */
export function decodeBech32(
  text: string,
  charactersMax = ADDRESS_CHARACTERS_MAX,
): { readonly prefix: string; readonly bytes: Uint8Array } | undefined {
  if (text.length > charactersMax) return undefined;
  const decoded = bech32.decodeUnsafe(text, false);
  const bytes = decoded && bech32.fromWordsUnsafe(decoded.words);
  return decoded && bytes ? { prefix: decoded.prefix, bytes } : undefined;
}

/** Bech32 may be written in capitals throughout; this is its usual spelling, so that one account has one name. */
export function usualSpelling(text: string): string {
  // ASCII alone: the case of other letters follows the Unicode version of the engine, which nodes may differ in.
  return /^[A-Z0-9]+$/.test(text) ? text.toLowerCase() : text;
}

/** The address of a module's own account: the first 20 bytes of SHA-256 of its name. @source cosmos-sdk ADR-028 */
export function moduleAddress(crypto: Pick<Crypto, "sha256">, name: string): Uint8Array {
  return crypto.sha256(utf8(name)).slice(0, 20);
}
