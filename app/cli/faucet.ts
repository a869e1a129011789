import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bankMessages, setupBankExtension } from "../../modules/bank/client.ts";
import { ChainIdMismatch, QueryFailed, TxFailed } from "../client/errors.ts";
import { parseHostPort } from "../node/address.ts";
import type { HostPort } from "../node/address.ts";
import { FAUCET_COOLDOWN_MS_MAX, FAUCET_CREDITS_PER_HOUR_MAX } from "../node/faucet/limits.ts";
import { errorCode } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import { Accounts, openTerminalKeyring } from "./accounts.ts";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import {
  COMMON_OPTIONS,
  KEYRING_OPTIONS,
  NODE_OPTIONS,
  backendOf,
  formatOf,
  openHome,
  parseInteger,
} from "./options.ts";
import { oneLine, printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import { parseCoins } from "./values.ts";

const OPTIONS = {
  from: {
    type: "string",
    requiresArg: true,
    default: "faucet",
    describe: "Whose coins are given: name or address of your key",
  },
  credit: {
    type: "string",
    requiresArg: true,
    default: "10000000ulaz",
    describe: "What a credit is, an amount a denomination",
  },
  address: {
    type: "string",
    requiresArg: true,
    default: "127.0.0.1:4500",
    describe: "Where it is served: host:port; 0.0.0.0 lets other machines in",
  },
  cooldown: {
    type: "string",
    requiresArg: true,
    default: "3600",
    describe: "Seconds from one credit to the next of the same address and denomination",
  },
  "credits-per-hour": {
    type: "string",
    requiresArg: true,
    default: "100",
    describe: "The most credits in any hour, of everybody together",
  },
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
  ...KEYRING_OPTIONS,
} as const;

type Args = OptionsOf<typeof OPTIONS>;

export const faucetCommand: Command = command({
  name: "faucet",
  describe: "Give coins of a test network away over HTTP; Ctrl-C stops it",
  positionals: [],
  options: OPTIONS,
  examples: [
    ["", "From the key named faucet, at http://127.0.0.1:4500"],
    ["--credit 5000000ulaz --cooldown 60", "5 LAZ, once a minute for each address"],
  ],
  async handler(args, env) {
    const address = parseHostPort(args.address);
    if (address === undefined) {
      throw new UsageError(`--address ${JSON.stringify(args.address)}: expected host:port`);
    }
    const server = await createServer(args, env);
    const interrupted = new Promise<void>((resolve) => env.onInterrupt(resolve));
    const url = await listen(server, address);
    const { config } = await openHome(args, env);
    await printAnswer(env.terminal, formatOf(args, config), { json: { faucet: url } });
    await interrupted;
    await close(server);
  },
});

async function createServer(args: Args, env: Env): Promise<Server> {
  const cooldownMax = BigInt(FAUCET_COOLDOWN_MS_MAX) / 1_000n;
  const cooldown = parseInteger("cooldown", args.cooldown, 1n, cooldownMax);
  const perHourMax = BigInt(FAUCET_CREDITS_PER_HOUR_MAX);
  const perHour = parseInteger("credits-per-hour", args["credits-per-hour"], 1n, perHourMax);
  const credits = parseCoins("--credit", args.credit);
  const { createFaucetServer, NothingSent } = await import("../node/faucet/server.ts");
  const { client, prefix, node } = await connect(args, env);
  return createFaucetServer({
    prefix,
    credits: new Map(credits.map(({ denom, amount }) => [denom, amount])),
    cooldownMs: Number(cooldown) * 1_000,
    creditsPerHour: Number(perHour),
    async send(to, denom, amount) {
      try {
        await client.send([bankMessages(client.address).send(to, [{ denom, amount }])]);
      } catch (error) {
        // Of anything else, such as a connection that broke, nobody knows what became of it.
        const isRefused = error instanceof TxFailed || error instanceof QueryFailed;
        throw isRefused ? new NothingSent(error.message, { cause: error }) : error;
      }
      env.terminal.remark(`${amount}${denom} to ${to}`);
    },
    async status() {
      const held = await Promise.all(
        credits.map(async ({ denom }) => ({
          denom,
          amount: (await client.bank.balance(client.address, denom)).toString(),
        })),
      );
      return {
        nodeUrl: node,
        chainId: await client.chainId(),
        chainTokens: credits.map(({ denom }) => denom),
        holder: { address: client.address, balances: held },
        distributors: [],
      };
    },
    onError: (error) => env.terminal.remark(oneLine(`error: ${textOf(error)}`)),
  });
}

async function connect(args: Args, env: Env) {
  const [{ connectComet, createClient }, { createSigningClient }] = await Promise.all([
    import("../client/client.ts"),
    import("../client/signing-client.ts"),
  ]);
  const { home, config } = await openHome(args, env);
  const node = args.node ?? config.node;
  const comet = connectComet(node);
  const reader = createClient(comet);
  const chainId = await reader.chainId();
  if (config.chainId !== "" && config.chainId !== chainId) {
    throw new ChainIdMismatch(config.chainId, chainId);
  }
  const { bech32Prefix: prefix } = await reader.chainParams();
  const keyring = await openTerminalKeyring(home, backendOf(args, config), env.terminal);
  const accounts = new Accounts(
    () => Promise.resolve(keyring),
    () => Promise.resolve(prefix),
  );
  const signer = await accounts.signer(args.from);
  const extensions = [setupBankExtension] as const;
  return {
    client: await createSigningClient(comet, signer, { chainId, extensions }),
    prefix,
    node,
  };
}

/** @returns the URL. @throws UserError if the address cannot be had */
async function listen(server: Server, { host, port }: HostPort): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const code = errorCode(error) ?? "";
      reject(new UserError(`the faucet cannot listen on ${host}:${port}: ${code}`));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
