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

export const TX_OPTIONS = {
  "chain-id": {
    type: "string",
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "The network that is meant: nothing is signed for another [default: the node's]",
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
  "broadcast-mode": {
    alias: "b",
    type: "string",
    choices: ["sync", "commit"] as const,
    requiresArg: true,
    group: SENDING_GROUP,
    describe: "Wait for the node's check (sync) or for the block [default: commit]",
  },
  yes: { alias: "y", type: "boolean", group: SENDING_GROUP, describe: "Sign without asking" },
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
  ...KEYRING_OPTIONS,
  ...PREFIX_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

export type TxArgs = OptionsOf<typeof TX_OPTIONS>;
export interface TxSettings {
  readonly gas: bigint | undefined;
  readonly gasAdjustment: number;
  readonly gasPrice: string | undefined;
  readonly fees: readonly { readonly denom: string; readonly amount: bigint }[] | undefined;
  readonly note: string;
  readonly timeoutHeight: bigint | undefined;
}

const GAS_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const HEIGHT_MAX = 2n ** 63n - 1n;

/** @throws UsageError */
export function readTxSettings(args: TxArgs): TxSettings {
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
    gas: gas === "auto" ? undefined : parseInteger("gas", gas, 1n, GAS_MAX),
    gasAdjustment: Number(adjustment),
    gasPrice,
    fees: fees === undefined ? undefined : parseCoins("--fees", fees),
    note,
    timeoutHeight:
      timeout === undefined ? undefined : parseInteger("timeout-height", timeout, 1n, HEIGHT_MAX),
  };
}
