import { base64 } from "@scure/base";
import { PubKey } from "../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import {
  BondStatus,
  type Commission,
  type CommissionRates,
  type Description,
  type Validator,
} from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { bytesToHex, utf8 } from "../../app/core/bytes.ts";
import type { AddressCodec } from "../../app/core/address.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { CoreError } from "../../app/core/errors.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { DECIMAL_ONE } from "../../app/core/integers.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import type { GenesisValidator } from "../../app/core/module.ts";
import { encodeMessage } from "../../app/core/protobuf.ts";
import {
  DETAILS_BYTES_MAX,
  IDENTITY_BYTES_MAX,
  MONIKER_BYTES_MAX,
  SECURITY_CONTACT_BYTES_MAX,
  WEBSITE_BYTES_MAX,
} from "./limits.ts";
import { rateFromJson, rateToJson } from "./params.ts";

const ED25519_TYPE = "/cosmos.crypto.ed25519.PubKey";
const KEY_BYTES = 32;
const ADDRESS_BYTES = 20;

/** Tokens that a unit of voting power stands for. @source cosmos-sdk types.DefaultPowerReduction */
export const TOKENS_PER_POWER = 1_000_000n;

const NO_RATES: CommissionRates = { rate: "0", maxRate: "0", maxChangeRate: "0" };

/** What genesis says of who runs a validator. */
export interface Profile {
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly operator: Uint8Array;
  readonly description: Description;
  readonly rates: CommissionRates;
  readonly minSelfDelegation: bigint;
}

/** Of a validator of which no more is known. */
export function plainProfile(
  publicKey: Uint8Array,
  operator: Uint8Array,
  moniker: string,
): Profile {
  return {
    publicKey,
    operator,
    description: { moniker, identity: "", website: "", securityContact: "", details: "" },
    rates: NO_RATES,
    minSelfDelegation: 1n,
  };
}

/** For a validator that genesis says nothing of: named by its consensus address, which nobody can sign for. */
export function unknownProfile(crypto: Crypto, publicKey: Uint8Array): Profile {
  const operator = consensusAddress(crypto, publicKey);
  return plainProfile(publicKey, operator, bytesToHex(operator).toUpperCase());
}

/** @source cometbft crypto/ed25519 PubKey.Address */
export function consensusAddress(crypto: Crypto, publicKey: Uint8Array): Uint8Array {
  return crypto.sha256(publicKey).slice(0, ADDRESS_BYTES);
}

/** The record of a validator that is bonded and delegated to by nobody. */
export function validatorOf(
  profile: Profile,
  { power }: GenesisValidator,
  operators: AddressCodec,
): Validator {
  const tokens = power * TOKENS_PER_POWER;
  const commission: Commission = {
    commissionRates: profile.rates,
    // Never changed since genesis.
    updateTime: { seconds: 0n, nanos: 0 },
  };
  return {
    operatorAddress: operators.format(profile.operator),
    consensusPubkey: {
      typeUrl: ED25519_TYPE,
      value: encodeMessage(PubKey, { key: profile.publicKey }),
    },
    jailed: false,
    status: BondStatus.BOND_STATUS_BONDED,
    tokens: tokens.toString(),
    delegatorShares: (tokens * DECIMAL_ONE).toString(),
    description: profile.description,
    unbondingHeight: 0n,
    unbondingTime: { seconds: 0n, nanos: 0 },
    commission,
    minSelfDelegation: profile.minSelfDelegation.toString(),
    unbondingOnHoldRefCount: 0n,
    unbondingIds: [],
  };
}

/** @throws ChainError with the path of what is wrong */
export function profileFromJson(json: JsonValue, operators: AddressCodec): Profile {
  const object = json.object();
  const operator = object.field("operator_address");
  const profile = {
    publicKey: keyFromJson(object.field("consensus_pubkey")),
    operator: operator.located(() => operators.parse(operator.text())),
    description: descriptionFromJson(object.field("description").object()),
    rates: ratesFromJson(object.field("commission_rates")),
    minSelfDelegation: object.field("min_self_delegation").uint64(),
  };
  object.end();
  return profile;
}

function keyFromJson(json: JsonValue): Uint8Array {
  const object = json.object();
  const type = object.field("@type").text();
  const key = object.field("key").bytes();
  object.end();
  if (type === ED25519_TYPE && key.length === KEY_BYTES) return key;
  throw CoreError.invalidRequest(
    `${json.path}: expected ${ED25519_TYPE} of ${KEY_BYTES} bytes, got ${JSON.stringify(type)} of ${key.length}`,
  );
}

function descriptionFromJson(object: JsonObject): Description {
  const text = (name: string, most: number): string => {
    const field = object.field(name);
    const value = field.text();
    const size = utf8(value).length;
    if (size <= most) return value;
    throw CoreError.invalidRequest(`${field.path}: ${size} bytes, expected at most ${most}`);
  };
  const description = {
    moniker: text("moniker", MONIKER_BYTES_MAX),
    identity: text("identity", IDENTITY_BYTES_MAX),
    website: text("website", WEBSITE_BYTES_MAX),
    securityContact: text("security_contact", SECURITY_CONTACT_BYTES_MAX),
    details: text("details", DETAILS_BYTES_MAX),
  };
  object.end();
  return description;
}

function ratesFromJson(json: JsonValue): CommissionRates {
  const object = json.object();
  const rates = {
    rate: rateFromJson(object.field("rate")),
    maxRate: rateFromJson(object.field("max_rate")),
    maxChangeRate: rateFromJson(object.field("max_change_rate")),
  };
  object.end();
  const most = BigInt(rates.maxRate);
  if (BigInt(rates.rate) <= most && BigInt(rates.maxChangeRate) <= most) return rates;
  throw CoreError.invalidRequest(
    `${json.path}: expected rate and max_change_rate to be at most max_rate`,
  );
}

/** What genesis said of a validator. */
export function profileOf(validator: Validator, operators: AddressCodec): Profile {
  const { operatorAddress, consensusPubkey, description, commission } = validator;
  if (consensusPubkey === undefined || description === undefined) {
    throw new MachineFault(`a record in the store is corrupt: validator ${operatorAddress}`);
  }
  return {
    publicKey: PubKey.decode(consensusPubkey.value).key,
    operator: operators.parse(operatorAddress),
    description,
    rates: commission?.commissionRates ?? NO_RATES,
    minSelfDelegation: BigInt(validator.minSelfDelegation),
  };
}

/** The form of {@link profileFromJson}. */
export function profileToJson(profile: Profile, operators: AddressCodec): unknown {
  const { publicKey, operator, description, rates } = profile;
  return {
    operator_address: operators.format(operator),
    consensus_pubkey: { "@type": ED25519_TYPE, key: base64.encode(publicKey) },
    description: {
      moniker: description.moniker,
      identity: description.identity,
      website: description.website,
      security_contact: description.securityContact,
      details: description.details,
    },
    commission_rates: {
      rate: rateToJson(rates.rate),
      max_rate: rateToJson(rates.maxRate),
      max_change_rate: rateToJson(rates.maxChangeRate),
    },
    min_self_delegation: profile.minSelfDelegation.toString(),
  };
}
