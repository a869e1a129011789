import { ed25519 } from "@noble/curves/ed25519.js";
import secp256k1 from "secp256k1";
import { MultiSignature } from "../../proto/gen/cosmos/crypto/multisig/v1beta1/multisig.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import {
  AuthInfo,
  type ModeInfo,
  SignDoc,
  SignDocDirectAux,
  TxBody,
  TxRaw,
} from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { AddressCodec } from "../../app/core/address.ts";
import { aminoSignBytes } from "../../app/core/amino/sign-doc.ts";
import { utf8 } from "../../app/core/bytes.ts";
import {
  type MultisigKey,
  type PublicKey,
  publicKeyToAddress,
  publicKeyToAny,
  type SimpleKey,
} from "../../modules/auth/public-key.ts";
import { crypto } from "./context.ts";
import { CHAIN_ID, feeOf, GAS_LIMIT, type Signer } from "./tx.ts";

const addresses = new AddressCodec("lazuli");

/** Somebody with a key of any type. */
export interface KeyHolder {
  readonly key: PublicKey;
  readonly address: string;
  /** Absent for a multisig. */
  readonly sign?: (bytes: Uint8Array) => Uint8Array;
}

function holder<K extends PublicKey>(key: K): { readonly key: K; readonly address: string } {
  return { key, address: addresses.format(publicKeyToAddress(crypto, key)) };
}

export type SimpleHolder = KeyHolder & {
  readonly key: SimpleKey;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
};

/** A signer of the other helpers. */
export function secp256k1Holder({ publicKey, privateKey }: Signer): SimpleHolder {
  return {
    ...holder({ type: "secp256k1", key: publicKey }),
    sign: (bytes) => secp256k1.ecdsaSign(crypto.sha256(bytes), privateKey).signature,
  };
}

export function ed25519Holder(name: string): SimpleHolder {
  const secret = crypto.sha256(utf8(name));
  return {
    ...holder({ type: "ed25519", key: ed25519.getPublicKey(secret) }),
    sign: (bytes) => ed25519.sign(bytes, secret),
  };
}

export type MultisigHolder = KeyHolder & {
  readonly key: MultisigKey;
  readonly members: readonly SimpleHolder[];
};

export function multisigHolder(
  threshold: number,
  members: readonly SimpleHolder[],
): MultisigHolder {
  return {
    ...holder({ type: "multisig", threshold, keys: members.map(({ key }) => key) }),
    members,
  };
}

/** One signer of a transaction, and how it signs. */
export interface Part {
  readonly holder: SimpleHolder | MultisigHolder;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
  /** SIGN_MODE_DIRECT unless given; of a multisig the mode of all its keys. */
  readonly mode?: number;
  /** Which of a multisig's keys sign, by index. */
  readonly signing?: readonly number[];
  /** Whether the transaction names the key; true unless given. */
  readonly isNamed?: boolean;
}

export interface Draft {
  readonly messages: readonly Any[];
  readonly body?: Partial<TxBody>;
  readonly fee?: Partial<NonNullable<AuthInfo["fee"]>>;
  readonly tip?: AuthInfo["tip"];
}

function bitArray(count: number, set: readonly number[]) {
  const elems = new Uint8Array(Math.ceil(count / 8));
  for (const i of set) elems[i >> 3] = (elems[i >> 3] ?? 0) | (0x80 >> (i & 7));
  return { extraBitsStored: count % 8, elems };
}

function single(mode: number): ModeInfo {
  return { sum: { $case: "single", value: { mode: mode as SignMode } } };
}

function modeInfoOf({ holder, mode = SignMode.SIGN_MODE_DIRECT, signing = [] }: Part): ModeInfo {
  if (!("members" in holder)) return single(mode);
  const bitarray = bitArray(holder.members.length, signing);
  const modeInfos = signing.map(() => single(mode));
  return { sum: { $case: "multi", value: { bitarray, modeInfos } } };
}

/** Signs a transaction by several, each in a mode of its own. */
export function signParts(draft: Draft, parts: readonly Part[]): Uint8Array {
  const body = TxBody.fromPartial({ messages: [...draft.messages], ...draft.body });
  const bodyBytes = TxBody.encode(body).finish();
  const amount = [{ denom: "ulaz", amount: feeOf(GAS_LIMIT).toString() }];
  const authInfo = AuthInfo.fromPartial({
    signerInfos: parts.map((part) => ({
      publicKey: part.isNamed === false ? undefined : publicKeyToAny(part.holder.key),
      modeInfo: modeInfoOf(part),
      sequence: part.sequence,
    })),
    fee: { amount, gasLimit: GAS_LIMIT, payer: "", granter: "", ...draft.fee },
    tip: draft.tip,
  });
  const authInfoBytes = AuthInfo.encode(authInfo).finish();
  const documentOf = (part: Part): Uint8Array => {
    const { accountNumber, sequence, holder } = part;
    const chainId = CHAIN_ID;
    switch (part.mode ?? SignMode.SIGN_MODE_DIRECT) {
      case SignMode.SIGN_MODE_LEGACY_AMINO_JSON:
        return aminoSignBytes(
          { body, authInfo, hasUnknownFields: false },
          { chainId, accountNumber, sequence },
        );
      case SignMode.SIGN_MODE_DIRECT_AUX: {
        const publicKey = publicKeyToAny(holder.key);
        const tip = undefined;
        const document = { bodyBytes, publicKey, chainId, accountNumber, sequence, tip };
        return SignDocDirectAux.encode(document).finish();
      }
      default:
        return SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish();
    }
  };
  const signatures = parts.map((part) => {
    const { holder, signing = [] } = part;
    if (!("members" in holder)) return holder.sign(documentOf(part));
    const made = signing.map((i) => holder.members[i]?.sign(documentOf(part)) ?? new Uint8Array());
    return MultiSignature.encode({ signatures: made }).finish();
  });
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures }).finish();
}
