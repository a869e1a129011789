import type { Options } from "yargs";
import {
  ADDRESS_BYTES_MAX,
  AddressCodec,
  VALIDATOR_PREFIXES,
  decodeBech32,
} from "../core/address.ts";
import { localPrefix } from "./accounts.ts";
import { hex, isHex } from "./byte-texts.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS = {
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    describe: "Prefix of addresses [default: that of the home's genesis, or lazuli]",
  },
  ...COMMON_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

type Args = OptionsOf<typeof OPTIONS>;

/** The three kinds of addresses: of accounts, of validators' operators and of validators in consensus. */
interface Prefixes {
  readonly acc: string;
  readonly val: string;
  readonly con: string;
}

async function prefixesOf(args: Args, env: Env): Promise<Prefixes> {
  const prefix = await localPrefix(homeOf(args, env), args["bech32-prefix"]);
  const { operator, consensus } = VALIDATOR_PREFIXES;
  return { acc: prefix, val: `${prefix}${operator}`, con: `${prefix}${consensus}` };
}

/** An address in its three forms. */
interface AddressForms {
  readonly bech32_acc: string;
  readonly bech32_val: string;
  readonly bech32_con: string;
}

function formsOf(bytes: Uint8Array, { acc, val, con }: Prefixes): AddressForms {
  return {
    bech32_acc: new AddressCodec(acc).format(bytes),
    bech32_val: new AddressCodec(val).format(bytes),
    bech32_con: new AddressCodec(con).format(bytes),
  };
}

/** The lines that simd prints, so that what reads them goes on. */
function lines(entries: readonly (readonly [label: string, value: string | undefined])[]): string {
  return entries.map(([label, value]) => `${label}: ${value ?? ""}\n`).join("");
}

const addr = command({
  name: "addr",
  describe: "An address in all its forms",
  positionals: [
    { name: "address", describe: "Hexadecimal, or bech32 of any chain", required: true },
  ],
  options: OPTIONS,
  examples: [
    ["000102030405060708090a0b0c0d0e0f10111213", "From hexadecimal digits"],
    ["cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4", "The same account here"],
  ],
  async handler(args, env) {
    const bytes = parseAddress(args.address);
    const json = {
      bytes: [...bytes],
      hex: hex(bytes),
      ...formsOf(bytes, await prefixesOf(args, env)),
    };
    const text = lines([
      ["Address", `[${json.bytes.join(" ")}]`],
      ["Address (hex)", json.hex],
      ["Bech32 Acc", json.bech32_acc],
      ["Bech32 Val", json.bech32_val],
      ["Bech32 Con", json.bech32_con],
    ]);
    await printAnswer(env.terminal, formatOf(args), { json, text });
  },
});

function parseAddress(text: string): Uint8Array {
  const bytes = isHex(text) ? Buffer.from(text, "hex") : decodeBech32(text)?.bytes;
  if (bytes !== undefined && bytes.length > 0 && bytes.length <= ADDRESS_BYTES_MAX) {
    return Uint8Array.from(bytes);
  }
  throw new UsageError(
    `ADDRESS ${JSON.stringify(text)}: expected hexadecimal digits or bech32 of 1 to ${ADDRESS_BYTES_MAX} bytes`,
  );
}

const pubkey = command({
  name: "pubkey",
  describe: "A public key of protobuf's JSON or amino's: its bytes and addresses",
  positionals: [{ name: "json", describe: "As keys and transactions show it", required: true }],
  options: OPTIONS,
  examples: [
    [
      `'{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"…"}'`,
      "Also of ed25519, and of a multisig",
    ],
  ],
  async handler(args, env) {
    const { keyAddress, keyBytes, readKeyJson } = await import("./public-keys.ts");
    const key = readKeyJson(args.json);
    const bytes = keyBytes(key);
    const address = await keyAddress(key, env.variables);
    const json = {
      type: key.type,
      address: hex(address),
      hex: hex(bytes).toLowerCase(),
      base64: Buffer.from(bytes).toString("base64"),
      ...formsOf(address, await prefixesOf(args, env)),
    };
    const text = lines([
      ["Address", json.address],
      ["PubKey Hex", json.hex],
      ["PubKey Base64", json.base64],
      ["Bech32 Acc", json.bech32_acc],
      ["Bech32 Val", json.bech32_val],
      ["Bech32 Con", json.bech32_con],
    ]);
    await printAnswer(env.terminal, formatOf(args), { json, text });
  },
});

