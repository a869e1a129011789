import type { Options } from "yargs";
import type { OptionsOf } from "./command.ts";
import {
  COMMON_OPTIONS,
  KEYRING_OPTIONS,
  NODE_OPTIONS,
  PREFIX_OPTIONS,
  parseInteger,
} from "./options.ts";
import { UsageError } from "./usage-error.ts";
import { parseCoins } from "./values.ts";

export const FROM_OPTIONS = {
  from: { type: "string", requiresArg: true, describe: "Who signs: name or address of your key" },
} as const satisfies Readonly<Record<string, Options>>;

/** Of verbs that one transaction may not be enough for. */
export const ALL_OPTIONS = {
  all: { type: "boolean", describe: "Send as many transactions as it takes, one after the other" },
} as const satisfies Readonly<Record<string, Options>>;

const SENDING_GROUP = "Fee and sending:";

const CHAIN_ID_OPTION = {
  type: "string",
  requiresArg: true,
  group: SENDING_GROUP,
  describe: "The network that is meant: nothing is signed for another [default: the node's]",
} as const;

/** Of commands that make or sign transactions: the chain, the account's numbers there, and whether a node is asked. */
export const CHAIN_OPTIONS = {
  "chain-id": CHAIN_ID_OPTION,
  offline: {
    type: "boolean",
    group: SENDING_GROUP,
    describe: "Ask no node: --account-number, --sequence and --chain-id say what it would",
  },
  "account-number": {
    alias: "a",
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "The account's number [default: the chain's]",
  },
  sequence: {
    alias: "s",
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "How many transactions the account has signed [default: the chain's]",
  },
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
  ...KEYRING_OPTIONS,
  ...PREFIX_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

export const SIGN_MODE_OPTIONS = {
  "sign-mode": {
    type: "string",
    choices: ["direct", "amino-json", "direct-aux"] as const,
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "What is signed [default: direct; of a multisig amino-json]",
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Of commands that ask nothing. */
export const UNASKED_OPTIONS = {
  yes: { alias: "y", type: "boolean", describe: "For scripts of simd: nothing is asked here" },
} as const satisfies Readonly<Record<string, Options>>;

const BROADCAST_OPTION = {
  alias: "b",
  type: "string",
  choices: ["sync", "async", "commit"] as const,
  requiresArg: true,
  group: SENDING_GROUP,
  describe:
    "Wait for the node's check (sync), for nothing (async) or for the block [default: commit]",
} as const;

/** Who pays instead of the signer. */
export const PAYER_OPTIONS = {
  "fee-payer": {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "Who pays the fee, and has to sign too: address or key's name",
  },
  "fee-granter": {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "Whose allowance pays the fee: address or key's name",
  },
} as const satisfies Readonly<Record<string, Options>>;

export const BROADCAST_OPTIONS = {
  "chain-id": { ...CHAIN_ID_OPTION, describe: "The network that is meant [default: any]" },
  "broadcast-mode": BROADCAST_OPTION,
  ...UNASKED_OPTIONS,
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

export const TX_OPTIONS = {
  "generate-only": {
    type: "boolean",
    group: SENDING_GROUP,
    describe: "Print the transaction unsigned, as JSON; whose it is need not have a key here",
  },
  "dry-run": {
    type: "boolean",
    group: SENDING_GROUP,
    describe: "Simulate, print the gas limit, and sign nothing",
  },
  gas: {
    type: "string",
    requiresArg: true,
    default: "auto",
    group: SENDING_GROUP,
    describe: "Gas limit, or auto to simulate",
  },
  "gas-adjustment": {
    type: "string",
    requiresArg: true,
    default: "1.3",
    group: SENDING_GROUP,
    describe: "The gas limit as a multiple of what the simulation used",
  },
  "gas-prices": {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "Price of a unit of gas, such as 0.001ulaz [default: the network's minimum]",
  },
  fees: {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "The whole fee, such as 200ulaz, instead of a price",
  },
  note: {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "A public remark",
  },
  "timeout-height": {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "The last height whose block may hold it",
  },
  ...PAYER_OPTIONS,
  ...SIGN_MODE_OPTIONS,
  "broadcast-mode": BROADCAST_OPTION,
  yes: { alias: "y", type: "boolean", group: SENDING_GROUP, describe: "Sign without asking" },
  ...CHAIN_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

export type TxArgs = OptionsOf<typeof TX_OPTIONS>;

/** What becomes of a transaction: it is sent, printed unsigned, or only simulated. */
export type TxGoal = "send" | "generate" | "simulate";

/** An account's numbers, as far as they were given. */
export interface GivenPosition {
  readonly accountNumber: bigint | undefined;
  readonly sequence: bigint | undefined;
}

export interface TxSettings extends GivenPosition {
  readonly goal: TxGoal;
  readonly isOffline: boolean;
  readonly gas: bigint | undefined;
  readonly gasAdjustment: number;
  readonly gasPrice: string | undefined;
  readonly fees: readonly { readonly denom: string; readonly amount: bigint }[] | undefined;
  readonly note: string;
  readonly timeoutHeight: bigint | undefined;
  readonly signMode: SignModeName;
  /** As it was given: an address or a key's name. */
  readonly feePayer: string | undefined;
  readonly feeGranter: string | undefined;
}

export type SignModeName = "direct" | "amino-json" | "direct-aux";

const GAS_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const HEIGHT_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** @throws UsageError if --offline lacks one */
export function readPosition(
  args: Pick<TxArgs, "account-number" | "sequence" | "offline">,
): GivenPosition {
  const read = (option: "account-number" | "sequence"): bigint | undefined => {
    const text = args[option];
    if (text !== undefined) return parseInteger(option, text, 0n, UINT64_MAX);
    if (args.offline !== true) return undefined;
    throw new UsageError(`--${option} is missing: with --offline there is no node to ask`);
  };
  return { accountNumber: read("account-number"), sequence: read("sequence") };
}

/** @throws UsageError for options that contradict each other */
function readGoal(args: TxArgs): TxGoal {
  if (args["generate-only"] === true && args["dry-run"] === true) {
    throw new UsageError("--generate-only and --dry-run: expected one of them");
  }
  const goal =
    args["generate-only"] === true ? "generate" : args["dry-run"] === true ? "simulate" : "send";
  if (args.offline === true && goal !== "generate") {
    throw new UsageError(
      goal === "simulate"
        ? "--dry-run asks a node to simulate: it cannot go with --offline"
        : "--offline sends nothing: it goes with --generate-only",
    );
  }
  if (args.offline === true && args.gas === "auto") {
    throw new UsageError("--gas is missing: with --offline there is no node to simulate");
  }
  if (goal === "send" && args["sign-mode"] === "direct-aux") {
    throw new UsageError(
      "--sign-mode direct-aux is for those who do not pay the fee: use --generate-only, and sign with tx sign",
    );
  }
  return goal;
}

/** The fewest words of a mnemonic. */
const MNEMONIC_WORDS_MIN = 12;

/** A note is public for ever. @throws UsageError, which does not repeat it, if it is a mnemonic */
export async function assertNoSecret(note: string): Promise<void> {
  if (note.trim().split(/\s+/).length < MNEMONIC_WORDS_MIN) return;
  const { isMnemonic } = await import("../node/key.ts");
  if (!isMnemonic(note)) return;
  throw new UsageError("--note: this is a mnemonic, and whoever reads it has the keys; not sent");
}

/** @throws UsageError */
export function readTxSettings(args: TxArgs): TxSettings {
  const goal = readGoal(args);
  const { fees, gas, note = "" } = args;
  const gasPrice = args["gas-prices"];
  const adjustment = args["gas-adjustment"];
  if (fees !== undefined && gasPrice !== undefined) {
    throw new UsageError("--fees and --gas-prices: expected one of them");
  }
  const isPrice = /^\d{1,60}(?:\.\d{1,18})?[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;
  if (gasPrice !== undefined && !isPrice.test(gasPrice)) {
    throw new UsageError(
      `--gas-prices ${JSON.stringify(gasPrice)}: expected a decimal with a denomination, such as 0.001ulaz`,
    );
  }
  if (
    !/^\d{1,3}(?:\.\d{1,3})?$/.test(adjustment) ||
    Number(adjustment) < 1 ||
    Number(adjustment) > 100
  ) {
    throw new UsageError(
      `--gas-adjustment ${JSON.stringify(adjustment)}: expected a number from 1 to 100, such as 1.3`,
    );
  }
  const timeout = args["timeout-height"];
  return {
    goal,
    isOffline: args.offline === true,
    signMode: args["sign-mode"] ?? "direct",
    feePayer: args["fee-payer"],
    feeGranter: args["fee-granter"],
    ...readPosition(args),
    gas: gas === "auto" ? undefined : parseInteger("gas", gas, 1n, GAS_MAX),
    gasAdjustment: Number(adjustment),
    gasPrice,
    fees: fees === undefined ? undefined : parseCoins("--fees", fees),
    note,
    timeoutHeight:
      timeout === undefined ? undefined : parseInteger("timeout-height", timeout, 1n, HEIGHT_MAX),
  };
}
