import { base64, hex } from "@scure/base";
import { ClientError, isNotFound } from "../../app/client/errors.ts";
import { askEncoded } from "../../app/client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb, VerbMisuse } from "../../app/client/verbs.ts";
import type { GatewayAnswer, ModuleCommands, QueryVerb } from "../../app/client/verbs.ts";

const ADDRESS = {
  name: "address",
  kind: "address",
  describe: "An address or a key's name",
} as const;

// The codecs are loaded when a verb runs: the help and other modules' verbs do without them.
const service = async () =>
  (await import("../../proto/gen/cosmos/auth/v1beta1/query.ts")).QueryDefinition;

/** @throws ClientError in words for a user if the account is not there */
async function accountOf(
  address: string,
  response: Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  try {
    return await response;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new ClientError(`account not found: ${address} has never had coins; send it some first`);
  }
}

/** Bytes as the SDK's commands take them: hexadecimal, or else base64. @throws VerbMisuse */
function parseBytes(text: string): Uint8Array {
  for (const codec of [hex, base64]) {
    try {
      return codec.decode(codec === hex ? text.toLowerCase() : text);
    } catch {
      // Not this one.
    }
  }
  throw new VerbMisuse(`ADDRESS-BYTES ${JSON.stringify(text)}: expected hexadecimal or base64`);
}

const accountVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "account",
    describe: "An account with all that its type has: number, sequence, public key",
    arguments: [ADDRESS],
    examples: [["alice", "The sequence of alice's next transaction, and more"]],
    run: async (base, { address }, _flags, height) =>
      accountOf(address, askEncoded(base, await service(), "account", { address }, height)),
  }),
  queryVerb({
    name: "account-info",
    describe: "What an account of every type has: number, sequence, public key",
    arguments: [ADDRESS],
    examples: [["alice", "The sequence of alice's next transaction"]],
    run: async (base, { address }, _flags, height) =>
      accountOf(address, askEncoded(base, await service(), "accountInfo", { address }, height)),
  }),
  queryVerb({
    name: "accounts",
    describe: "All accounts",
    arguments: [],
    flags: PAGE_FLAGS,
    examples: [["--limit 10", "The first ten, by address"]],
    run: async (base, _values, flags, height) =>
      askEncoded(base, await service(), "accounts", { pagination: pageOfFlags(flags) }, height),
  }),
  queryVerb({
    name: "address-by-acc-num",
    describe: "The address that has an account number",
    arguments: [{ name: "acc-num", kind: "uint64", describe: "The number" }],
    examples: [["0", "The address of the first account"]],
    async run(base, { "acc-num": accountId }, _flags, height) {
      const { QueryAccountAddressByIDRequest: Request } =
        await import("../../proto/gen/cosmos/auth/v1beta1/query.ts");
      const request = Request.fromPartial({ accountId });
      return askEncoded(base, await service(), "accountAddressByID", request, height);
    },
  }),
  queryVerb({
    name: "module-accounts",
    describe: "The accounts of all modules",
    arguments: [],
    examples: [["", "Where fees go, among others"]],
    run: async (base, _values, _flags, height) =>
      askEncoded(base, await service(), "moduleAccounts", {}, height),
  }),
  queryVerb({
    name: "module-account",
    describe: "The account of a module",
    arguments: [{ name: "module-name", kind: "text", describe: "The module" }],
    examples: [["fee_collector", "Where fees go"]],
    run: async (base, { "module-name": name }, _flags, height) =>
      askEncoded(base, await service(), "moduleAccountByName", { name }, height),
  }),
];

const addressVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "bech32-prefix",
    describe: "What addresses of the chain begin with",
    arguments: [],
    examples: [["", "Such as lazuli"]],
    run: async (base, _values, _flags, height) =>
      askEncoded(base, await service(), "bech32Prefix", {}, height),
  }),
  queryVerb({
    name: "address-bytes-to-string",
    describe: "The address of these bytes",
    arguments: [{ name: "address-bytes", kind: "text", describe: "Hexadecimal or base64" }],
    examples: [["0101010101010101010101010101010101010101", "As this chain writes it"]],
    async run(base, { "address-bytes": text }, _flags, height) {
      const addressBytes = parseBytes(text);
      return askEncoded(base, await service(), "addressBytesToString", { addressBytes }, height);
    },
  }),
  queryVerb({
    name: "address-string-to-bytes",
    describe: "The bytes of an address",
    arguments: [{ name: "address-string", kind: "text", describe: "An address of this chain" }],
    examples: [["lazuli1qyqszqgpqyqszqgpqyqszqgpqyqszqgprgrtc8", "In base64"]],
    run: async (base, { "address-string": addressString }, _flags, height) =>
      askEncoded(base, await service(), "addressStringToBytes", { addressString }, height),
  }),
];

export const authCommands: ModuleCommands = {
  name: "auth",
  describe: "Accounts",
  tx: [],
  query: [
    ...accountVerbs,
    ...addressVerbs,
    queryVerb({
      name: "params",
      describe: "The parameters of the module",
      arguments: [],
      examples: [["", "What a signature costs, among others"]],
      run: async (base, _values, _flags, height) =>
        askEncoded(base, await service(), "params", {}, height),
    }),
  ],
  types: () => Promise.resolve([]),
};
