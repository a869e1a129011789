import { resolve } from "node:path";
import type { Options } from "yargs";
import type { LocalnetStatus } from "../../localnet/status.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, formatOf, parseInteger } from "./options.ts";
import { printAnswer } from "./output.ts";

const OPTIONS = {
  dir: {
    type: "string",
    requiresArg: true,
    default: ".localnet",
    describe: "Folder of the network; each has its own",
  },
  output: COMMON_OPTIONS.output,
} as const satisfies Readonly<Record<string, Options>>;

type Args = OptionsOf<typeof OPTIONS>;

/** startLocalnet has the limits of its own; these only keep nonsense out. */
const VALIDATORS_MAX = 1_000n;
const PORT_MAX = 65_535n;
const LOG_LINES_MAX = 1_000_000n;

// Loaded when needed: it brings the node with it.
const localnet = () => import("../../localnet/localnet.ts");

function folderOf(args: Args, env: Env): string {
  return resolve(env.folder, args.dir);
}

const start = command({
  name: "start",
  describe: "Start a network on this machine, or go on with the one in the folder",
  positionals: [],
  options: {
    validators: {
      type: "string",
      requiresArg: true,
      describe: "How many validators a new network has [default: 4]",
    },
    "base-port": {
      type: "string",
      requiresArg: true,
      describe: "First of the network's ports [default: the first free ones]",
    },
    faucet: {
      type: "boolean",
      default: true,
      describe: "Give coins away over HTTP; --no-faucet leaves it out",
    },
    detach: { type: "boolean", default: false, describe: "Leave it running and return" },
    ...OPTIONS,
  },
  examples: [
    ["", "Four validators; Ctrl-C stops them"],
    ["--detach --validators 1", "One, in the background"],
  ],
  async handler(args, env) {
    const { validators, "base-port": basePort } = args;
    const count =
      validators === undefined
        ? undefined
        : parseInteger("validators", validators, 1n, VALIDATORS_MAX);
    const port =
      basePort === undefined ? undefined : parseInteger("base-port", basePort, 1n, PORT_MAX);
    const dir = folderOf(args, env);
    const [{ startLocalnet }, { createLog }] = await Promise.all([
      localnet(),
      import("../node/log.ts"),
    ]);
    const log = createLog({
      level: "info",
      format: "plain",
      write: (line) => env.terminal.remark(line.trimEnd()),
    });
    const interrupt = new AbortController();
    env.onInterrupt(() => {
      env.terminal.remark("stopping; press Ctrl-C again to end at once");
      interrupt.abort();
    });
    const network = await startLocalnet({
      dir,
      validators: count === undefined ? undefined : Number(count),
      basePort: port === undefined ? undefined : Number(port),
      detach: args.detach,
      faucet: args.faucet,
      log,
      signal: interrupt.signal,
    });
    const status = await network.status();
    const text = `${statusText(status)}\n${whatToType(network.clientDir, status)}`;
    await printAnswer(env.terminal, formatOf(args), { json: status, text });
    if (args.detach) return;
    env.terminal.remark("\nCtrl-C stops the network.");
    await network.watch(interrupt.signal, (text) => env.terminal.remark(text));
  },
});

const stop = command({
  name: "stop",
  describe: "Stop a network; its data stay",
  positionals: [],
  options: OPTIONS,
  examples: [["", "The network in .localnet"]],
  async handler(args, env) {
    const dir = folderOf(args, env);
    const network = await (await localnet()).openLocalnet(dir);
    await network.stop();
    await printAnswer(env.terminal, formatOf(args), { json: { stopped: dir } });
  },
});

const status = command({
  name: "status",
  describe: "Addresses, heights and processes of a network",
  positionals: [],
  options: OPTIONS,
  examples: [["-o json", "For programs"]],
  async handler(args, env) {
    const network = await (await localnet()).openLocalnet(folderOf(args, env));
    const json = await network.status();
    await printAnswer(env.terminal, formatOf(args), { json, text: statusText(json) });
  },
});

const clean = command({
  name: "clean",
  describe: "Delete a stopped network: its folder, keys and data",
  positionals: [],
  options: OPTIONS,
  examples: [["", "The network in .localnet"]],
  async handler(args, env) {
    const dir = folderOf(args, env);
    await (await localnet()).cleanLocalnet(dir);
    await printAnswer(env.terminal, formatOf(args), { json: { deleted: dir } });
  },
});

const logs = command({
  name: "logs",
  describe: "What a validator has logged",
  positionals: [
    { name: "node", describe: "Its name, as status shows it; or faucet", required: true },
  ],
  options: {
    lines: {
      alias: "n",
      type: "string",
      requiresArg: true,
      default: "100",
      describe: "How many of the last lines",
    },
    follow: { alias: "f", type: "boolean", default: false, describe: "Go on with new ones" },
    dir: OPTIONS.dir,
  },
  examples: [["node0 -f", "Watch the first validator"]],
  async handler(args, env) {
    const lines = Number(parseInteger("lines", args.lines, 0n, LOG_LINES_MAX));
    const { localnetLogs } = await localnet();
    const dir = resolve(env.folder, args.dir);
    const interrupt = new AbortController();
    env.onInterrupt(() => interrupt.abort());
    const options = { lines, follow: args.follow, signal: interrupt.signal };
    for await (const line of localnetLogs(dir, args.node, options)) {
      await env.terminal.print(`${line}\n`);
    }
  },
});

function statusText(found: LocalnetStatus): string {
  const rows = found.validators.map((one) => [
    one.name,
    one.rpc,
    one.height === null ? "stopped" : `height ${one.height}`,
    one.pid === null ? "" : `pid ${one.pid}`,
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const { url, pid } = found.faucet;
  if (pid !== null) lines.push(`faucet  ${url}  pid ${pid}`);
  return `${lines.join("\n")}\n`;
}

function whatToType(clientDir: string, found: LocalnetStatus): string {
  const { rpc = "", rest = "" } = found.validators[0] ?? {};
  const { url, pid } = found.faucet;
  return [
    "In another terminal:",
    "",
    `  export LAZULI_HOME=${clientDir}`,
    "  npx lazuli tx kv create profile name Ada --from alice -y",
    "  npx lazuli query kv get alice/profile name",
    `  npx lazuli status --node ${rpc}`,
    `  curl ${rest}/cosmos/base/tendermint/v1beta1/blocks/latest`,
    ...(pid === null ? [] : [`  curl -d '{"address":"lazuli1…","denom":"ulaz"}' ${url}/credit`]),
    "",
  ].join("\n");
}

export const localnetCommand: Command = group(
  "localnet",
  "A network of several validators on this machine",
  [start, stop, status, clean, logs],
);
