import type { Metadata } from "../../proto/gen/cosmos/bank/v1beta1/bank.ts";
import { ClientError } from "../client/errors.ts";
import { queryService } from "../client/query.ts";
import { HttpRpc } from "../client/rpc.ts";
import { parseHostPort } from "../node/address.ts";
import { APP_SETTINGS } from "../node/config.ts";
import { isJsonObject, readTextFile } from "../node/files.ts";
import { CHAIN_FORMS, NETWORK_TYPES, bareDenom } from "./chain-forms.ts";
import type { ChainFacts, ChainForm, DenomFacts, Endpoints } from "./chain-forms.ts";
import { command } from "./command.ts";
import type { Command, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, NODE_OPTIONS, formatOf, openHome } from "./options.ts";
import type { ClientHome } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS = {
  format: {
    alias: "f",
    type: "string",
    choices: Object.keys(CHAIN_FORMS) as ChainForm[],
    requiresArg: true,
    demandOption: true,
    describe: "Whose form: the wallet Keplr's, the chain registry's, or the explorer ping.pub's",
  },
  rpc: {
    type: "string",
    requiresArg: true,
    describe: "URL at which others reach the RPC [default: that of --node]",
  },
  rest: {
    type: "string",
    requiresArg: true,
    describe: "URL at which others reach REST [default: as client.toml or app.toml says]",
  },
  grpc: {
    type: "string",
    requiresArg: true,
    describe: "host:port at which others reach gRPC [default: likewise]",
  },
  "chain-name": {
    type: "string",
    requiresArg: true,
    describe: "Key in registries, of a-z and 0-9 [default: made from the chain id]",
  },
  "pretty-name": {
    type: "string",
    requiresArg: true,
    describe: "Name for the eye [default: made from the chain id]",
  },
  "network-type": {
    type: "string",
    choices: NETWORK_TYPES,
    requiresArg: true,
    default: "devnet" as const,
    describe: "What kind of network it is",
  },
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
} as const;

type Args = OptionsOf<typeof OPTIONS>;

export const chainInfoCommand: Command = command({
  name: "chain-info",
  describe: "Describe the chain for wallets, registries and explorers, as the chain itself says",
  positionals: [],
  options: OPTIONS,
  examples: [
    ["--format keplr", "What a page gives to Keplr's experimentalSuggestChain"],
    [
      "--format chain-registry --rpc https://rpc.example.org --rest https://rest.example.org",
      "chain.json and assetlist.json, by name",
    ],
  ],
  async handler(args, env) {
    assertNames(args);
    const opened = await openHome(args, env);
    const rpc = new HttpRpc(args.node ?? opened.config.node);
    const endpoints = await endpointsOf(args, rpc.url, opened);
    const json = CHAIN_FORMS[args.format](await readFacts(rpc, args, endpoints));
    const text = `${JSON.stringify(json, null, 2)}\n`;
    await printAnswer(env.terminal, formatOf(args, opened.config), { json, text });
  },
});

function assertNames(args: Args): void {
  const { "chain-name": chainName, "pretty-name": prettyName } = args;
  if (chainName !== undefined && !/^[a-z0-9]{1,64}$/.test(chainName)) {
    throw new UsageError(
      `--chain-name ${JSON.stringify(chainName)}: expected 1 to 64 of a-z and 0-9`,
    );
  }
  if (prettyName !== undefined && !/^[^\p{Cc}]{1,36}$/u.test(prettyName)) {
    throw new UsageError(
      `--pretty-name ${JSON.stringify(prettyName)}: expected 1 to 36 printable characters`,
    );
  }
}

async function readFacts(rpc: HttpRpc, args: Args, endpoints: Endpoints): Promise<ChainFacts> {
  const { QueryDefinition: ChainQuery } = await import("../../proto/gen/lazuli/chain/v1/query.ts");
  const { params } = await queryService(rpc, ChainQuery).params({});
  if (params === undefined) throw new ClientError("the node answered no chain parameters");
  const { chainId, cometVersion } = await readStatus(rpc);
  const words = chainId.replace(/-\d+$/, "");
  return {
    chainId,
    chainName: args["chain-name"] ?? words.toLowerCase().replace(/[^a-z0-9]/g, ""),
    prettyName: args["pretty-name"] ?? prettyNameOf(words),
    networkType: args["network-type"],
    bech32Prefix: params.bech32Prefix,
    feeDenom: params.feeDenom,
    minGasPrice: await readGasPrice(rpc, params.feeDenom),
    denoms: await readDenoms(rpc, params.feeDenom),
    endpoints,
    cometVersion,
  };
}

async function readStatus(rpc: HttpRpc) {
  const status = await rpc.call("status");
  const info = isJsonObject(status) ? status["node_info"] : undefined;
  const { network, version } = isJsonObject(info) ? info : {};
  if (typeof network !== "string" || typeof version !== "string") {
    throw new ClientError("the node's answer has no node_info: is it a CometBFT node?");
  }
  return { chainId: network, cometVersion: version };
}

