import fc from "fast-check";
import type { Condition, KeyRange, Lease, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Operation } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { fromLatin1, hashOf, type ModelEntry } from "./kv-model.ts";

/** Few and alike, so that they meet: prefixes of each other, both ends of the order, too long and empty now and then. */
export const KEYS = [
  "\0",
  "a",
  "a\0",
  "aa",
  "ab",
  "b",
  "b/",
  "b/c",
  "c",
  "d\u00ff",
  "\u00fe",
  "\u00ff",
];

/** The first, but for one time in so many. Weights are kept to; small numbers would come up more often than others. */
function mostly<T, U>(times: number, often: fc.Arbitrary<T>, seldom: fc.Arbitrary<U>) {
  return fc.oneof({ weight: times, arbitrary: often }, { weight: 1, arbitrary: seldom });
}

const keyText = mostly(300, fc.constantFrom(...KEYS), fc.constantFrom("", "1234567", "12345678"));
const key = keyText.map(fromLatin1);
const prefix = fc.constantFrom("", "a", "b", "b/", "\u00ff").map(fromLatin1);
const filled = (size: number): Uint8Array => new Uint8Array(size).fill(size);
const value = mostly(
  200,
  fc.oneof(
    fc.constantFrom("", "0", "7", "-12", "007", "x", "9223372036854775807").map(fromLatin1),
    fc.constantFrom(1, 2, 3, 5, 8, 13, 30).map(filled),
  ),
  fc.constantFrom(40, 41).map(filled),
);

const none = { days: 0n, hours: 0n, minutes: 0n, seconds: 0n };
const lease: fc.Arbitrary<Lease | undefined> = fc.oneof(
  { weight: 200, arbitrary: fc.constant(undefined) },
  { weight: 300, arbitrary: fc.bigInt(1n, 60n).map((seconds) => ({ ...none, seconds })) },
  { weight: 4, arbitrary: fc.constantFrom(none, { ...none, minutes: 1n, seconds: 2n }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ ...none, hours: 2n ** 64n - 1n }, { ...none, seconds: 63n }),
  },
);
const range: fc.Arbitrary<KeyRange | undefined> = fc.option(
  fc.record({
    prefix: fc.oneof({ weight: 2, arbitrary: fc.constant(new Uint8Array(0)) }, prefix),
    start: fc.oneof({ weight: 2, arbitrary: fc.constant(new Uint8Array(0)) }, key),
    end: fc.oneof({ weight: 2, arbitrary: fc.constant(new Uint8Array(0)) }, key),
  }),
  { nil: undefined },
);

/** A condition whose truth is chosen before the state that it is about is known. */
export interface WantedCondition {
  readonly kind: "absent" | "present" | "modRevision" | "valueSha256" | "malformed";
  readonly holds: boolean;
}

export function toCondition(
  wanted: WantedCondition | undefined,
  entry: ModelEntry | undefined,
): Condition | undefined {
  if (!wanted) return undefined;
  const { holds } = wanted;
  const isOfEntry = wanted.kind === "modRevision" || wanted.kind === "valueSha256";
  const kind = isOfEntry && holds && !entry ? "absent" : wanted.kind;
  switch (kind) {
    case "absent":
    case "present": {
      const is = holds === (entry !== undefined) ? "present" : "absent";
      return { condition: { $case: is, value: true } };
    }
    case "modRevision": {
      const revision = entry?.modRevision ?? 0n;
      return { condition: { $case: kind, value: holds ? revision : revision + 1n } };
    }
    case "valueSha256": {
      const hash = hashOf(entry?.value ?? new Uint8Array(0));
      return { condition: { $case: kind, value: holds ? hash : new Uint8Array(32) } };
    }
    case "malformed":
      return holds
        ? { condition: undefined }
        : { condition: { $case: "valueSha256", value: new Uint8Array(31) } };
  }
}

const wanted: fc.Arbitrary<WantedCondition | undefined> = mostly(
  4,
  fc.constant(undefined),
  fc.record({
    kind: mostly(
      100,
      fc.constantFrom(
        "absent" as const,
        "present" as const,
        "modRevision" as const,
        "valueSha256" as const,
      ),
      fc.constant("malformed" as const),
    ),
    holds: mostly(40, fc.constant(true), fc.constant(false)),
  }),
);

const limit = mostly(30, fc.constantFrom(0, 1, 3, 5), fc.constantFrom(6, 1_001));
const put = fc.record({ key, value, lease });
const by = mostly(
  10,
  fc.bigInt(-20n, 20n),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n),
);
const pair = fc.record({ key, value });

