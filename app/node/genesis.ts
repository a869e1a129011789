import { VALIDATORS_MAX } from "../../modules/staking/limits.ts";
import { MODE_PUBLIC, formatJson, isJsonObject, readJsonFile, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { publicKeyFromJson, publicKeyToJson, validatorAddress } from "./comet-keys.ts";
import { UserError } from "./user-error.ts";

export interface GenesisValidator {
  readonly name: string;
  /** 32 bytes, ed25519. */
  readonly publicKey: Uint8Array;
  /** 1 or more; the sum of all is at most {@link VOTING_POWER_MAX}. */
  readonly power: bigint;
}

export interface GenesisOptions {
  /** `name-N` or a mere name, at most 50 characters. */
  readonly chainId: string;
  /** The time of the first block. */
  readonly genesisTime: Date;
  readonly validators: readonly GenesisValidator[];
  /** Whether validators are still to be collected, so that none may be there yet. */
  readonly isDraft?: boolean;
  /** What each module starts from, by the module's name; plain JSON. */
  readonly appState: JsonObject;
  readonly blockBytesMax?: bigint;
  readonly blockGasMax?: bigint;
}

/** CometBFT's genesis document. Whole numbers are decimal texts, as CometBFT writes them. */
export interface Genesis {
  readonly genesis_time: string;
  readonly chain_id: string;
  readonly initial_height: string;
  readonly consensus_params: ConsensusParamsJson;
  readonly validators: readonly ValidatorJson[];
  readonly app_hash: string;
  readonly app_state: JsonObject;
}

export interface ConsensusParamsJson {
  readonly block: { readonly max_bytes: string; readonly max_gas: string };
  readonly evidence: {
    readonly max_age_num_blocks: string;
    /** Nanoseconds. */
    readonly max_age_duration: string;
    readonly max_bytes: string;
  };
  readonly validator: { readonly pub_key_types: readonly string[] };
  readonly version: { readonly app: string };
  readonly abci: { readonly vote_extensions_enable_height: string };
}

interface ValidatorJson {
  readonly address: string;
  readonly pub_key: { readonly type: string; readonly value: string };
  readonly power: string;
  readonly name: string;
}

/**
 * 8 MiB: 25,000 transfers. A proposer sends a peer such a block at CometBFT's usual limit of 5 MB/s
 * in 1.6 s, within the 3 s that validators wait for a proposal; the 21 MiB of CometBFT's default
 * would miss them.
 */
export const BLOCK_BYTES_MAX_DEFAULT = 8_388_608n;
/**
 * 500 million: about 6,000 transfers, 0.6 s of work for a node that has seen none of them before,
 * and 2 s for one three times as slow, so that it still votes in time.
 */
export const BLOCK_GAS_MAX_DEFAULT = 500_000_000n;
/** CometBFT's own limit. @source cometbft types/params.go MaxBlockSizeBytes */
const BLOCK_BYTES_LIMIT = 104_857_600n;
/** @source cometbft types/validator_set.go MaxTotalVotingPower */
export const VOTING_POWER_MAX = (2n ** 63n - 1n) / 8n;
const INT64_MAX = 2n ** 63n - 1n;
export const CHAIN_ID_CHARACTERS_MAX = 50;

/**
 * Best is `name-N`: IBC reads the number behind the last dash as the chain's revision, and 0 where there is none. What
 * only looks like such a number is refused.
 */
const CHAIN_ID = /^(?!.*-(?:0\d*|\d{19,})$)[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*$/;

export function isChainId(text: string): boolean {
  return text.length <= CHAIN_ID_CHARACTERS_MAX && CHAIN_ID.test(text);
}

/** @throws UserError if a value is out of range */
export function createGenesis(options: GenesisOptions): Genesis {
  const genesis: Genesis = {
    genesis_time: options.genesisTime.toISOString(),
    chain_id: options.chainId,
    initial_height: "1",
    consensus_params: consensusParams(
      options.blockBytesMax ?? BLOCK_BYTES_MAX_DEFAULT,
      options.blockGasMax ?? BLOCK_GAS_MAX_DEFAULT,
    ),
    validators: options.validators.map((validator) => ({
      address: validatorAddress(validator),
      pub_key: publicKeyToJson(validator.publicKey),
      power: validator.power.toString(),
      name: validator.name,
    })),
    app_hash: "",
    app_state: options.appState,
  };
  return validateGenesis("genesis", genesis, options);
}

function consensusParams(blockBytesMax: bigint, blockGasMax: bigint): ConsensusParamsJson {
  return {
    block: { max_bytes: blockBytesMax.toString(), max_gas: blockGasMax.toString() },
    // 21 days, and as many blocks of a second: a light client may trust a validator set for two
    // weeks, and who lies to it has to be punishable all that time. Evidence lapses when both
    // have passed.
    evidence: {
      max_age_num_blocks: "1814400",
      max_age_duration: "1814400000000000",
      max_bytes: "1048576",
    },
    validator: { pub_key_types: ["ed25519"] },
    version: { app: "1" },
    abci: { vote_extensions_enable_height: "0" },
  };
}

/** @throws UserError if there is none, or it is not one that this application can start from */
export async function readGenesis(path: string, options: GenesisState = {}): Promise<Genesis> {
  const content = await readJsonFile(path);
  if (content === undefined) {
    throw new UserError(
      `${path}: no such file; make one with "lazuli init", or copy the network's`,
    );
  }
  return validateGenesis(path, content, options);
}

/** How far a genesis is. */
export type GenesisState = Pick<GenesisOptions, "isDraft">;

/** Writes it where there is none. @throws UserError if there is one */
export async function writeGenesis(path: string, genesis: Genesis): Promise<void> {
  await writeFileAtomic(path, formatJson(genesis), { mode: MODE_PUBLIC, overwrite: false });
}

/** Writes it in the place of the one that is there. */
export async function replaceGenesis(path: string, genesis: Genesis): Promise<void> {
  await writeFileAtomic(path, formatJson(genesis), { mode: MODE_PUBLIC, overwrite: true });
}

/**
 * Checks what CometBFT checks and what this application needs besides: explicit parameters and a
 * state.
 *
 * @param source what the document is called in errors
 * @throws UserError that names the field, what was expected and what was found
 */
export function validateGenesis(
  source: string,
  value: unknown,
  { isDraft = false }: GenesisState = {},
): Genesis {
  const root = new Field(source, "", value);
  const chainId = root.at("chain_id");
  chainId.expect(
    typeof chainId.value === "string" && isChainId(chainId.value),
    `name-N or words of letters and digits with dashes between, such as "lazuli-local-1", ` +
      `at most ${CHAIN_ID_CHARACTERS_MAX} characters`,
  );
  const time = root.at("genesis_time");
  time.expect(isTime(time.value), 'a time such as "2026-01-31T00:00:00Z"');
  root.at("initial_height").integer(1n, INT64_MAX);
  validateParams(root.at("consensus_params"));
  validateValidators(root.at("validators"), isDraft ? 0 : 1);
  const appHash = root.at("app_hash");
  appHash.expect(appHash.value === "", '"": the application computes it');
  const appState = root.at("app_state");
  appState.expect(isJsonObject(appState.value), "an object with a member for each module");
  return value as Genesis;
}

function isTime(value: unknown): boolean {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
  return typeof value === "string" && form.test(value) && !Number.isNaN(Date.parse(value));
}

function validateParams(params: Field): void {
  const blockBytes = params.at("block").at("max_bytes").integer(1n, BLOCK_BYTES_LIMIT);
  params.at("block").at("max_gas").integer(-1n, INT64_MAX);
  const evidence = params.at("evidence");
  evidence.at("max_age_num_blocks").integer(1n, INT64_MAX);
  evidence.at("max_age_duration").integer(1n, INT64_MAX);
  evidence.at("max_bytes").integer(0n, blockBytes);
  const types = params.at("validator").at("pub_key_types");
  types.expect(JSON.stringify(types.value) === '["ed25519"]', '["ed25519"]');
  params
    .at("version")
    .at("app")
    .integer(0n, 2n ** 64n - 1n);
  params.at("abci").at("vote_extensions_enable_height").integer(0n, 0n);
}

function validateValidators(validators: Field, least: number): void {
  const list: unknown = validators.value;
  if (!Array.isArray(list) || list.length < least || list.length > VALIDATORS_MAX) {
    throw validators.error(`a list of ${least} to ${VALIDATORS_MAX} validators`);
  }
  const seen = new Set<string>();
  let total = 0n;
  for (let index = 0; index < list.length; index++) {
    const validator = validators.at(String(index));
    const publicKey = publicKeyFromJson(validator.at("pub_key").value);
    if (publicKey === undefined) throw validator.at("pub_key").error("an ed25519 key");
    const address = validatorAddress({ publicKey });
    const written = validator.at("address");
    written.expect(written.value === address, `${address}, the address of pub_key`);
    written.expect(!seen.has(address), "each validator once");
    seen.add(address);
    total += validator.at("power").integer(1n, VOTING_POWER_MAX);
    const name = validator.at("name");
    name.expect(typeof name.value === "string", "a text");
  }
  if (total > VOTING_POWER_MAX) {
    throw validators.error(`powers of at most ${VOTING_POWER_MAX} in all, not ${total}`);
  }
}

/** A value of the document with its place in it. */
class Field {
  readonly value: unknown;
  readonly #source: string;
  readonly #path: string;

  constructor(source: string, path: string, value: unknown) {
    this.#source = source;
    this.#path = path;
    this.value = value;
  }

  at(key: string): Field {
    const path = this.#path === "" ? key : `${this.#path}.${key}`;
    if (typeof this.value !== "object" || this.value === null) throw this.error("an object");
    return new Field(this.#source, path, Reflect.get(this.value, key));
  }

  expect(good: boolean, expected: string): void {
    if (!good) throw this.error(expected);
  }

  /** @returns the whole number, which is written as a text */
  integer(least: bigint, most: bigint): bigint {
    const { value } = this;
    if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) {
      const number = BigInt(value);
      if (number.toString() === value && number >= least && number <= most) return number;
    }
    throw this.error(`a whole number from ${least} to ${most}, in quotes`);
  }

  error(expected: string): UserError {
    const found = this.value === undefined ? "nothing" : JSON.stringify(this.value);
    const shown = found.length <= 80 ? found : `${found.slice(0, 80)}…`;
    const place = this.#path === "" ? "" : `${this.#path}: `;
    return new UserError(`${this.#source}: ${place}expected ${expected}, got ${shown}`);
  }
}
