import {
  Bip39,
  EnglishMnemonic,
  Secp256k1,
  Slip10,
  Slip10Curve,
  ripemd160,
  sha256,
  stringToPath,
} from "@cosmjs/crypto";
import type { HdPath } from "@cosmjs/crypto";
import { toBech32 } from "@cosmjs/encoding";
import { randomBytes } from "node:crypto";
import {
  type PublicKey,
  type SimpleKey,
  parsePublicKey,
  publicKeyToAddress,
  publicKeyToAny,
} from "../../modules/auth/public-key.ts";
import { compareBytes } from "../core/bytes.ts";
import { UserError } from "./user-error.ts";

/** The path of every Cosmos wallet's first account. */
export const HD_PATH_DEFAULT = "m/44'/118'/0'/0/0";
export const COIN_TYPE_DEFAULT = 118;
const HD_PATH_LEVELS_MAX = 16;
const HD_PATH = /^m(?:\/\d{1,10}'?){1,16}$/;

export interface MnemonicOptions {
  /** 12 to 24 English words of BIP-39. */
  readonly mnemonic: string;
  /** {@link HD_PATH_DEFAULT} unless given. */
  readonly hdPath?: string;
  /** BIP-39's passphrase, which some wallets call the 25th word. */
  readonly passphrase?: string;
}

/** A new mnemonic: 24 words are 256 random bits. */
export function createMnemonic(words: 12 | 24 = 24): string {
  const entropy = randomBytes((words / 3) * 4);
  const mnemonic = Bip39.encode(entropy).toString();
  entropy.fill(0);
  return mnemonic;
}

/** @returns the private key, 32 bytes. @throws UserError that does not repeat the mnemonic */
export async function mnemonicToPrivateKey(options: MnemonicOptions): Promise<Uint8Array> {
  const path = parseHdPath(options.hdPath ?? HD_PATH_DEFAULT);
  const seed = await Bip39.mnemonicToSeed(parseMnemonic(options.mnemonic), options.passphrase);
  try {
    return Slip10.derivePath(Slip10Curve.Secp256k1, seed, path).privkey;
  } finally {
    seed.fill(0);
  }
}

/** Whether a text is a mnemonic that somebody might have keys of. */
export function isMnemonic(text: string): boolean {
  try {
    parseMnemonic(text);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function parseMnemonic(mnemonic: string): EnglishMnemonic {
  const words = mnemonic.trim().toLowerCase().split(/\s+/);
  try {
    return new EnglishMnemonic(words.join(" "));
  } catch (error) {
    // The library's text goes into the cause; ours says the same without a chance of quoting words.
    throw new UserError(
      `expected a mnemonic of 12, 15, 18, 21 or 24 English words of BIP-39 in their order, got ` +
        `${words.length} words that are not one; check the spelling`,
      { cause: error },
    );
  }
}

function parseHdPath(path: string): HdPath {
  const levels = `of at most ${HD_PATH_LEVELS_MAX} levels`;
  const expected = `expected a path like ${HD_PATH_DEFAULT} ${levels}`;
  if (!HD_PATH.test(path)) throw new UserError(`HD path ${JSON.stringify(path)}: ${expected}`);
  try {
    return stringToPath(path);
  } catch (error) {
    throw new UserError(`HD path ${path}: ${expected}, each below 2147483648`, { cause: error });
  }
}

/**
 * @returns the compressed public key, 33 bytes.
 * @throws RangeError unless it is a private key of secp256k1
 */
export function privateToPublicKey(privateKey: Uint8Array): Uint8Array {
  if (privateKey.length !== 32) throw new RangeError(`expected 32 bytes, got ${privateKey.length}`);
  try {
    return Secp256k1.compressPubkey(Secp256k1.makeKeypair(privateKey).pubkey);
  } catch (error) {
    throw new RangeError("expected a number from 1 to below the order of secp256k1", {
      cause: error,
    });
  }
}

/** Whether bytes are a private key of secp256k1; any 32 are, but for very few. */
export function isPrivateKey(bytes: Uint8Array): boolean {
  try {
    privateToPublicKey(bytes);
    return true;
  } catch {
    // There is no other reason.
    return false;
  }
}

/** The address that a public key signs for, 20 bytes. */
export function addressBytesOf(publicKey: PublicKey): Uint8Array {
  return publicKeyToAddress({ sha256, ripemd160 }, publicKey);
}

/** @param prefix the chain's, such as `lazuli` */
export function addressOf(publicKey: PublicKey, prefix: string): string {
  return toBech32(prefix, addressBytesOf(publicKey));
}

/**
 * A key of several, of which so many sign together.
 *
 * @param options.isSorted whether the keys are put in the order of their addresses, as the SDK does
 * @throws ChainError for too many keys, or a threshold that is not from 1 to their number
 */
export function createMultisig(
  keys: readonly SimpleKey[],
  options: { readonly threshold: number; readonly isSorted: boolean },
): PublicKey {
  const sorted = options.isSorted
    ? [...keys].sort((a, b) => compareBytes(addressBytesOf(a), addressBytesOf(b)))
    : keys;
  const { threshold } = options;
  return parsePublicKey(publicKeyToAny({ type: "multisig", threshold, keys: sorted }));
}
