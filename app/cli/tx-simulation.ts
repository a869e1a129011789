import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { SimulateRequest, SimulateResponse } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { AuthInfo } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { ModeInfo } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { ClientError, QueryFailed } from "../client/errors.ts";
import { queryAbci } from "../client/query.ts";
import { encodeTx } from "../core/tx-encode.ts";
import type { JsonObject } from "../node/files.ts";
import { bytesToJson } from "../node/message-bytes.ts";
import { requiredSigners } from "../node/tx-signers.ts";
import { parsePublicKey, publicKeyToAny } from "../../modules/auth/public-key.ts";
import { formatMultisig } from "../../modules/auth/signature.ts";
import { findKeyOf } from "./tx-chain.ts";
import type { TxChain } from "./tx-chain.ts";
import type { SourcedTx } from "./tx-files.ts";
import { simulationError } from "./tx-run.ts";

const SIMULATE = "/cosmos.tx.v1beta1.Service/Simulate";
const SIGNATURE_BYTES = 64;

/** The node's answer in the SDK's form. @throws ClientError with the chain's reason if the transaction would fail */
export async function simulationToJson(chain: TxChain, sourced: SourcedTx): Promise<JsonObject> {
  return bytesToJson("cosmos.tx.v1beta1.SimulateResponse", await simulate(chain, sourced));
}

/** Gas that a transaction uses if it is sent now. @throws ClientError with the chain's reason if it would fail */
export async function simulateGas(chain: TxChain, sourced: SourcedTx): Promise<bigint> {
  const { gasInfo } = SimulateResponse.decode(await simulate(chain, sourced));
  if (gasInfo !== undefined) return gasInfo.gasUsed;
  throw new ClientError("the node's simulation answered no gas");
}

/** @returns a `SimulateResponse` */
async function simulate(chain: TxChain, sourced: SourcedTx): Promise<Uint8Array> {
  const { reader } = chain;
  if (reader === undefined) throw new TypeError("a simulation asks a node");
  const txBytes = await simulated(chain, sourced);
  const request = SimulateRequest.encode(SimulateRequest.fromPartial({ txBytes })).finish();
  try {
    return (await queryAbci(reader.base, SIMULATE, request, undefined)).value;
  } catch (error) {
    const messages = sourced.tx.body?.messages.length ?? 0;
    throw error instanceof QueryFailed ? simulationError(error, messages) : error;
  }
}

/** The transaction with signatures of the right size for all who have to sign, instead of those that it has. */
async function simulated(chain: TxChain, { source, tx }: SourcedTx): Promise<Uint8Array> {
  const signatures: Uint8Array[] = [];
  const authInfo = { ...AuthInfo.fromPartial({ fee: {} }), ...tx.authInfo };
  const signerInfos: AuthInfo["signerInfos"] = [];
  for (const { address, addressBytes } of requiredSigners(source, tx).signers) {
    const { sequence, publicKey: known } = await chain.account(address);
    const key = await findKeyOf(chain, addressBytes);
    const publicKey = known ?? (key && publicKeyToAny(key.publicKey));
    const { modeInfo, signature } = emptySignature(publicKey);
    signerInfos.push({ publicKey, modeInfo, sequence });
    signatures.push(signature);
  }
  return encodeTx({ ...tx, authInfo: { ...authInfo, signerInfos }, signatures });
}

/** Of a multisig: as few of its keys as have to sign. */
function emptySignature(any: Any | undefined): { modeInfo: ModeInfo; signature: Uint8Array } {
  const key = any && parsePublicKey(any);
  const signature = new Uint8Array(SIGNATURE_BYTES);
  if (key?.type === "multisig") {
    const mode = SignMode.SIGN_MODE_LEGACY_AMINO_JSON;
    const one = { type: "simple", mode, signature } as const;
    return formatMultisig(key.keys.map((_, i) => (i < key.threshold ? one : undefined)));
  }
  const mode = SignMode.SIGN_MODE_DIRECT;
  return { modeInfo: { sum: { $case: "single", value: { mode } } }, signature };
}
