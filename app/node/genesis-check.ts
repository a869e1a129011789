import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import { buildApp } from "../app.ts";
import { ChainError } from "../core/errors.ts";
import { Executor } from "../core/executor.ts";
import { MachineFault } from "../core/faults.ts";
import type { GenesisValidator } from "../core/module.ts";
import type { Database } from "../core/store/database.ts";
import { parseTime, splitNanos } from "../core/time.ts";
import { publicKeyFromJson } from "./comet-keys.ts";
import { createCrypto } from "./crypto.ts";
import type { ConsensusParamsJson, Genesis } from "./genesis.ts";
import { UserError } from "./user-error.ts";

/**
 * Starts the application from a genesis in memory, as a node does, and forgets it again.
 *
 * @param source what the document is called in errors
 * @returns the app hash that the first block's header carries
 * @throws UserError with the path of what the application refuses
 */
export async function checkGenesis(source: string, genesis: Genesis): Promise<Uint8Array> {
  const executor = new Executor({
    app: buildApp({ nodeMinGasPrice: "0" }),
    crypto: await createCrypto(),
    database: NO_DATABASE,
    // Only transactions and queries have bugs to report.
    report: () => undefined,
  });
  const timeNs = parseTime(genesis.genesis_time);
  if (timeNs === undefined) throw new UserError(`${source}: genesis_time: there is no such time`);
  try {
    return executor.initChain({
      chainId: genesis.chain_id,
      initialHeight: BigInt(genesis.initial_height),
      timeNs,
      state: genesis.app_state,
      consensusParams: consensusParams(genesis.consensus_params),
      validators: genesis.validators.map(toValidator),
    });
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new UserError(`${source}: ${error.message}`, { cause: error });
  }
}

function toValidator(validator: Genesis["validators"][number]): GenesisValidator {
  const publicKey = publicKeyFromJson(validator.pub_key);
  if (publicKey === undefined) throw new MachineFault("a checked validator has no ed25519 key");
  return { publicKey, power: BigInt(validator.power) };
}

function consensusParams({ block, evidence, ...params }: ConsensusParamsJson): ConsensusParams {
  return ConsensusParams.fromPartial({
    block: { maxBytes: BigInt(block.max_bytes), maxGas: BigInt(block.max_gas) },
    evidence: {
      maxAgeNumBlocks: BigInt(evidence.max_age_num_blocks),
      maxAgeDuration: splitNanos(BigInt(evidence.max_age_duration)),
      maxBytes: BigInt(evidence.max_bytes),
    },
    validator: { pubKeyTypes: [...params.validator.pub_key_types] },
    version: { app: BigInt(params.version.app) },
    abci: { voteExtensionsEnableHeight: BigInt(params.abci.vote_extensions_enable_height) },
  });
}

/** Keeps nothing: for the app hash the nodes of the state's trees have to be made, and not to be kept. */
const NO_DATABASE: Database = {
  latest: () => undefined,
  at: () => undefined,
  nodes: (store) => ({ store, read: () => undefined }),
  clear: () => undefined,
  stage: () => ({ take: () => undefined, end: () => undefined }),
  commit: () => {
    throw new MachineFault("a check of a genesis commits no block");
  },
  sparseNodes: () => undefined,
  latestValue: () => undefined,
};
