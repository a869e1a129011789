import { resolve } from "node:path";
import type { Options } from "yargs";
import { TESTNET_NODES_MAX } from "../node/limits.ts";
import { askNewPassword } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, OptionsOf } from "./command.ts";
import { NETWORK_OPTIONS, paramsOf } from "./init.ts";
import { COMMON_OPTIONS, KEYRING_OPTIONS, formatOf, parseInteger } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const PORT_MIN = 1_024n;
const PORT_MAX = 65_535n;
const PORTS_PER_NODE = 10n;
const HOSTNAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/;
const FOLDER_NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;
const KEY_NAME = /^[A-Za-z0-9._-]{1,56}$/;
const LOOPBACK = "127.0.0.1";

const OPTIONS = {
  v: {
    alias: "validator-count",
    type: "string",
    requiresArg: true,
    describe: "How many validators [default: 4, or one for each of --hostnames]",
  },
  "output-dir": {
    type: "string",
    requiresArg: true,
    default: ".testnets",
    describe: "Folder that is made, with a folder for each node",
  },
  "node-dir-prefix": {
    type: "string",
    requiresArg: true,
    default: "node",
    describe: "What the nodes are called, before their numbers",
  },
  "node-daemon-home": {
    type: "string",
    requiresArg: true,
    default: "lazuli",
    describe: "The home below each node's folder",
  },
  "starting-ip-address": {
    type: "string",
    requiresArg: true,
    describe: "Of the first node; the next has the next one [default: 192.168.0.1]",
  },
  hostnames: {
    type: "string",
    requiresArg: true,
    describe: "Where the nodes are reached instead: names or addresses with commas between",
  },
  "single-host": {
    type: "boolean",
    describe: "All nodes on this machine, each with ports of its own",
  },
  "base-port": {
    type: "string",
    requiresArg: true,
    default: "26656",
    describe: "With --single-host: the first of ten ports of the first node",
  },
  expose: {
    type: "boolean",
    describe: "Let other machines reach RPC, gRPC and REST; else peers alone reach a node",
  },
  "commit-timeout": {
    type: "string",
    requiresArg: true,
    default: "1s",
    describe: "Pause between a block and the next",
  },
  ...NETWORK_OPTIONS,
  "keyring-backend": {
    ...KEYRING_OPTIONS["keyring-backend"],
    default: "test",
    describe: "Where the accounts' keys are: test (mnemonics beside them), or file (encrypted)",
  },
  output: COMMON_OPTIONS.output,
} as const satisfies Readonly<Record<string, Options>>;

type Args = OptionsOf<typeof OPTIONS>;

const initFiles = command({
  name: "init-files",
  describe: "Make the homes of a network's nodes, to be carried to their hosts",
  positionals: [],
  options: OPTIONS,
  examples: [
    ["--v 4 --starting-ip-address 10.0.0.1", "Four hosts, 10.0.0.1 to 10.0.0.4"],
    ["--hostnames a.example,b.example", "Two"],
    ["--v 4 --single-host", "On this machine"],
  ],
  async handler(args, env) {
    const hosts = hostsOf(args);
    const single = args["single-host"] === true;
    if (single && args.expose === true) {
      throw new UsageError("--single-host and --expose: expected at most one of them");
    }
    assertName("node-dir-prefix", args["node-dir-prefix"], KEY_NAME);
    assertName("node-daemon-home", args["node-daemon-home"], FOLDER_NAME);
    const backend = args["keyring-backend"] === "file" ? "file" : "test";
    const password =
      backend === "file"
        ? await askNewPassword(env.terminal, "a password for the keyrings of all nodes")
        : "";
    const { makeTestnet } = await import("./testnet-files.ts");
    const folder = resolve(env.folder, args["output-dir"]);
    const nodes = await makeTestnet({
      folder,
      chainId: args["chain-id"],
      params: paramsOf(args),
      bondDenom: args["bond-denom"] ?? args["fee-denom"],
      nodePrefix: args["node-dir-prefix"],
      homeName: args["node-daemon-home"],
      hosts,
      basePort: single ? basePortOf(args, hosts.length) : undefined,
      isExposed: args.expose === true,
      timeoutCommit: args["commit-timeout"],
      backend,
      password,
    });
    const remark = `Successfully initialized ${nodes.length} node directories`;
    const json = { folder, chain_id: args["chain-id"], nodes };
    await printAnswer(env.terminal, formatOf(args), { json, remark });
  },
});

function assertName(option: string, text: string, form: RegExp): void {
  if (form.test(text)) return;
  throw new UsageError(`--${option} ${JSON.stringify(text)}: expected letters, digits, . _ and -`);
}

function basePortOf(args: Args, nodes: number): number {
  const most = PORT_MAX + 1n - BigInt(nodes) * PORTS_PER_NODE;
  if (most < PORT_MIN) throw new UsageError(`${nodes} nodes: one machine has no ports for so many`);
  return Number(parseInteger("base-port", args["base-port"], PORT_MIN, most));
}

/** Where each node is reached. @throws UsageError */
function hostsOf(args: Args): readonly string[] {
  const { v, hostnames, "starting-ip-address": first } = args;
  const most = BigInt(TESTNET_NODES_MAX);
  const count = v === undefined ? undefined : Number(parseInteger("v", v, 1n, most));
  const given = [hostnames, first, args["single-host"] === true ? "" : undefined];
  if (given.filter((option) => option !== undefined).length > 1) {
    throw new UsageError(
      "expected one of --hostnames, --starting-ip-address and --single-host, got several",
    );
  }
  if (args["single-host"] === true) return Array.from({ length: count ?? 4 }, () => LOOPBACK);
  if (hostnames === undefined) return addressesFrom(first ?? "192.168.0.1", count ?? 4);
  const hosts = hostnames.split(",");
  const wrong = hosts.find((host, i) => !HOSTNAME.test(host) || hosts.indexOf(host) !== i);
  if (wrong !== undefined) {
    throw new UsageError(`--hostnames ${JSON.stringify(wrong)}: expected names, none twice`);
  }
  if (hosts.length <= TESTNET_NODES_MAX && (count ?? hosts.length) === hosts.length) return hosts;
  throw new UsageError(
    `--hostnames: ${hosts.length} names, expected ${count ?? `at most ${TESTNET_NODES_MAX}`}`,
  );
}

/** An IPv4 address and the ones behind it. */
function addressesFrom(text: string, count: number): readonly string[] {
  const parts = text
    .split(".")
    .map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  if (parts.length !== 4 || parts.some((part) => part > 255) || first + count > 2 ** 32) {
    throw new UsageError(
      `--starting-ip-address ${JSON.stringify(text)}: expected an IPv4 address with ` +
        `${count - 1} behind it`,
    );
  }
  return Array.from({ length: count }, (_, index) =>
    [24, 16, 8, 0].map((shift) => ((first + index) >>> shift) & 255).join("."),
  );
}

export const testnetCommand: Command = group("testnet", "A network of several hosts", [initFiles]);
