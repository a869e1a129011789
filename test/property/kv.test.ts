import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { ChainError } from "../../app/core/errors.ts";
import { JsonValue } from "../../app/core/json.ts";
import { kvModule } from "../../modules/kv/module.ts";
import { parseNamespace } from "../../modules/kv/namespace.ts";
import { page, runMessage, runQuery } from "../helpers/bank-chain.ts";
import { memoryContext, MemoryState } from "../helpers/context.ts";
import { createSigner } from "../helpers/tx.ts";

const OWNERS = ["ann", "ben"].map((name) => createSigner(name).address);
const NAMES = ["n", "nn", "n.n"];
const KEYS = ["\0", "a", "a\0", "aa", "b", "/", "\xff", "\xff\xff"];

const operation = fc.record({
  kind: fc.constantFrom("Create", "Update", "Upsert", "Delete"),
  signer: fc.nat(1),
  owner: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat(1) },
  ),
  name: fc.constantFrom(...NAMES),
  key: fc.constantFrom(...KEYS),
  value: fc.uint8Array({ maxLength: 12 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

interface ModelEntry {
  readonly value: Uint8Array;
  readonly createRevision: bigint;
  readonly modRevision: bigint;
}

interface ModelNamespace {
  readonly entries: Map<string, ModelEntry>;
  revision: bigint;
  digest: Buffer;
}

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

function numbers(revision: bigint, kind: number, key: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head.writeBigUInt64BE(revision, 0);
  head.writeUInt8(kind, 8);
  head.writeUInt16BE(key.length, 9);
  return head;
}

/** The store as a plain object. */
class Model {
  readonly namespaces = new Map<string, ModelNamespace>();

  /** @returns the answer, or the code of the error */
  apply({ kind, signer, owner, name, key, value }: Operation): unknown {
    if ((owner ?? signer) !== signer) return 8;
    const id = `${OWNERS[signer]}/${name}`;
    const space = this.namespaces.get(id) ?? {
      entries: new Map<string, ModelEntry>(),
      revision: 0n,
      digest: Buffer.alloc(32),
    };
    const before = space.entries.get(key);
    if (kind === "Create" && before) return 6;
    if ((kind === "Update" || kind === "Delete") && !before) return 7;
    this.namespaces.set(id, space);
    space.revision += 1n;
    const { revision } = space;
    if (kind === "Delete") space.entries.delete(key);
    else
      space.entries.set(key, {
        value,
        createRevision: before?.createRevision ?? revision,
        modRevision: revision,
      });
    const number = kind === "Delete" ? 3 : before ? 2 : 1;
    const hash = kind === "Delete" ? Buffer.alloc(32) : sha256(value);
    space.digest = sha256(
      space.digest,
      numbers(revision, number, bytes(key)),
      bytes(key),
      hash,
      Buffer.alloc(8),
    );
    return kind === "Upsert" ? { revision, created: !before } : { revision };
  }
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof ChainError && error.codespace === "kv") return error.code;
    throw error;
  }
}

function compare(model: Model, state: MemoryState, module: ReturnType<typeof kvModule>): void {
  const ctx = memoryContext({ state, mode: "query" });
  const ask = (method: string, request: Readonly<Record<string, unknown>>): unknown =>
    runQuery(module.queries, ctx, `/lazuli.kv.v1.Query/${method}`, request);
  for (const [namespace, { entries, revision, digest }] of model.namespaces) {
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const size = sorted.reduce((sum, [key, { value }]) => sum + key.length + value.length, 0);
    assert.deepEqual(module.keeper.namespace(ctx, parseNamespace(ctx, namespace)), {
      entries: BigInt(sorted.length),
      bytes: BigInt(size),
      revision,
      digest: new Uint8Array(digest),
      pendingOwner: "",
    });
    assert.deepEqual(ask("Count", { namespace }), { count: BigInt(sorted.length) });
    const { entries: listed } = ask("Entries", {
      namespace,
      pagination: page({ limit: 100n }),
    }) as {
      entries: { key: Uint8Array; entry: ModelEntry }[];
    };
    assert.deepEqual(
      listed.map(({ key, entry: { value, createRevision, modRevision } }) => [
        Buffer.from(key).toString("latin1"),
        { value, createRevision, modRevision },
      ]),
      sorted,
    );
    for (const key of KEYS) {
      assert.deepEqual(ask("Has", { namespace, key: bytes(key) }), { has: entries.has(key) });
    }
  }
}

test("the kv module is a plain object with revisions and a digest, whatever is done to it", () => {
  let operations = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 20, maxLength: 60, size: "max" }), (list) => {
      const module = kvModule();
      const state = new MemoryState();
      const model = new Model();
      for (const [i, op] of list.entries()) {
        operations += 1;
        const before = state.store("kv").entries;
        const signer = OWNERS[op.signer] as string;
        const namespace = `${OWNERS[op.owner ?? op.signer]}/${op.name}`;
        const message = { signer, namespace, key: new Uint8Array(bytes(op.key)), value: op.value };
        const ctx = memoryContext({ state });
        const expected = model.apply(op);
        const result = outcome(() =>
          runMessage(module.messages, ctx, `/lazuli.kv.v1.Msg${op.kind}`, message),
        );
        assert.deepEqual(result, expected, `operation ${i}`);
        if (typeof expected === "number") assert.deepEqual(state.store("kv").entries, before);
        assert.equal(ctx.events.all.length, typeof expected === "number" ? 0 : 1);
      }
      compare(model, state, module);
      const exported: unknown = JSON.parse(
        JSON.stringify(module.exportGenesis?.(memoryContext({ state }))),
      );
      const again = new MemoryState();
      module.initGenesis?.(memoryContext({ state: again }), new JsonValue(exported, "kv"));
      assert.deepEqual(again.store("kv").entries, state.store("kv").entries);
    }),
    { numRuns: 200 },
  );
  assert.ok(operations >= 5_000, `${operations} operations`);
});