/** @returns the least that this node takes, which may be more than the chain does */
async function readGasPrice(rpc: HttpRpc, feeDenom: string): Promise<string> {
  const { ServiceDefinition } = await import("../../proto/gen/cosmos/base/node/v1beta1/query.ts");
  const { fullName, methods } = ServiceDefinition;
  const node = queryService(rpc, { fullName, methods: { config: methods.config } } as const);
  const { minimumGasPrice } = await node.config({});
  const [, price, denom] = /^(\d{1,60}(?:\.\d{1,18})?)(.+)$/.exec(minimumGasPrice) ?? [];
  if (price !== undefined && denom === feeDenom) return price;
  if (minimumGasPrice === "") return "0";
  throw new ClientError(`the node's minimum gas price is ${JSON.stringify(minimumGasPrice)}`);
}

const PAGE = 100n;
/** Pages that are read; what is beyond is left out of the description. */
const PAGES_MAX = 10;

/** Denominations that exist, the fee's first, with what bank knows of them. */
async function readDenoms(rpc: HttpRpc, feeDenom: string): Promise<DenomFacts[]> {
  const { QueryDefinition } = await import("../../proto/gen/cosmos/bank/v1beta1/query.ts");
  const bank = queryService(rpc, QueryDefinition);
  const known = await pages(async (pagination) => {
    const answer = await bank.denomsMetadata({ pagination });
    return { items: answer.metadatas, nextKey: answer.pagination?.nextKey };
  });
  const supply = await pages(async (pagination) => {
    const answer = await bank.totalSupply({ pagination });
    return { items: answer.supply, nextKey: answer.pagination?.nextKey };
  });
  const names = new Set([
    feeDenom,
    ...known.map(({ base }) => base),
    ...supply.map(({ denom }) => denom),
  ]);
  return [...names].map((base) => {
    const metadata = known.find((one) => one.base === base);
    return metadata === undefined ? bareDenom(base) : denomFacts(metadata);
  });
}

async function pages<T>(
  read: (page: {
    readonly key: Uint8Array;
    readonly offset: bigint;
    readonly limit: bigint;
    readonly countTotal: boolean;
    readonly reverse: boolean;
  }) => Promise<{ readonly items: readonly T[]; readonly nextKey: Uint8Array | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let key = new Uint8Array();
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, nextKey } = await read({
      ...{ key, offset: 0n, limit: PAGE },
      ...{ countTotal: false, reverse: false },
    });
    all.push(...items);
    if (nextKey === undefined || nextKey.length === 0) break;
    key = Uint8Array.from(nextKey);
  }
  return all;
}

function denomFacts(metadata: Metadata): DenomFacts {
  const { base, description, denomUnits } = metadata;
  const display = metadata.display === "" ? base : metadata.display;
  const units = denomUnits.length === 0 ? bareDenom(base).units : denomUnits;
  return {
    ...{ base, display, description, units },
    name: metadata.name === "" ? display : metadata.name,
    symbol: metadata.symbol === "" ? display : metadata.symbol,
  };
}

const REST_PORT_DEFAULT = 1317;
const GRPC_PORT_DEFAULT = 9090;

/** Where the node's servers are, as others reach them: options, client.toml, or app.toml's ports on the host of the RPC. */
async function endpointsOf(
  args: Args,
  node: string,
  { home, config: client }: ClientHome,
): Promise<Endpoints> {
  const rpc = urlOf("rpc", args.rpc ?? node.replace(/^tcp:/, "http:"));
  const { hostname } = new URL(rpc);
  const toml = await readTextFile(home.appToml);
  const config = toml === undefined ? undefined : APP_SETTINGS.parse(toml);
  const restPort = parseHostPort(config?.apiAddress ?? "")?.port ?? REST_PORT_DEFAULT;
  const grpcPort = parseHostPort(config?.grpcAddress ?? "")?.port ?? GRPC_PORT_DEFAULT;
  const grpc = (args.grpc ?? client.grpc) || `${hostname}:${grpcPort}`;
  if (parseHostPort(grpc) === undefined) {
    throw new UsageError(`--grpc ${JSON.stringify(grpc)}: expected host:port`);
  }
  const rest = urlOf("rest", (args.rest ?? client.rest) || `http://${hostname}:${restPort}`);
  return { rpc, rest, grpc };
}

/** @returns the URL without a slash at its end. @throws UsageError unless it is one of HTTP without a query and a password */
function urlOf(option: string, text: string): string {
  if (/^https?:\/\/[^\s?#@]+$/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, "");
  throw new UsageError(`--${option} ${JSON.stringify(text)}: expected a URL of http or https`);
}

function prettyNameOf(words: string): string {
  return words
    .split(/[-_]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
