import type { Options } from "yargs";
import { AddressCodec, VALIDATOR_PREFIXES } from "../core/address.ts";
import type { CometKey } from "../node/comet-keys.ts";
import type { ResetOptions } from "../node/comet-reset.ts";
import { UserError } from "../node/user-error.ts";
import { localPrefix } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { confirm } from "./confirm.ts";
import { COMMON_OPTIONS, HEIGHT_OPTIONS, formatOf, heightOf, homeOf } from "./options.ts";
import { formatJson, printAnswer } from "./output.ts";
import { Interrupted } from "./terminal.ts";

const PREFIX_OPTION = {
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    describe: "Prefix of addresses [default: that of the home's genesis, or lazuli]",
  },
} as const satisfies Readonly<Record<string, Options>>;

type HomeArgs = Pick<OptionsOf<typeof COMMON_OPTIONS>, "home">;

const showNodeId = command({
  name: "show-node-id",
  describe: "The node's name among its peers",
  positionals: [],
  options: COMMON_OPTIONS,
  examples: [["", "For p2p.persistent_peers of others: ID@HOST:26656"]],
  async handler(args, env) {
    const { nodeId, readNodeKey } = await import("../node/comet-keys.ts");
    const { readCometPaths } = await import("../node/comet-paths.ts");
    const { nodeKey: path } = await readCometPaths(homeOf(args, env));
    const id = nodeId(thatIsThere(path, await readNodeKey(path)));
    await printAnswer(env.terminal, formatOf(args), { json: { node_id: id }, text: `${id}\n` });
  },
});

const showValidator = command({
  name: "show-validator",
  describe: "The public key that the validator signs blocks with, as JSON",
  positionals: [],
  options: COMMON_OPTIONS,
  examples: [["", 'As transactions have it: {"@type":…,"key":…}']],
  async handler(args, env) {
    const { publicKeyToJson } = await import("../../modules/auth/public-key-json.ts");
    const { publicKey } = await validatorKey(args, env);
    const json = publicKeyToJson({ type: "ed25519", key: publicKey });
    await printAnswer(env.terminal, formatOf(args), { json, text: `${formatJson(json)}\n` });
  },
});

const showAddress = command({
  name: "show-address",
  describe: "The validator's consensus address",
  positionals: [],
  options: { ...PREFIX_OPTION, ...COMMON_OPTIONS },
  examples: [["", "In bech32"]],
  async handler(args, env) {
    const { validatorAddress } = await import("../node/comet-keys.ts");
    const bytes = Buffer.from(validatorAddress(await validatorKey(args, env)), "hex");
    const prefix = await localPrefix(homeOf(args, env), args["bech32-prefix"]);
    const codec = new AddressCodec(`${prefix}${VALIDATOR_PREFIXES.consensus}`);
    const address = codec.format(Uint8Array.from(bytes));
    await printAnswer(env.terminal, formatOf(args), { json: { address }, text: `${address}\n` });
  },
});

async function validatorKey(args: HomeArgs, env: Env): Promise<CometKey> {
  const { readValidatorKey } = await import("../node/comet-keys.ts");
  const { readCometPaths } = await import("../node/comet-paths.ts");
  const { validatorKey: path } = await readCometPaths(homeOf(args, env));
  return thatIsThere(path, await readValidatorKey(path));
}

function thatIsThere(path: string, key: CometKey | undefined): CometKey {
  if (key !== undefined) return key;
  throw new UserError(`${path} is missing; make a home folder with "lazuli init"`);
}

const YES = { yes: { alias: "y", type: "boolean", describe: "Do not ask" } } as const;
const SIGNING_STATE = "reset-signing-state-and-risk-double-signing";

