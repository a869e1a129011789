import { coinFromText } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import { ClientError } from "../../app/client/errors.ts";
import { txVerb } from "../../app/client/verbs.ts";
import type { JsonDocument, ModuleCommands } from "../../app/client/verbs.ts";
import type { Period } from "./client.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");

const TO = { name: "to", kind: "address", describe: "An address that has no account yet" } as const;
const AMOUNT = { name: "amount", kind: "coins", describe: "Such as 1000000ulaz" } as const;

interface Schedule {
  readonly startSeconds: bigint;
  readonly periods: readonly Period[];
}

/**
 * A file as the SDK's command reads it: `{"start_time": …, "periods": [{"coins": "10ulaz", "length_seconds": …}]}`.
 *
 * @throws ClientError that says what is wrong, and where
 */
function parseSchedule({ source, value }: JsonDocument): Schedule {
  const wrong = (where: string, expected: string): never => {
    throw new ClientError(`${source}: ${where}: expected ${expected}`);
  };
  const fieldsOf = (given: unknown, where: string, names: readonly string[]) => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      return wrong(where, "an object");
    }
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) wrong(`${where}.${unknown}`, `one of ${names.join(", ")}`);
    return given as Readonly<Record<string, unknown>>;
  };
  const secondsOf = (given: unknown, where: string): bigint =>
    typeof given === "number" && Number.isSafeInteger(given) && given > 0
      ? BigInt(given)
      : wrong(where, "whole seconds, 1 and more");
  const coinsOf = (given: unknown, where: string): readonly Coin[] => {
    if (typeof given !== "string") return wrong(where, "coins such as 1000000ulaz");
    return given.split(",").map((part) => {
      const coin = coinFromText(part);
      return coin ?? wrong(where, "coins such as 1000000ulaz");
    });
  };
  const file = fieldsOf(value, "the file", ["start_time", "periods"]);
  const { start_time: start, periods } = file;
  if (!Array.isArray(periods) || periods.length === 0) return wrong("periods", "a list");
  return {
    startSeconds: secondsOf(start, "start_time"),
    periods: periods.map((given: unknown, i) => {
      const where = `periods[${i}]`;
      const period = fieldsOf(given, where, ["coins", "length_seconds"]);
      return {
        lengthSeconds: secondsOf(period["length_seconds"], `${where}.length_seconds`),
        coins: coinsOf(period["coins"], `${where}.coins`),
      };
    }),
  };
}

export const vestingCommands: ModuleCommands = {
  name: "vesting",
  describe: "Accounts whose coins come free in time",
  tx: [
    txVerb({
      name: "create-vesting-account",
      describe: "Make an account whose coins come free evenly from now on, or all at the end",
      arguments: [
        TO,
        AMOUNT,
        { name: "end-time", kind: "int64", describe: "When all are free, Unix seconds" },
      ],
      flags: { delayed: { kind: "boolean", describe: "All at the end, nothing before" } },
      examples: [
        ["lazuli1… 1000000ulaz 1893456000 --from alice", "One LAZ, evenly until 2030"],
        ["lazuli1… 1000000ulaz 1893456000 --delayed --from alice", "One LAZ, in 2030"],
      ],
      async message({ to, amount, "end-time": end }, signer, { delayed }) {
        const { vestingMessages } = await client();
        const options = { delayed: delayed ?? false };
        return vestingMessages(signer).createVestingAccount(to, amount, end, options);
      },
    }),
    txVerb({
      name: "create-permanent-locked-account",
      describe: "Make an account whose coins never come free",
      arguments: [TO, AMOUNT],
      examples: [["lazuli1… 1000000ulaz --from alice", "One LAZ that nobody can ever spend"]],
      async message({ to, amount }, signer) {
        const { vestingMessages } = await client();
        return vestingMessages(signer).createPermanentLockedAccount(to, amount);
      },
    }),
    txVerb({
      name: "create-periodic-vesting-account",
      describe: "Make an account whose coins come free at the end of each period",
      arguments: [
        TO,
        {
          name: "file",
          kind: "jsonFile",
          describe: 'JSON: {"start_time": S, "periods": [{"coins": "5ulaz", "length_seconds": S}]}',
        },
      ],
      examples: [["lazuli1… periods.json --from alice", "What the file says, from its start on"]],
      check({ file }) {
        if (file !== undefined) parseSchedule(file);
      },
      async message({ to, file }, signer) {
        const { vestingMessages } = await client();
        const { startSeconds, periods } = parseSchedule(file);
        return vestingMessages(signer).createPeriodicVestingAccount(to, startSeconds, periods);
      },
    }),
  ],
  query: [],
  types: async () => (await client()).vestingTypes,
};
