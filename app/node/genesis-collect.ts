import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { compareBytes } from "../core/bytes.ts";
import { operatorCodec } from "../../modules/staking/keeper.ts";
import { VALIDATORS_MAX } from "../../modules/staking/limits.ts";
import { paramsFromJson } from "../../modules/staking/params.ts";
import { TOKENS_PER_POWER, profileToJson } from "../../modules/staking/validator.ts";
import { publicKeyToJson, validatorAddress } from "./comet-keys.ts";
import { createCrypto } from "./crypto.ts";
import { errorCode, parseJsonObject, readSmallFile } from "./files.ts";
import type { JsonObject } from "./files.ts";
import {
  type Balances,
  amountOf,
  genesisAddresses,
  genesisBalances,
  objectAt,
  readPart,
  withSigners,
} from "./genesis-accounts.ts";
import { checkGenesis } from "./genesis-check.ts";
import { type Genesis, validateGenesis } from "./genesis.ts";
import { type Gentx, readGentx } from "./gentx-check.ts";
import { GENTX_BYTES_MAX } from "./limits.ts";
import { UserError } from "./user-error.ts";

/** A genesis transaction and where it comes from. */
export interface GentxFile {
  readonly path: string;
  readonly json: JsonObject;
}

export interface Collected {
  /** What the network starts from. */
  readonly genesis: Genesis;
  /** Where the validators' nodes are reached, each `node-id@host:port`, in the order of the texts. */
  readonly peers: readonly string[];
}

/** The genesis transactions of a folder, in the order of their names. @throws UserError if there are none or too many */
export async function readGentxFiles(folder: string): Promise<readonly GentxFile[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0 || names.length > VALIDATORS_MAX) {
    throw new UserError(
      `${folder}: expected 1 to ${VALIDATORS_MAX} genesis transactions (*.json), got ${names.length}`,
    );
  }
  const files: GentxFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const text = await readSmallFile(path, GENTX_BYTES_MAX);
    if (text !== undefined) files.push({ path, json: parseJsonObject(path, text) });
  }
  return files;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new UserError(`${folder}: no such folder`);
    throw error;
  }
}

/**
 * Makes those the validators of a genesis who have signed for it, and lets their accounts have signed one transaction. The same
 * transactions make the same genesis, whatever their files are called and whoever was a validator in it before.
 *
 * @param source what the genesis is called in errors
 * @throws UserError that says which transaction is wrong, and how, or what the application refuses
 */
export async function collectGentxs(
  source: string,
  genesis: Genesis,
  files: readonly GentxFile[],
): Promise<Collected> {
  const addresses = genesisAddresses(genesis);
  const chain = { chainId: genesis.chain_id, addresses, crypto: await createCrypto() };
  const admit = admission(genesis);
  const gentxs = files.map(({ path, json }) => {
    const gentx = readGentx(basename(path), json, chain);
    admit(basename(path), gentx);
    return gentx;
  });
  const consensusAddress = ({ profile: { publicKey } }: Gentx): Uint8Array =>
    Buffer.from(validatorAddress({ publicKey }), "hex");
  gentxs.sort((a, b) => compareBytes(consensusAddress(a), consensusAddress(b)));
  const operators = operatorCodec({ addresses });
  const staking = objectAt(genesis.app_state, "staking");
  const signers = new Map(gentxs.map(({ operator, publicKey }) => [operator, publicKey]));
  const signed = withSigners(genesis, signers);
  const collected: Genesis = {
    ...signed,
    validators: gentxs.map(({ profile: { publicKey, description }, stake }) => ({
      address: validatorAddress({ publicKey }),
      pub_key: publicKeyToJson(publicKey),
      power: (stake.amount / TOKENS_PER_POWER).toString(),
      name: description.moniker,
    })),
    app_state: {
      ...signed.app_state,
      staking: {
        ...staking,
        validators: gentxs.map(({ profile }) => profileToJson(profile, operators)),
      },
    },
  };
  await checkGenesis(source, validateGenesis(source, collected));
  const peers = new Set(gentxs.flatMap(({ peer }) => (peer === "" ? [] : [peer])));
  return { genesis: collected, peers: [...peers].sort() };
}

/**
 * Checks one genesis transaction as {@link collectGentxs} does.
 *
 * @param source what the transaction is called in errors
 * @throws UserError that says what is wrong with it
 */
export async function admitGentx(
  source: string,
  genesis: Genesis,
  json: JsonObject,
): Promise<Gentx> {
  const addresses = genesisAddresses(genesis);
  const chain = { chainId: genesis.chain_id, addresses, crypto: await createCrypto() };
  const gentx = readGentx(source, json, chain);
  admission(genesis)(source, gentx);
  return gentx;
}

/** Checks a genesis transaction against the genesis and against those before it. */
function admission(genesis: Genesis): (source: string, gentx: Gentx) => void {
  const balances = genesisBalances(genesis);
  const params = readPart(genesis, "staking", (staking) =>
    paramsFromJson(staking.object().field("params")),
  );
  const seen = new Map<string, string>();
  let count = 0;
  return (source, gentx) => {
    const { profile, operator, stake } = gentx;
    assertStake(source, gentx, { bondDenom: params.bondDenom, balances });
    if (stake.amount < profile.minSelfDelegation || profile.minSelfDelegation === 0n) {
      throw new UserError(
        `${source}: min_self_delegation is ${profile.minSelfDelegation}, ` +
          `expected 1 to what is put at stake, ${stake.amount}`,
      );
    }
    if (BigInt(profile.rates.rate) < BigInt(params.minCommissionRate)) {
      throw new UserError(`${source}: its commission rate is below the chain's minimum`);
    }
    for (const key of [operator, validatorAddress(profile)]) {
      const other = seen.get(key);
      if (other !== undefined) throw new UserError(`${source} and ${other} are both of ${key}`);
      seen.set(key, source);
    }
    if (++count > params.maxValidators) {
      throw new UserError(
        `${source}: more validators than app_state.staking.params.max_validators, ` +
          `${params.maxValidators}`,
      );
    }
  };
}

/**
 * Whether the operator has what it puts at stake, and that is enough for a vote.
 *
 * @param source what is checked
 * @throws UserError with the SDK's text
 */
function assertStake(
  source: string,
  { operator, stake }: Pick<Gentx, "operator" | "stake">,
  { bondDenom, balances }: { readonly bondDenom: string; readonly balances: Balances },
): void {
  const { denom, amount } = stake;
  if (denom !== bondDenom) {
    throw new UserError(`${source}: expected an amount of ${bondDenom}, got ${amount}${denom}`);
  }
  if (amount < TOKENS_PER_POWER) {
    throw new UserError(
      `${source}: expected at least ${TOKENS_PER_POWER}${denom}, which give one vote, got ${amount}${denom}`,
    );
  }
  const balance = balances.get(operator);
  if (balance === undefined) {
    throw new UserError(
      `${source}: account ${operator} does not have a balance in the genesis state`,
    );
  }
  const has = amountOf(balance, denom);
  if (has >= amount) return;
  throw new UserError(
    `${source}: account ${operator} has a balance in genesis, but it only has ${has}${denom} ` +
      `available to stake, not ${amount}${denom}`,
  );
}