const pubkeyRaw = command({
  name: "pubkey-raw",
  describe: "A public key of its bytes alone",
  positionals: [{ name: "key", describe: "Hexadecimal, base64 or bech32", required: true }],
  options: {
    type: {
      alias: "t",
      type: "string",
      choices: ["secp256k1", "ed25519"] as const,
      requiresArg: true,
      describe: "[default: what the length says]",
    },
    ...OPTIONS,
  },
  examples: [["j8qdbR+AlH/V6aBTCSWXRvX3JUESF2bV+SEzndBhF0o=", "Base64 of 32 bytes: ed25519"]],
  async handler(args, env) {
    const keys = await import("./public-keys.ts");
    const key = keys.readRawKey(args.key, args.type);
    const { acc, val, con } = await prefixesOf(args, env);
    const json = {
      type: key.type,
      address: hex(await keys.keyAddress(key, env.variables)),
      hex: hex(key.key),
      json: keys.keyToProtoJson(key),
      amino_json: keys.keyToAminoJson(key),
      bech32_acc: keys.keyToBech32(key, acc),
      bech32_val: keys.keyToBech32(key, val),
      bech32_con: keys.keyToBech32(key, con),
    };
    const isEd25519 = key.type === "ed25519";
    const text =
      (isEd25519 ? lines([["Hex", json.hex]]) : "") +
      `Parsed key as ${key.type}\n` +
      lines([
        ["Address", json.address],
        ["JSON (base64)", JSON.stringify(json.amino_json)],
        ["Bech32 Acc", json.bech32_acc],
        ["Bech32 Validator Operator", json.bech32_val],
      ]) +
      (isEd25519 ? lines([["Bech32 Validator Consensus", json.bech32_con]]) : "");
    await printAnswer(env.terminal, formatOf(args), { json, text });
  },
});

const rawBytes = command({
  name: "raw-bytes",
  describe: "Bytes that Go printed, as hexadecimal digits",
  positionals: [
    { name: "bytes", describe: "Numbers from 0 to 255, in brackets or not", required: true },
  ],
  options: { output: COMMON_OPTIONS.output },
  examples: [["'[10 21 13 255]'", "0A150DFF"]],
  async handler(args, env) {
    const words = args.bytes.replace(/^\[|\]$/g, "").split(/[\s,]+/);
    const numbers = words.filter((word) => word !== "");
    for (const word of numbers) {
      if (/^\d{1,3}$/.test(word) && Number(word) <= 0xff) continue;
      throw new UsageError(`BYTES: ${JSON.stringify(word)}: expected a number from 0 to 255`);
    }
    const text = hex(Uint8Array.from(numbers, Number));
    await printAnswer(env.terminal, formatOf(args), { json: { hex: text }, text: `${text}\n` });
  },
});

const prefixes = command({
  name: "prefixes",
  describe: "The prefixes of addresses",
  positionals: [],
  options: OPTIONS,
  examples: [["--bech32-prefix cosmos", "Of another chain"]],
  async handler(args, env) {
    const { acc, val, con } = await prefixesOf(args, env);
    const json = { bech32_acc: acc, bech32_val: val, bech32_con: con };
    const text = lines([
      ["Bech32 Acc", acc],
      ["Bech32 Val", val],
      ["Bech32 Con", con],
    ]);
    await printAnswer(env.terminal, formatOf(args), { json, text });
  },
});

export const debugCommand: Command = group("debug", "Addresses, keys and bytes in other forms", [
  addr,
  pubkey,
  pubkeyRaw,
  rawBytes,
  prefixes,
]);
