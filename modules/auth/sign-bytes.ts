import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { SignDoc, SignDocDirectAux } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { aminoSignBytes } from "../../app/core/amino/sign-doc.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { encodeMessage } from "../../app/core/protobuf.ts";
import type { Tx } from "../../app/core/tx/tx.ts";

/** Who signs a transaction. */
export interface SigningAccount {
  /** Bech32, in its usual spelling. */
  readonly address: string;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
  readonly publicKey: Any;
}

/** The parts of a transaction that a document shows. */
export type SignedParts = Pick<
  Tx,
  "body" | "authInfo" | "hasUnknownFields" | "bodyBytes" | "authInfoBytes" | "feePayer"
>;

/** What is signed, and its SHA-256: ECDSA signs the hash, EdDSA the bytes. */
export interface SignBytes {
  readonly bytes: Uint8Array;
  /** Absent until a key asks for it. */
  hash?: Uint8Array;
}

const MODE_NAMES = new Map<number, string>([
  [SignMode.SIGN_MODE_UNSPECIFIED, "SIGN_MODE_UNSPECIFIED"],
  [SignMode.SIGN_MODE_TEXTUAL, "SIGN_MODE_TEXTUAL"],
  [SignMode.SIGN_MODE_EIP_191, "SIGN_MODE_EIP_191"],
]);

/** What an account signs of a transaction, by sign mode. Keys of a multisig that sign in one mode share the document. */
export class SignDocuments {
  readonly #ctx: Pick<Context, "chainId">;
  readonly #tx: SignedParts;
  readonly #account: SigningAccount;
  /** The last that was made. */
  #mode: number | undefined;
  #document: SignBytes | undefined;

  constructor(ctx: Pick<Context, "chainId">, tx: SignedParts, account: SigningAccount) {
    this.#ctx = ctx;
    this.#tx = tx;
    this.#account = account;
  }

  /**
   * @param mode a `SignMode`, or any number that was sent for one
   * @throws ChainError if this mode cannot sign this transaction
   */
  of(mode: number): SignBytes {
    if (this.#document === undefined || this.#mode !== mode) {
      this.#document = { bytes: this.#make(mode) };
      this.#mode = mode;
    }
    return this.#document;
  }

  #make(mode: number): Uint8Array {
    const { bodyBytes, authInfoBytes } = this.#tx;
    const { accountNumber, sequence } = this.#account;
    const { chainId } = this.#ctx;
    switch (mode) {
      case SignMode.SIGN_MODE_DIRECT:
        return encodeMessage(SignDoc, { bodyBytes, authInfoBytes, chainId, accountNumber });
      case SignMode.SIGN_MODE_LEGACY_AMINO_JSON:
        return aminoSignBytes(this.#tx, { chainId, accountNumber, sequence });
      case SignMode.SIGN_MODE_DIRECT_AUX:
        return this.#makeDirectAux();
      default:
        throw CoreError.unauthorized(`unsupported sign mode ${MODE_NAMES.get(mode) ?? mode}`);
    }
  }

  /** What those sign who do not pay the fee: it does not show the fee, nor the other signers. */
  #makeDirectAux(): Uint8Array {
    const { address, publicKey, accountNumber, sequence } = this.#account;
    if (address === this.#tx.feePayer) {
      throw CoreError.unauthorized(
        `fee payer ${address} cannot sign with SIGN_MODE_DIRECT_AUX: unauthorized`,
      );
    }
    const { bodyBytes } = this.#tx;
    const { chainId } = this.#ctx;
    const tip = undefined;
    const document = { bodyBytes, publicKey, chainId, accountNumber, sequence, tip };
    return encodeMessage(SignDocDirectAux, document);
  }
}
