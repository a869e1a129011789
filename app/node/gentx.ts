import { makeSignDoc } from "@cosmjs/proto-signing";
import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import { PubKey as ConsensusKey } from "../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import type {
  CommissionRates,
  Description,
} from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { MsgCreateValidator } from "../../proto/gen/cosmos/staking/v1beta1/tx.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { AuthInfo, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { AddressCodec } from "../core/address.ts";
import type { Coin } from "../core/coins.ts";
import { encodeMessage } from "../core/protobuf.ts";
import { ED25519_TYPE, SECP256K1_TYPE } from "../../modules/auth/public-key.ts";
import { operatorCodec } from "../../modules/staking/keeper.ts";
import type { JsonObject } from "./files.ts";
import { txToJson } from "./tx-json.ts";

export const CREATE_VALIDATOR_TYPE = "/cosmos.staking.v1beta1.MsgCreateValidator";

/** What the SDK's commands write; nobody pays for it. */
const GAS_LIMIT = 200_000n;

/** Who wants to validate from the first block on. */
export interface Candidate {
  readonly description: Description;
  /** Integers of 10⁻¹⁸ as text, which is how protobuf has decimals. */
  readonly rates: CommissionRates;
  readonly minSelfDelegation: bigint;
  /** ed25519, 32 bytes: what the validator signs blocks with. */
  readonly publicKey: Uint8Array;
  /** What the operator puts at stake. */
  readonly stake: Coin;
  /** `node-id@host:port`, where peers reach the node; empty if they do not. */
  readonly peer: string;
}

/**
 * A genesis transaction: the candidate as the operator has signed it, in the JSON of the SDK.
 *
 * @param signer of one account, the operator's
 * @param chain.prefix of the chain's addresses
 */
export async function createGentx(
  signer: OfflineDirectSigner,
  candidate: Candidate,
  chain: { readonly chainId: string; readonly prefix: string },
): Promise<JsonObject> {
  const [account] = await signer.getAccounts();
  if (account === undefined) throw new TypeError("a signer without an account");
  const addresses = new AddressCodec(chain.prefix);
  const message = MsgCreateValidator.fromPartial({
    description: candidate.description,
    commission: candidate.rates,
    minSelfDelegation: candidate.minSelfDelegation.toString(),
    validatorAddress: operatorCodec({ addresses }).format(addresses.parse(account.address)),
    pubkey: {
      typeUrl: ED25519_TYPE,
      value: encodeMessage(ConsensusKey, { key: candidate.publicKey }),
    },
    value: { denom: candidate.stake.denom, amount: candidate.stake.amount.toString() },
  });
  const bodyBytes = encodeMessage(
    TxBody,
    TxBody.fromPartial({
      messages: [
        { typeUrl: CREATE_VALIDATOR_TYPE, value: encodeMessage(MsgCreateValidator, message) },
      ],
      memo: candidate.peer,
    }),
  );
  const key = { typeUrl: SECP256K1_TYPE, value: encodeMessage(PubKey, { key: account.pubkey }) };
  const authInfoBytes = encodeMessage(AuthInfo, authInfo(key));
  // An account of genesis has no number yet: everybody signs for number 0.
  const document = makeSignDoc(bodyBytes, authInfoBytes, chain.chainId, 0);
  const { signature } = await signer.signDirect(account.address, document);
  const signatures = [Uint8Array.from(Buffer.from(signature.signature, "base64"))];
  return txToJson(encodeMessage(TxRaw, { bodyBytes, authInfoBytes, signatures }));
}

function authInfo(publicKey: { readonly typeUrl: string; readonly value: Uint8Array }): AuthInfo {
  const mode = SignMode.SIGN_MODE_DIRECT;
  return AuthInfo.fromPartial({
    signerInfos: [{ publicKey, modeInfo: { sum: { $case: "single", value: { mode } } } }],
    fee: { gasLimit: GAS_LIMIT },
  });
}
