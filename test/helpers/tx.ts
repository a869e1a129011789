import secp256k1 from "secp256k1";
import { MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { MsgCreate, MsgDelete, MsgUpdate, MsgUpsert } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { AddressCodec } from "../../app/core/address.ts";
import { utf8 } from "../../app/core/bytes.ts";
import { publicKeyToAddress } from "../../modules/auth/public-key.ts";
import { crypto } from "./context.ts";

export const CHAIN_ID = "lazuli-test-1";

/** Enough for a few messages; the fee that goes with it is what the default minimum gas price asks for. */
export const GAS_LIMIT = 500_000n;

const addresses = new AddressCodec("lazuli");

/** Somebody who can sign. The same name is always the same key. */
export interface Signer {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: string;
}

export function createSigner(name: string): Signer {
  const privateKey = crypto.sha256(utf8(name));
  const publicKey = secp256k1.publicKeyCreate(privateKey, true);
  const address = addresses.format(
    publicKeyToAddress(crypto, { type: "secp256k1", key: publicKey }),
  );
  return { privateKey, publicKey, address };
}

/** The fee that the default minimum gas price of 0.001 asks for. */
export function feeOf(gasLimit: bigint): bigint {
  return (gasLimit + 999n) / 1000n;
}

export interface TxOptions {
  readonly accountNumber: bigint;
  readonly sequence: bigint;
  readonly chainId?: string;
  readonly gasLimit?: bigint;
  readonly feeAmount?: bigint;
  readonly body?: Partial<TxBody>;
  readonly authInfo?: Partial<AuthInfo>;
  readonly fee?: Partial<NonNullable<AuthInfo["fee"]>>;
}

/** A transaction of one signer, signed in SIGN_MODE_DIRECT. */
export function signTx(signer: Signer, messages: readonly Any[], options: TxOptions): Uint8Array {
  const gasLimit = options.gasLimit ?? GAS_LIMIT;
  const feeAmount = options.feeAmount ?? feeOf(gasLimit);
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({ messages: [...messages], ...options.body }),
  ).finish();
  const amount = feeAmount === 0n ? [] : [{ denom: "ulaz", amount: feeAmount.toString() }];
  const authInfo = AuthInfo.fromPartial({
    signerInfos: [
      {
        publicKey: {
          typeUrl: "/cosmos.crypto.secp256k1.PubKey",
          value: PubKey.encode({ key: signer.publicKey }).finish(),
        },
        modeInfo: { sum: { $case: "single", value: { mode: SignMode.SIGN_MODE_DIRECT } } },
        sequence: options.sequence,
      },
    ],
    fee: { amount, gasLimit, payer: "", granter: "", ...options.fee },
    ...options.authInfo,
  });
  return signBytes(signer, bodyBytes, AuthInfo.encode(authInfo).finish(), options);
}

/** Signs any two parts of a transaction, well-formed or not. */
export function signBytes(
  signer: Signer,
  bodyBytes: Uint8Array,
  authInfoBytes: Uint8Array,
  options: Pick<TxOptions, "accountNumber" | "chainId">,
): Uint8Array {
  const { accountNumber, chainId = CHAIN_ID } = options;
  const document = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish();
  const { signature } = secp256k1.ecdsaSign(crypto.sha256(document), signer.privateKey);
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] }).finish();
}

type KvTarget = Pick<MsgDelete, "signer" | "namespace" | "key">;

function kvTarget(signer: Signer, namespace: string, key: string | Uint8Array): KvTarget {
  return {
    signer: signer.address,
    namespace: namespace.includes("/") ? namespace : `${signer.address}/${namespace}`,
    key: toBytes(key),
  };
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? utf8(text) : text;
}

type Put = (
  signer: Signer,
  namespace: string,
  key: string | Uint8Array,
  value: string | Uint8Array,
) => Any;

function put(name: string, codec: typeof MsgCreate): Put {
  return (signer, namespace, key, value) => ({
    typeUrl: `/lazuli.kv.v1.Msg${name}`,
    value: codec
      .encode({ ...kvTarget(signer, namespace, key), value: toBytes(value), lease: undefined })
      .finish(),
  });
}

/** Messages of the kv module; a namespace without `/` is the signer's. */
export const kvMessage = {
  create: put("Create", MsgCreate),
  update: put("Update", MsgUpdate),
  upsert: put("Upsert", MsgUpsert),
  delete: (signer: Signer, namespace: string, key: string | Uint8Array): Any => ({
    typeUrl: "/lazuli.kv.v1.MsgDelete",
    value: MsgDelete.encode({
      ...kvTarget(signer, namespace, key),
      condition: undefined,
    }).finish(),
  }),
};

export function sendMessage(from: Signer, to: Signer, amount: bigint): Any {
  const message = MsgSend.fromPartial({
    fromAddress: from.address,
    toAddress: to.address,
    amount: [{ denom: "ulaz", amount: amount.toString() }],
  });
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: MsgSend.encode(message).finish() };
}
