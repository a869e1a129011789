import type { Block as SdkBlock } from "../../../proto/gen/cosmos/base/tendermint/v1beta1/types.ts";
import type { Block } from "../../../proto/gen/tendermint/types/block.ts";
import type { Evidence } from "../../../proto/gen/tendermint/types/evidence.ts";
import type { BlockIDFlag } from "../../../proto/gen/tendermint/types/validator.ts";
import type {
  BlockID,
  Commit,
  Header,
  SignedMsgType,
  Vote,
} from "../../../proto/gen/tendermint/types/types.ts";
import type { CometJson } from "./comet-json.ts";

/** A block as CometBFT's RPC writes it, as protobuf has it. */
export function blockFromComet(json: CometJson): Block {
  return {
    header: headerFromComet(json.at("header")),
    data: { txs: json.at("data", "txs").list.map((tx) => tx.base64) },
    evidence: { evidence: json.at("evidence", "evidence").list.map(evidenceFromComet) },
    lastCommit: commitFromComet(json.at("last_commit")),
  };
}

/** As the SDK shows it: the proposer is an address that people know. */
export function blockToSdk(block: Block, formatAddress: (bytes: Uint8Array) => string): SdkBlock {
  const { header, ...rest } = block;
  return {
    ...rest,
    header: header && { ...header, proposerAddress: formatAddress(header.proposerAddress) },
  };
}

export function blockIdFromComet(json: CometJson): BlockID {
  const parts = json.at("parts");
  return {
    hash: json.at("hash").hex,
    partSetHeader: { total: parts.at("total").number, hash: parts.at("hash").hex },
  };
}

function headerFromComet(json: CometJson): Header {
  const version = json.at("version");
  return {
    version: { block: version.at("block").integer, app: version.at("app").integer },
    chainId: json.at("chain_id").text,
    height: json.at("height").integer,
    time: json.at("time").time,
    lastBlockId: blockIdFromComet(json.at("last_block_id")),
    lastCommitHash: json.at("last_commit_hash").hex,
    dataHash: json.at("data_hash").hex,
    validatorsHash: json.at("validators_hash").hex,
    nextValidatorsHash: json.at("next_validators_hash").hex,
    consensusHash: json.at("consensus_hash").hex,
    appHash: json.at("app_hash").hex,
    lastResultsHash: json.at("last_results_hash").hex,
    evidenceHash: json.at("evidence_hash").hex,
    proposerAddress: json.at("proposer_address").hex,
  };
}

function commitFromComet(json: CometJson): Commit {
  return {
    height: json.at("height").integer,
    round: json.at("round").number,
    blockId: blockIdFromComet(json.at("block_id")),
    signatures: json.at("signatures").list.map((signature) => ({
      blockIdFlag: signature.at("block_id_flag").number as BlockIDFlag,
      validatorAddress: signature.at("validator_address").hex,
      timestamp: signature.at("timestamp").time,
      signature: signature.at("signature").base64,
    })),
  };
}

/** Of an attack on light clients without the block that was forged. */
function evidenceFromComet(json: CometJson): Evidence {
  const value = json.at("value");
  if (json.at("type").text === "tendermint/DuplicateVoteEvidence") {
    const evidence = {
      voteA: voteFromComet(value.at("vote_a")),
      voteB: voteFromComet(value.at("vote_b")),
      totalVotingPower: value.at("TotalVotingPower").integer,
      validatorPower: value.at("ValidatorPower").integer,
      timestamp: value.at("Timestamp").time,
    };
    return { sum: { $case: "duplicateVoteEvidence", value: evidence } };
  }
  const evidence = {
    conflictingBlock: undefined,
    commonHeight: value.at("CommonHeight").integer,
    byzantineValidators: [],
    totalVotingPower: value.at("TotalVotingPower").integer,
    timestamp: value.at("Timestamp").time,
  };
  return { sum: { $case: "lightClientAttackEvidence", value: evidence } };
}

function voteFromComet(json: CometJson): Vote {
  return {
    type: json.at("type").number as SignedMsgType,
    height: json.at("height").integer,
    round: json.at("round").number,
    blockId: blockIdFromComet(json.at("block_id")),
    timestamp: json.at("timestamp").time,
    validatorAddress: json.at("validator_address").hex,
    validatorIndex: json.at("validator_index").number,
    signature: json.at("signature").base64,
    extension: json.at("extension").base64,
    extensionSignature: json.at("extension_signature").base64,
  };
}
