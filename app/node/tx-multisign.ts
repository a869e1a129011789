import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { equalBytes } from "../core/bytes.ts";
import { ChainError } from "../core/errors.ts";
import { publicKeyToAny } from "../../modules/auth/public-key.ts";
import type { MultisigKey } from "../../modules/auth/public-key.ts";
import type { SignDocuments } from "../../modules/auth/sign-bytes.ts";
import { formatMultisig } from "../../modules/auth/signature.ts";
import type { SimpleSignature } from "../../modules/auth/signature.ts";
import { verifySignature } from "../../modules/auth/verify.ts";
import { addressBytesOf } from "./key.ts";
import type { LooseSignature } from "./signature-json.ts";
import type { RequiredSigners } from "./tx-signers.ts";
import { documentsOf, placeSignature } from "./tx-signing.ts";
import type { AccountPosition, SigningAccount, SigningChain } from "./tx-signing.ts";
import { UserError } from "./user-error.ts";

/** Signatures of one file. */
export interface SourcedSignatures {
  /** What the file is called in errors. */
  readonly source: string;
  readonly signatures: readonly LooseSignature[];
}

/**
 * Puts a multisig's signature into a transaction, made of those of its members; the signatures of other accounts stay.
 *
 * @param account of the multisig, which has to sign
 * @param options.isTrusted true: the members' signatures are not checked
 * @throws UserError for signatures of others, bad ones, and fewer than the multisig's threshold
 */
export function multiSignTx(
  tx: Tx,
  required: RequiredSigners,
  account: SigningAccount & { readonly publicKey: MultisigKey },
  members: readonly SourcedSignatures[],
  options: { readonly chain: SigningChain; readonly isTrusted: boolean },
): Tx {
  const { publicKey, sequence, signer } = account;
  const documents = documentsOf(tx, required, options.chain.chainId, account);
  const signatures = publicKey.keys.map((): SimpleSignature | undefined => undefined);
  for (const { source, signatures: given } of members) {
    for (const one of given) {
      const index = memberIndex(source, publicKey, one, signatures);
      const place = `${source}: the signature of member ${index + 1}`;
      if (!options.isTrusted) assertValid(place, one, documents, account, options.chain);
      signatures[index] = { type: "simple", mode: one.mode, signature: one.signature };
    }
  }
  const count = signatures.filter((one) => one !== undefined).length;
  if (count < publicKey.threshold) {
    throw new UserError(
      `expected signatures of ${publicKey.threshold} of ${publicKey.keys.length} members, got ${count}`,
    );
  }
  const { modeInfo, signature } = formatMultisig(signatures);
  const info = { publicKey: publicKeyToAny(publicKey), modeInfo, sequence };
  return placeSignature(tx, required, signer, { info, signature }, { replace: true });
}

/** A key that is in the multisig more than once signs as often. */
function memberIndex(
  source: string,
  { keys }: MultisigKey,
  { publicKey }: LooseSignature,
  taken: readonly (SimpleSignature | undefined)[],
): number {
  const address = addressBytesOf(publicKey);
  const places = keys.flatMap((key, i) => (equalBytes(addressBytesOf(key), address) ? [i] : []));
  const index = places.find((place) => taken[place] === undefined) ?? places.at(-1);
  if (index !== undefined) return index;
  throw new UserError(`${source}: a signature of a key that is no member of the multisig`);
}

function assertValid(
  place: string,
  signature: LooseSignature,
  documents: SignDocuments,
  { accountNumber, sequence }: AccountPosition,
  chain: SigningChain,
): void {
  if (signature.mode !== SignMode.SIGN_MODE_LEGACY_AMINO_JSON) {
    throw new UserError(`${place}: expected mode amino-json, which members of a multisig sign in`);
  }
  const { publicKey: key } = signature;
  try {
    verifySignature(chain, signature, { key, documents, accountNumber, sequence });
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new UserError(`${place}: ${error.message}`, { cause: error });
  }
}
