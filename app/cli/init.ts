import { hostname } from "node:os";
import type { Options } from "yargs";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const CHAIN_ID_DEFAULT = "lazuli-local-1";
const MONIKER_CHARACTERS_MAX = 70;
/** Voting power of the only validator; any number would do. */
const POWER = 10n;

/** What a new network is. */
export const NETWORK_OPTIONS = {
  "chain-id": {
    type: "string",
    requiresArg: true,
    default: CHAIN_ID_DEFAULT,
    describe: "Name of the network, best of the form name-N",
  },
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    default: "lazuli",
    describe: "Prefix of the network's addresses",
  },
  "fee-denom": {
    // The SDK's tools know one denomination for both.
    alias: "default-denom",
    type: "string",
    requiresArg: true,
    default: "ulaz",
    describe: "Denomination that fees are paid in",
  },
  "bond-denom": {
    type: "string",
    requiresArg: true,
    describe: "Denomination that validators are to put at stake [default: that of fees]",
  },
  "min-gas-price": {
    type: "string",
    requiresArg: true,
    default: "0.001",
    describe: "The least price of a unit of gas, in that denomination",
  },
} as const satisfies Readonly<Record<string, Options>>;

/** The parameters that the options say. */
export function paramsOf(args: OptionsOf<typeof NETWORK_OPTIONS>): Params {
  return {
    bech32Prefix: args["bech32-prefix"],
    feeDenom: args["fee-denom"],
    minGasPrice: args["min-gas-price"],
  };
}

export const initCommand: Command = command({
  name: "init",
  describe: "Make the home folder of a node: keys, configuration and the genesis of a new network",
  positionals: [
    {
      name: "moniker",
      describe: "The node's name among its peers; this machine's name unless given",
      required: false,
    },
  ],
  options: {
    ...NETWORK_OPTIONS,
    "without-validator": {
      type: "boolean",
      describe: "Leave the validators to be collected: see lazuli genesis --help",
    },
    overwrite: {
      type: "boolean",
      describe: "Replace configuration and genesis; keys and data always stay",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["my-node", "A network of this node alone, in ~/.lazuli"],
    ["--home ./node --chain-id cosmos-1 --bech32-prefix cosmos --fee-denom ucosm", "Another one"],
  ],
  async handler(args, env) {
    const { initHome } = await import("./home-files.ts");
    const moniker = args.moniker ?? hostname();
    if (moniker === "" || moniker.length > MONIKER_CHARACTERS_MAX || /\p{Cc}/u.test(moniker)) {
      throw new UsageError(
        `MONIKER ${JSON.stringify(moniker)}: expected 1 to ${MONIKER_CHARACTERS_MAX} printable characters`,
      );
    }
    const home = homeOf(args, env);
    const made = await initHome(home, {
      moniker,
      chainId: args["chain-id"],
      power: args["without-validator"] === true ? undefined : POWER,
      params: paramsOf(args),
      bondDenom: args["bond-denom"] ?? args["fee-denom"],
      overwrite: args.overwrite === true,
    });
    if (made.written.length === 0) throw new UserError(`nothing was written to ${home.root}`);
    await printAnswer(env.terminal, formatOf(args), {
      json: {
        home: home.root,
        chain_id: args["chain-id"],
        moniker,
        node_id: made.nodeId,
        validator_address: made.validatorAddress,
        written: made.written,
        kept: made.kept,
      },
    });
    if (args["without-validator"] === true) {
      env.terminal.remark("Next: lazuli genesis add-account, gentx and collect");
    } else env.terminal.remark(`Start it with: lazuli start --home ${home.root}`);
  },
});
