import { base64 } from "@scure/base";
import { PubKey } from "../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import {
  MsgCreateValidator,
  MsgCreateValidatorResponse,
} from "../../proto/gen/cosmos/staking/v1beta1/tx.ts";
import type { AddressCodec } from "../core/address.ts";
import { type Coin, parseCoins } from "../core/coins.ts";
import type { Crypto } from "../core/crypto.ts";
import { ChainError, CoreError } from "../core/errors.ts";
import { JsonValue } from "../core/json.ts";
import type { MessageRoute } from "../core/module.ts";
import { encodeTx } from "../core/tx-encode.ts";
import { decodeTx } from "../core/tx/decode.ts";
import type { Tx } from "../core/tx/tx.ts";
import { ED25519_TYPE, parsePublicKey, publicKeyToAddress } from "../../modules/auth/public-key.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";
import { SignDocuments } from "../../modules/auth/sign-bytes.ts";
import { parseSignature } from "../../modules/auth/signature.ts";
import { verifySignature } from "../../modules/auth/verify.ts";
import { operatorCodec } from "../../modules/staking/keeper.ts";
import { rateToJson } from "../../modules/staking/params.ts";
import { type Profile, profileFromJson } from "../../modules/staking/validator.ts";
import { PEER } from "./comet-config.ts";
import type { JsonObject } from "./files.ts";
import { CREATE_VALIDATOR_TYPE } from "./gentx.ts";
import { txFromJson } from "./tx-json.ts";
import { UserError } from "./user-error.ts";

/** What a genesis transaction says, its signature checked. */
export interface Gentx {
  readonly profile: Profile;
  /** Bech32, who signed and whose coins it is about. */
  readonly operator: string;
  /** The operator's account. */
  readonly publicKey: PublicKey;
  readonly stake: Coin;
  /** `node-id@host:port`; empty if the node is not to be dialled. */
  readonly peer: string;
}

/** The chain that genesis transactions are for. */
export interface GentxChain {
  readonly chainId: string;
  readonly addresses: AddressCodec;
  readonly crypto: Crypto;
}

/**
 * Reads and checks a genesis transaction by itself: whether its signer has the coins, and whether others want the same,
 * is not for it to say.
 *
 * @param source what the JSON is called in errors
 * @throws UserError that says what is wrong
 */
export function readGentx(source: string, json: JsonObject, chain: GentxChain): Gentx {
  try {
    const tx = decodeTx(encodeTx(txFromJson(source, json)), router(chain));
    const message = onlyMessage(tx);
    const signer = checkSignature(tx, chain);
    const stake = stakeOf(message);
    return { profile: readProfile(message, chain), ...signer, stake, peer: peerOf(tx) };
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new UserError(`${source}: ${error.message}`, { cause: error });
  }
}

/** Knows one message type, which is signed by the account of the operator that it names. */
function router({ addresses }: GentxChain): (typeUrl: string) => MessageRoute | undefined {
  const route: MessageRoute = {
    typeUrl: CREATE_VALIDATOR_TYPE,
    responseTypeUrl: `${CREATE_VALIDATOR_TYPE}Response`,
    request: MsgCreateValidator,
    response: MsgCreateValidatorResponse,
    handler: {
      signers: (message) => {
        const { validatorAddress } = message as MsgCreateValidator;
        return [addresses.format(operatorCodec({ addresses }).parse(validatorAddress))];
      },
      handle: () => {
        throw CoreError.notSupported("a genesis transaction is not executed");
      },
    },
  };
  return (typeUrl) => (typeUrl === CREATE_VALIDATOR_TYPE ? route : undefined);
}

function onlyMessage({ messages, hasUnknownFields }: Tx): MsgCreateValidator {
  const [message] = messages;
  if (message !== undefined && messages.length === 1 && !hasUnknownFields) {
    return message.value as MsgCreateValidator;
  }
  throw CoreError.invalidRequest(`${messages.length} messages, expected one MsgCreateValidator`);
}

/** @returns the signer. @throws ChainError unless it is the one that has to sign, and has */
function checkSignature(
  tx: Tx,
  { chainId, addresses, crypto }: GentxChain,
): Pick<Gentx, "operator" | "publicKey"> {
  const [signer = ""] = tx.signers;
  const [info] = tx.authInfo.signerInfos;
  const [bytes] = tx.signatures;
  const counts = [tx.signers, tx.authInfo.signerInfos, tx.signatures].map(({ length }) => length);
  if (info?.publicKey === undefined || bytes === undefined || counts.some((count) => count > 1)) {
    throw CoreError.noSignatures("expected one signature with its public key");
  }
  const { fee } = tx.authInfo;
  if (fee !== undefined && fee.amount.length > 0) {
    throw CoreError.invalidRequest("expected no fee: nobody takes one before the first block");
  }
  if (info.sequence !== 0n) {
    throw CoreError.wrongSequence(`expected sequence 0, got ${info.sequence}`);
  }
  const key = parsePublicKey(info.publicKey);
  if (addresses.format(publicKeyToAddress(crypto, key)) !== signer) {
    throw CoreError.invalidPublicKey(`the public key is not that of the operator ${signer}`);
  }
  // Before its first block a chain gives no numbers: everybody signs for number 0.
  const account = { accountNumber: 0n, sequence: 0n };
  const ctx = { chainId, crypto };
  const documents = new SignDocuments(ctx, tx, {
    ...{ address: signer, publicKey: info.publicKey },
    ...account,
  });
  verifySignature(ctx, parseSignature(info.modeInfo, bytes), { key, documents, ...account });
  return { operator: signer, publicKey: key };
}

function stakeOf({ value }: MsgCreateValidator): Coin {
  const [stake] = parseCoins(value === undefined ? [] : [value]);
  if (stake !== undefined) return stake;
  throw CoreError.invalidRequest("invalid delegation amount");
}

/** What the genesis of the staking module takes, checked by it. */
function readProfile(message: MsgCreateValidator, { addresses }: GentxChain): Profile {
  const { description, commission, pubkey } = message;
  if (description === undefined || commission === undefined || pubkey === undefined) {
    throw CoreError.invalidRequest("expected description, commission and pubkey");
  }
  if (pubkey.typeUrl !== ED25519_TYPE) {
    throw CoreError.invalidPublicKey(`${pubkey.typeUrl}: expected ${ED25519_TYPE}`);
  }
  const { moniker, identity, website, securityContact, details } = description;
  if (moniker === "") throw CoreError.invalidRequest("moniker: expected a name, got none");
  const json = {
    operator_address: message.validatorAddress,
    consensus_pubkey: {
      "@type": ED25519_TYPE,
      key: base64.encode(PubKey.decode(pubkey.value).key),
    },
    description: { moniker, identity, website, security_contact: securityContact, details },
    commission_rates: {
      rate: rateToJson(commission.rate),
      max_rate: rateToJson(commission.maxRate),
      max_change_rate: rateToJson(commission.maxChangeRate),
    },
    min_self_delegation: message.minSelfDelegation,
  };
  return profileFromJson(new JsonValue(json, "validator"), operatorCodec({ addresses }));
}

function peerOf({ body: { memo } }: Tx): string {
  if (memo === "" || PEER.test(memo)) return memo;
  throw CoreError.invalidRequest(
    `memo ${JSON.stringify(memo)}: expected "node-id@host:port", where peers reach the node`,
  );
}