type Step = NonNullable<Operation["operation"]>;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: put.map((value) => ({ $case: "create" as const, value })) },
  { weight: 4, arbitrary: put.map((value) => ({ $case: "update" as const, value })) },
  { weight: 20, arbitrary: put.map((value) => ({ $case: "upsert" as const, value })) },
  { weight: 5, arbitrary: put.map((value) => ({ $case: "append" as const, value })) },
  {
    weight: 4,
    arbitrary: fc.record({ key }).map((value) => ({ $case: "delete" as const, value })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ key, newKey: key })
      .map((value) => ({ $case: "rename" as const, value })),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ key, by, lease })
      .map((value) => ({ $case: "increment" as const, value })),
  },
  {
    weight: 5,
    arbitrary: fc.record({ key, lease }).map((value) => ({ $case: "renewLease" as const, value })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        entries: mostly(
          150,
          fc.array(pair, { minLength: 1, maxLength: 4 }),
          fc.constant<never[]>([]),
        ),
      })
      .map((value) => ({ $case: "multiUpdate" as const, value })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ range, limit }).map((value) => ({ $case: "deleteAll" as const, value })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ range, lease, limit })
      .map((value) => ({ $case: "renewLeaseAll" as const, value })),
  },
);

/** An operation before the state is known; the one way of it that most often works is likely. */
export interface WantedOperation {
  readonly step: Step | undefined;
  readonly wanted: WantedCondition | undefined;
  /** Whether a key is chosen among those that the operation can be done with, where there are any. */
  readonly isApt: boolean;
  readonly die: number;
}

const operation: fc.Arbitrary<WantedOperation> = fc.record({
  step: mostly(2_000, step, fc.constant(undefined)),
  wanted,
  isApt: mostly(60, fc.constant(true), fc.constant(false)),
  die: fc.nat(1_000),
});

export interface Actors {
  readonly namespace: number;
  /** Who signs: the present owner, somebody with a grant, or one of the people. */
  readonly signer: "owner" | "grantee" | number;
}

const actors: fc.Arbitrary<Actors> = fc.record({
  namespace: fc.nat(3),
  signer: fc.oneof(
    { weight: 20, arbitrary: fc.constant("owner" as const) },
    { weight: 5, arbitrary: fc.constant("grantee" as const) },
    { weight: 1, arbitrary: fc.nat(3) },
  ),
});

/** What happens in one step of a history. */
export type Action =
  | ({ readonly kind: "write"; readonly operations: readonly WantedOperation[] } & Actors & {
        readonly isBatch: boolean;
      })
  | { readonly kind: "block"; readonly durationNs: bigint }
  | ({
      readonly kind: "grant";
      readonly grantee: number;
      readonly permissions: readonly number[];
      readonly prefix: Uint8Array;
      readonly lease: Lease | undefined;
    } & Actors)
  | ({ readonly kind: "revoke"; readonly grantee: number; readonly prefix: Uint8Array } & Actors)
  | ({ readonly kind: "offer"; readonly to: number | undefined } & Actors)
  | { readonly kind: "accept"; readonly namespace: number; readonly signer: number | undefined }
  | ({
      readonly kind: "read";
      readonly key: Uint8Array;
      readonly range: KeyRange | undefined;
      readonly limit: bigint;
      readonly reverse: boolean;
    } & Actors)
  | { readonly kind: "restart" }
  | { readonly kind: "reimport" };

const kind = <K extends string>(name: K) => ({ kind: fc.constant(name) });
const target = { namespace: fc.nat(3), signer: actors.map(({ signer }) => signer) };
const person = fc.nat(3);
const permissions = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom([1, 2, 3, 4], [4, 3, 2, 1], [1, 2], [3], [2, 4]) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }) },
);

/** With weights that make a chain live: many writes that work, time that passes, the rest now and then. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      ...kind("write"),
      ...target,
      isBatch: fc.constant(true),
      operations: mostly(
        60,
        fc
          .constantFrom(1, 2, 4, 8, 16, 24, 30)
          .chain((length) => fc.array(operation, { minLength: length, maxLength: length })),
        fc.array(operation, { minLength: 31, maxLength: 31 }),
      ),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      ...kind("write"),
      ...target,
      isBatch: fc.constant(false),
      operations: operation.map((one) => [one]),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      ...kind("block"),
      durationNs: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }).map((s) => BigInt(s) * 10n ** 9n) },
        { weight: 1, arbitrary: fc.constantFrom(1n, 10n ** 9n - 1n, 40n * 10n ** 9n) },
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...kind("grant"),
      ...target,
      grantee: person,
      permissions,
      prefix,
      lease,
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...kind("revoke"), ...target, grantee: person, prefix }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...kind("offer"),
      ...target,
      to: fc.option(person, { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...kind("accept"),
      namespace: fc.nat(3),
      signer: fc.option(person, { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...kind("read"),
      ...target,
      key,
      range,
      limit: fc.constantFrom(1n, 2n, 3n, 100n),
      reverse: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record(kind("restart")) },
  { weight: 1, arbitrary: fc.record(kind("reimport")) },
);

/** Small limits, so that histories meet them; a sweep that falls behind. */
export const params: fc.Arbitrary<Params> = fc.record({
  keyBytesMax: fc.constant(6),
  valueBytesMax: fc.constant(40),
  operationsMax: fc.constant(30),
  bulkEntriesMax: fc.constant(5),
  leaseSecondsDefault: fc.constantFrom(7n, 20n),
  leaseSecondsMax: fc.constant(62n),
  rentPrice: fc.constantFrom("0", "0.0000001", "0.0137", "0.7", "3.000000000000000001", "1000"),
  sweepEntriesMax: fc.constantFrom(1, 2, 3, 5),
});
