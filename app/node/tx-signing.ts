import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { AuthInfo, TxBody } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { SignerInfo, Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { equalBytes } from "../core/bytes.ts";
import type { Crypto } from "../core/crypto.ts";
import { ChainError, CoreError } from "../core/errors.ts";
import { encodeMessage } from "../core/protobuf.ts";
import { parsePublicKey, publicKeyToAny } from "../../modules/auth/public-key.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";
import { SignDocuments } from "../../modules/auth/sign-bytes.ts";
import type { SignedParts } from "../../modules/auth/sign-bytes.ts";
import { parseSignature } from "../../modules/auth/signature.ts";
import { verifySignature } from "../../modules/auth/verify.ts";
import { addressBytesOf } from "./key.ts";
import type { RequiredSigner, RequiredSigners } from "./tx-signers.ts";
import { UserError } from "./user-error.ts";

/** Where an account stands: what a signature is for, beside the transaction. */
export interface AccountPosition {
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

/** An account that signs. */
export interface SigningAccount extends AccountPosition {
  readonly signer: RequiredSigner;
  readonly publicKey: PublicKey;
}

/** A signature and what the transaction says of it. */
interface Placed {
  readonly info: SignerInfo;
  readonly signature: Uint8Array;
}

const UNSIGNED = new Uint8Array(0);

/** Which of those who have to sign has this key. @returns undefined if none has */
export function signerOfKey(
  { signers }: RequiredSigners,
  key: PublicKey,
): RequiredSigner | undefined {
  const bytes = addressBytesOf(key);
  return signers.find(({ addressBytes }) => equalBytes(addressBytes, bytes));
}

/**
 * Signs a transaction with one account; the signatures of others stay, in the order that the chain wants.
 *
 * @param account.mode DIRECT covers the list of signers, so who signs in it signs last
 * @param options.overwrite drops the signatures that are there
 * @throws UserError if the account has signed, or the signature would make another's void; ChainError if the mode cannot
 *   sign this transaction
 */
export function signTx(
  tx: Tx,
  required: RequiredSigners,
  account: SigningAccount & {
    readonly mode: SignMode;
    readonly sign: (document: Uint8Array) => Uint8Array;
  },
  options: { readonly chainId: string; readonly overwrite: boolean },
): Tx {
  const { mode, sequence, publicKey, signer } = account;
  const info: SignerInfo = {
    publicKey: publicKeyToAny(publicKey),
    modeInfo: { sum: { $case: "single", value: { mode } } },
    sequence,
  };
  const others = options.overwrite ? withoutSignatures(tx) : tx;
  // A document in mode DIRECT shows who signs, and so the signer is put in before.
  const draft = placeSignature(others, required, signer, { info, signature: UNSIGNED });
  const document = documentsOf(draft, required, options.chainId, account).of(mode).bytes;
  return placeSignature(others, required, signer, { info, signature: account.sign(document) });
}

/** What the account signs of the transaction in some mode. */
export function documentsOf(
  tx: Tx,
  { feePayer }: RequiredSigners,
  chainId: string,
  { signer, publicKey, accountNumber, sequence }: SigningAccount,
): SignDocuments {
  const { address } = signer;
  const account = { address, accountNumber, sequence, publicKey: publicKeyToAny(publicKey) };
  return new SignDocuments({ chainId }, partsOf(tx, feePayer), account);
}

function partsOf(tx: Tx, feePayer: string): SignedParts {
  const body = tx.body ?? TxBody.fromPartial({});
  const authInfo = tx.authInfo ?? AuthInfo.fromPartial({});
  return {
    ...{ body, authInfo, feePayer, hasUnknownFields: false },
    bodyBytes: encodeMessage(TxBody, body),
    authInfoBytes: encodeMessage(AuthInfo, authInfo),
  };
}

function withoutSignatures(tx: Tx): Tx {
  const authInfo = { ...(tx.authInfo ?? AuthInfo.fromPartial({})), signerInfos: [] };
  return { ...tx, authInfo, signatures: [] };
}

/**
 * The transaction with one signature more, each where its signer stands.
 *
 * @param options.replace instead of the signer's earlier one
 * @throws UserError if the signer has signed, or somebody else has in mode DIRECT
 */
export function placeSignature(
  tx: Tx,
  required: RequiredSigners,
  signer: RequiredSigner,
  placed: Placed,
  options: { readonly replace?: boolean } = {},
): Tx {
  const authInfo = tx.authInfo ?? AuthInfo.fromPartial({});
  const order = (one: RequiredSigner | undefined): number =>
    one === undefined ? required.signers.length : required.signers.indexOf(one);
  const entries = authInfo.signerInfos.map((info, i) => ({
    ...{ info, signature: tx.signatures[i] ?? UNSIGNED },
    owner: ownerOf(info, i, required),
  }));
  const others = entries.filter(({ owner }) => owner !== signer);
  if (others.length < entries.length && options.replace !== true) {
    throw new UserError(
      `${signer.address} has signed this transaction already; --overwrite drops all signatures and signs anew`,
    );
  }
  const direct = others.find(({ info }) => isDirect(info));
  if (direct !== undefined) {
    throw new UserError(
      `${direct.owner?.address ?? "somebody"} has signed in mode direct, which covers the list of signers, and so has ` +
        "to sign last: let the others sign first, with --sign-mode amino-json or direct-aux",
    );
  }
  const all = [...others, { ...placed, owner: signer }];
  all.sort((a, b) => order(a.owner) - order(b.owner));
  return {
    ...tx,
    authInfo: { ...authInfo, signerInfos: all.map(({ info }) => info) },
    signatures: all.map(({ signature }) => signature),
  };
}

/** Whose signature it is: that of its key, or without one that of its place. */
function ownerOf(
  { publicKey }: SignerInfo,
  index: number,
  required: RequiredSigners,
): RequiredSigner | undefined {
  if (publicKey === undefined) return required.signers[index];
  return signerOfKey(required, parsePublicKey(publicKey));
}

function isDirect({ modeInfo }: SignerInfo): boolean {
  const sum = modeInfo?.sum;
  return sum?.$case === "single" && sum.value.mode === SignMode.SIGN_MODE_DIRECT;
}

/** What a check of signatures needs of the chain. */
export interface SigningChain {
  readonly chainId: string;
  readonly crypto: Crypto;
}

/**
 * Whether one of a transaction's signatures is its signer's.
 *
 * @param known the key that the chain has of the account, which the transaction need not name
 * @param verify.position where the account stands; undefined: the signature itself is not checked
 * @returns what is wrong, or undefined
 */
export function signatureFault(
  tx: Tx,
  required: RequiredSigners,
  index: number,
  verify: {
    readonly chain: SigningChain;
    readonly position: AccountPosition | undefined;
    readonly known: Any | undefined;
  },
): string | undefined {
  const signer = required.signers[index];
  const info = tx.authInfo?.signerInfos[index];
  const bytes = tx.signatures[index];
  if (signer === undefined) return "nobody has to sign here";
  if (info === undefined || bytes === undefined || bytes.length === 0) return "has not signed";
  const { chain, position } = verify;
  try {
    const any = info.publicKey ?? verify.known;
    if (any === undefined) return "the transaction names no public key, and the chain has none";
    const publicKey = parsePublicKey(any);
    if (!equalBytes(addressBytesOf(publicKey), signer.addressBytes)) {
      return "the signature does not match its signer: another's key stands here";
    }
    if (position === undefined) return undefined;
    const { accountNumber, sequence } = position;
    if (info.sequence !== sequence) {
      throw CoreError.wrongSequence(
        `account sequence mismatch, expected ${sequence}, got ${info.sequence}`,
      );
    }
    const account = { signer, publicKey, accountNumber, sequence };
    const documents = documentsOf(tx, required, chain.chainId, account);
    const signature = parseSignature(info.modeInfo, bytes);
    verifySignature(chain, signature, { key: publicKey, documents, accountNumber, sequence });
    return undefined;
  } catch (error) {
    if (error instanceof ChainError) return error.message;
    throw error;
  }
}