const resetAll = command({
  name: "unsafe-reset-all",
  aliases: ["unsafe_reset_all"],
  describe:
    "Remove all data of a stopped node: state, blocks, snapshots and address book; not keys",
  positionals: [],
  options: {
    ...YES,
    "keep-addr-book": { type: "boolean", describe: "Keep the addresses of peers" },
    [SIGNING_STATE]: {
      type: "boolean",
      describe: "Forget what the validator signed: only if the network begins anew",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["", "Asks before; what the validator signed last is kept, so that it cannot sign twice"],
    ["-y --keep-addr-book", "For scripts"],
  ],
  async handler(args, env) {
    await reset(args, env, {
      purpose: "lazuli comet unsafe-reset-all",
      scope: "all",
      keepAddressBook: args["keep-addr-book"] === true,
      resetSigningState: args[SIGNING_STATE] === true,
    });
  },
});

const resetState = command({
  name: "reset-state",
  aliases: ["reset_state"],
  describe: "Remove state and blocks of a stopped node; snapshots and address book stay",
  positionals: [],
  options: { ...YES, ...COMMON_OPTIONS },
  examples: [["-y", "The next start syncs anew"]],
  async handler(args, env) {
    await reset(args, env, {
      purpose: "lazuli comet reset-state",
      scope: "state",
      keepAddressBook: true,
      resetSigningState: false,
    });
  },
});

async function reset(
  args: OptionsOf<typeof COMMON_OPTIONS & typeof YES>,
  env: Env,
  options: ResetOptions,
): Promise<void> {
  const { resetNode } = await import("../node/comet-reset.ts");
  const home = homeOf(args, env);
  if (args.yes !== true) {
    const what = options.scope === "all" ? "all data" : "state and blocks";
    const risk = options.resetSigningState ? " and let its validator sign twice" : "";
    await confirm(env.terminal, {
      text: `Remove ${what} of ${home.root}${risk}?`,
      refused: "nothing was removed",
    });
  }
  const removed = await resetNode(home, options);
  await printAnswer(env.terminal, formatOf(args), { json: { removed } });
}

const bootstrapState = command({
  name: "bootstrap-state",
  describe: "Let CometBFT go on from the state that a stopped node was given by a snapshot",
  positionals: [],
  options: {
    height: {
      ...HEIGHT_OPTIONS.height,
      describe: "Height of the application's state [default: whichever it is]",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["", "After snapshots load and restore; with whom to trust set in [statesync] of config.toml"],
  ],
  async handler(args, env) {
    const height = heightOf(args);
    const [{ bootstrapComet }, { ensureCometbft }] = await Promise.all([
      import("../node/comet-bootstrap.ts"),
      import("../node/comet-binary.ts"),
    ]);
    const report = (line: string): void => env.terminal.remark(line);
    const stop = new AbortController();
    const ended = env.onInterrupt(() => {
      stop.abort(new Interrupted("interrupted; nothing has changed"));
    });
    try {
      const home = homeOf(args, env);
      const findBinary = async (): Promise<string> =>
        (await ensureCometbft(report, env.variables)).path;
      const { signal } = stop;
      const state = await bootstrapComet({ home, findBinary, height, signal, report });
      const appHash = Buffer.from(state.appHash).toString("hex").toUpperCase();
      await printAnswer(env.terminal, formatOf(args), {
        json: { height: state.height, app_hash: appHash },
      });
    } finally {
      ended();
    }
  },
});

const version = command({
  name: "version",
  describe: "Versions of CometBFT and of its protocols",
  positionals: [],
  options: { output: COMMON_OPTIONS.output },
  examples: [["", "Of the program that lazuli start runs"]],
  async handler(args, env) {
    const { cometVersions, findCometbft } = await import("../node/comet-binary.ts");
    const found = await findCometbft(env.variables);
    if (found === undefined) {
      throw new UserError('there is no CometBFT yet; "lazuli start" gets it at its first start');
    }
    const json = await cometVersions(found.path);
    // The names of simd, in its order.
    const text = [
      `ABCI: ${json.abci}`,
      `BlockProtocol: ${json.block_protocol}`,
      `CometBFT: ${json.cometbft}`,
      `P2PProtocol: ${json.p2p_protocol}`,
    ];
    await printAnswer(env.terminal, formatOf(args), { json, text: `${text.join("\n")}\n` });
  },
});

export const cometCommand: Command = {
  ...group("comet", "CometBFT of a node: its keys, its data, its version", [
    showNodeId,
    showValidator,
    showAddress,
    resetAll,
    resetState,
    bootstrapState,
    version,
  ]),
  aliases: ["cometbft", "tendermint"],
};
