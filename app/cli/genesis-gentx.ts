import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import type { Options } from "yargs";
import type { NodeIdentity } from "../node/network-files.ts";
import type { Candidate } from "../node/gentx.ts";
import type { Home } from "../node/home.ts";
import { UserError } from "../node/user-error.ts";
import { Accounts, openTerminalKeyring } from "./accounts.ts";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import {
  COMMON_OPTIONS,
  KEYRING_OPTIONS,
  backendOf,
  formatOf,
  homeOf,
  openHome,
  parseInteger,
} from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import { parseCoins } from "./values.ts";

const UINT64_MAX = 2n ** 64n - 1n;
const PORT_MAX = 65_535n;

function textOption(describe: string, initial = "") {
  return { type: "string", requiresArg: true, default: initial, describe } as const;
}

/** The names and first values are those of the SDK. */
const GENTX_OPTIONS = {
  moniker: textOption("The validator's name [default: that of config.toml]"),
  identity: textOption("A signature of the operator's identity, such as Keybase has"),
  website: textOption("The operator's page"),
  "security-contact": textOption("Whom to write to about security"),
  details: textOption("What else is to be said"),
  "commission-rate": textOption("The operator's part of what is earned", "0.1"),
  "commission-max-rate": textOption("The most that it may ever be", "0.2"),
  "commission-max-change-rate": textOption("The most that it may change a day", "0.01"),
  "min-self-delegation": textOption("The least that the operator keeps at stake", "1"),
  ip: {
    type: "string",
    requiresArg: true,
    describe: "Address or name where peers reach the node [default: this machine's address]",
  },
  "p2p-port": {
    type: "string",
    requiresArg: true,
    describe: "Port where peers reach it [default: that of config.toml]",
  },
  "node-id": textOption("The node that validates [default: that of node_key.json]"),
  pubkey: textOption("What it signs blocks with, as JSON [default: of priv_validator_key.json]"),
  "chain-id": textOption("The chain that is meant; another genesis is then refused"),
  "output-document": textOption("Where it is written [default: config/gentx/gentx-<node id>.json]"),
  ...KEYRING_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

type GentxArgs = OptionsOf<typeof GENTX_OPTIONS>;

export const gentxCommand: Command = command({
  name: "gentx",
  describe: "Sign that this node is to validate from the first block on",
  positionals: [
    { name: "key-name", describe: "The operator's key; it has coins in genesis", required: true },
    { name: "amount", describe: "What it puts at stake, such as 100000000ulaz", required: true },
  ],
  options: GENTX_OPTIONS,
  examples: [["alice 100000000ulaz --ip 192.0.2.7", "A vote for each 1000000ulaz"]],
  async handler(args, env) {
    const [{ readGenesis }, accounts, { createGentx }, { ensureNodeKeys }, files] =
      await Promise.all([
        import("../node/genesis.ts"),
        import("../node/genesis-accounts.ts"),
        import("../node/gentx.ts"),
        import("../node/network-files.ts"),
        import("../node/files.ts"),
      ]);
    const { home, config } = await openHome(args, env);
    const genesis = await readGenesis(home.genesis, { isDraft: true });
    assertChain(args["chain-id"], genesis.chain_id);
    const { prefix } = accounts.genesisAddresses(genesis);
    const keys = new Accounts(
      () => openTerminalKeyring(home, backendOf(args, config), env.terminal),
      () => Promise.resolve(prefix),
    );
    const node = await ensureNodeKeys(home);
    const candidate = await readCandidate(args, args.amount, { home, node, env });
    const chain = { chainId: genesis.chain_id, prefix };
    const gentx = await createGentx(await keys.signer(args["key-name"]), candidate, chain);
    const { admitGentx } = await import("../node/genesis-collect.ts");
    const { operator } = await admitGentx("the genesis transaction", genesis, gentx);
    const id = args["node-id"] === "" ? node.nodeId : args["node-id"];
    const folder = join(home.configFolder, "gentx");
    const document = args["output-document"];
    const path = document === "" ? join(folder, `gentx-${id}.json`) : resolve(env.folder, document);
    if (document === "") await files.makeFolder(folder);
    // One line, as the SDK's own.
    const options = { mode: files.MODE_PUBLIC, overwrite: false };
    await files.writeFileAtomic(path, `${JSON.stringify(gentx)}\n`, options);
    await printAnswer(env.terminal, formatOf(args, config), {
      json: { written: path, operator, node_id: id, peer: candidate.peer },
      text: `Genesis transaction written to ${JSON.stringify(path)}\n`,
    });
  },
});

/** @throws UsageError */
function assertChain(wanted: string, found: string): void {
  if (wanted === "" || wanted === found) return;
  throw new UsageError(`--chain-id ${wanted}: this home's genesis is of ${found}`);
}

/** @throws UsageError, UserError, ChainError */
async function readCandidate(
  args: GentxArgs,
  amount: string,
  { home, node, env }: { readonly home: Home; readonly node: NodeIdentity; readonly env: Env },
): Promise<Candidate> {
  const [stake, ...others] = parseCoins("AMOUNT", amount);
  if (stake === undefined || others.length > 0) {
    throw new UsageError("AMOUNT: expected coins of one denomination");
  }
  const [{ parseDecimal }, { parseCometAddresses, parseMoniker }, { readTextFile }] =
    await Promise.all([
      import("../core/integers.ts"),
      import("../node/comet-config.ts"),
      import("../node/files.ts"),
    ]);
  const config = await readTextFile(home.cometToml);
  const moniker = args.moniker === "" && config !== undefined ? parseMoniker(config) : args.moniker;
  if (moniker === "") throw new UsageError("--moniker is missing: expected the validator's name");
  const listen = config === undefined ? undefined : parseCometAddresses(config).p2p;
  const rate = (name: "commission-rate" | "commission-max-rate" | "commission-max-change-rate") =>
    parseDecimal(args[name], `--${name}`).toString();
  const least = parseInteger("min-self-delegation", args["min-self-delegation"], 1n, UINT64_MAX);
  return {
    description: {
      moniker,
      identity: args.identity,
      website: args.website,
      securityContact: args["security-contact"],
      details: args.details,
    },
    rates: {
      rate: rate("commission-rate"),
      maxRate: rate("commission-max-rate"),
      maxChangeRate: rate("commission-max-change-rate"),
    },
    minSelfDelegation: least,
    publicKey: args.pubkey === "" ? node.publicKey : await parseConsensusKey(args.pubkey),
    stake,
    peer: peerOf(args, { nodeId: node.nodeId, listen, env }),
  };
}

async function parseConsensusKey(text: string): Promise<Uint8Array> {
  const [{ parseJsonObject }, { JsonValue }, { publicKeyFromJson }] = await Promise.all([
    import("../node/files.ts"),
    import("../core/json.ts"),
    import("../../modules/auth/public-key-json.ts"),
  ]);
  const json = parseJsonObject("--pubkey", text);
  const key = publicKeyFromJson(new JsonValue(json, "--pubkey"));
  if (key.type === "ed25519") return key.key;
  throw new UsageError(`--pubkey: expected an ed25519 key, got ${key.type}`);
}

/** Where peers reach the node; empty if this machine has no address that others see. */
function peerOf(
  args: GentxArgs,
  {
    nodeId,
    listen,
    env,
  }: { readonly nodeId: string; readonly listen: string | undefined; readonly env: Env },
): string {
  const ip = args.ip ?? externalAddress();
  if (ip === undefined || ip === "") {
    env.terminal.remark("this machine has no address that others see: peers are not told one");
    return "";
  }
  const listening = /^tcp:\/\/(.*):(\d+)$/.exec(listen ?? "");
  if (!isLoopback(ip) && isLoopback(listening?.[1] ?? "")) {
    env.terminal.remark(
      `peers are told ${ip}, but config.toml lets the node listen at ${listen} alone; ` +
        `set laddr below [p2p] to "tcp://0.0.0.0:${listening?.[2]}" before it starts`,
    );
  }
  const port = parseInteger(
    "p2p-port",
    args["p2p-port"] ?? listening?.[2] ?? "26656",
    1n,
    PORT_MAX,
  );
  const id = args["node-id"] === "" ? nodeId : args["node-id"];
  return `${id}@${ip.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip}:${port}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "[::1]" || host === "::1";
}

/** The first IPv4 address of this machine that is not its own alone. */
function externalAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

export const collectCommand: Command = command({
  name: "collect",
  aliases: ["collect-gentxs"],
  describe: "Make those the validators of the genesis who have signed gentxs",
  positionals: [],
  options: {
    "gentx-dir": {
      type: "string",
      requiresArg: true,
      describe: "Folder of the signed transactions [default: config/gentx]",
    },
    ...COMMON_OPTIONS,
  },
  examples: [["", "Every *.json in config/gentx"]],
  async handler(args, env) {
    const [{ collectGentxs, readGentxFiles }, { readGenesis, replaceGenesis }, comet, files] =
      await Promise.all([
        import("../node/genesis-collect.ts"),
        import("../node/genesis.ts"),
        import("../node/comet-config.ts"),
        import("../node/files.ts"),
      ]);
    const { ensureNodeKeys } = await import("../node/network-files.ts");
    const home = homeOf(args, env);
    const given = args["gentx-dir"];
    const folder =
      given === undefined ? join(home.configFolder, "gentx") : resolve(env.folder, given);
    const genesis = await readGenesis(home.genesis, { isDraft: true });
    const text = await files.readTextFile(home.cometToml);
    if (text === undefined) throw new UserError(`${home.cometToml} is missing; see "lazuli init"`);
    const collected = await collectGentxs(home.genesis, genesis, await readGentxFiles(folder));
    const { nodeId } = await ensureNodeKeys(home);
    const peers = collected.peers.filter((peer) => !peer.startsWith(`${nodeId}@`));
    const config = comet.withPersistentPeers(text, peers);
    // From here on everything is good.
    await replaceGenesis(home.genesis, collected.genesis);
    const options = { mode: files.MODE_PUBLIC, overwrite: true };
    await files.writeFileAtomic(home.cometToml, config, options);
    const json = {
      moniker: comet.parseMoniker(text),
      chain_id: genesis.chain_id,
      node_id: nodeId,
      gentxs_dir: folder,
    };
    const validators = collected.genesis.validators.map(({ name, power }) => ({ name, power }));
    await printAnswer(env.terminal, formatOf(args), {
      json: { ...json, app_message: collected.genesis.app_state },
      text: formatText({ ...json, validators, persistent_peers: peers }),
    });
  },
});
