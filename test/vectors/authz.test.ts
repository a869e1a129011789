import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { aminoJson } from "../../app/core/amino/json.ts";
import { ChainError } from "../../app/core/errors.ts";
import { JsonValue } from "../../app/core/json.ts";
import { REGISTRY } from "../../app/node/api/descriptors.ts";
import { messageToJson } from "../../app/node/api/proto-json.ts";
import { bankChain, runMessage } from "../helpers/bank-chain.ts";

type Entries = readonly (readonly [key: string, value: string])[];

interface Vectors {
  readonly genesis: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    /** Nanoseconds after the start. */
    readonly after: number;
    /** Absent at the start of a block. */
    readonly type_url?: string;
    readonly message: object;
    readonly bytes: string;
    readonly amino: string;
    readonly codespace?: string;
    readonly code?: number;
    readonly log?: string;
    /** The encoded response; absent if it is empty. */
    readonly answer?: string;
    readonly events: readonly unknown[];
    /** Absent if it is as before. */
    readonly state?: Entries;
  }[];
  readonly pages: readonly {
    readonly path: string;
    readonly request: string;
    readonly response?: string;
    readonly json?: object;
    readonly error?: string;
  }[];
  readonly import: { readonly given: object; readonly state: Entries; readonly exported: object };
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../test/vectors/authz/vectors.json", import.meta.url), "utf8"),
) as Vectors;

const START_NS = 1_700_000_000_000_000_000n;
const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("authz: messages are shown in JSON and amino JSON as by the SDK", () => {
  for (const { type_url, message, bytes, amino } of vectors.steps) {
    if (type_url === undefined) continue;
    const schema = REGISTRY.getMessage(type_url.slice(1));
    assert.ok(schema, type_url);
    assert.deepEqual(messageToJson(schema, fromHex(bytes)), message);
    assert.equal(aminoJson(schema.typeName, fromHex(bytes)), amino);
  }
});

/**
 * What comes first in the SDK's text and is Go's form of a message or raw bytes of a key; ours names the type, or the
 * parties. What is left has to end ours.
 */
const GO_TEXT =
  /^(?:failed to execute message; message .*? : )?(?:failed to delete grant with key .*?: )?/s;

/** Where the SDK has no code, or its text is of another bech32 decoder. */
const OWN: Readonly<Record<string, readonly [codespace: string, code: number]>> = {
  "undefined 1": ["sdk", 18],
  "sdk 7": ["sdk", 7],
};

/** A chain after all steps. */
function replay(): ReturnType<typeof bankChain> {
  const chain = bankChain({ moduleAccounts: ["fee_collector"] });
  chain.init(vectors.genesis);
  let state: Entries = [];
  for (const [i, step] of vectors.steps.entries()) {
    const ctx = chain.context({ timeNs: START_NS + BigInt(step.after) });
    const where = `step ${i}: ${step.log ?? "ok"}`;
    const undo = chain.state.mark();
    let answer = "";
    let refused: ChainError | undefined;
    try {
      if (step.type_url === undefined) chain.authz.beginBlock?.(ctx);
      else answer = run(chain, ctx, step.type_url, fromHex(step.bytes));
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      refused = error;
      undo();
    }
    const { codespace, code, log = "" } = step;
    const own = OWN[`${codespace} ${code}`];
    assert.deepEqual([refused?.codespace, refused?.code], own ?? [codespace, code], where);
    if (refused && !own) {
      assert.ok(refused.message.endsWith(log.replace(GO_TEXT, "")), `${where}; ${refused.message}`);
    }
    assert.equal(answer, step.answer ?? "", where);
    assert.deepEqual(refused ? [] : json(ctx.events.all), step.events, where);
    state = step.state ?? state;
    assert.deepEqual(chain.state.store("authz").entries, state, where);
  }
  return chain;
}

/** @returns the encoded response */
function run(
  chain: ReturnType<typeof bankChain>,
  ctx: ReturnType<ReturnType<typeof bankChain>["context"]>,
  typeUrl: string,
  bytes: Uint8Array,
): string {
  const route = chain.routes.find((candidate) => candidate.typeUrl === typeUrl);
  assert.ok(route);
  const response = runMessage(chain.routes, ctx, typeUrl, route.request.decode(bytes));
  return toHex(route.response.encode(response).finish());
}

test("authz: grants, executions and revocations give the SDK's answers, events and state", () => {
  assert.equal(replay().state.store("authz").entries.length > 10, true);
});

test("authz: pages of grants are the SDK's", () => {
  const chain = replay();
  for (const [i, { path, request, response, json: shown, error }] of vectors.pages.entries()) {
    const route = chain.authz.queries?.find((candidate) => candidate.path === path);
    assert.ok(route);
    const ctx = chain.context({ timeNs: START_NS, mode: "query" });
    const ask = (): unknown => route.handle(ctx, route.request.decode(fromHex(request)));
    if (error !== undefined) {
      const message = `rpc error: code = Unknown desc = ${error}: unknown request`;
      assert.throws(ask, { codespace: "sdk", code: 6, message });
      continue;
    }
    const answer = ask() as { pagination?: { total: bigint } };
    const sdks = route.response.decode(fromHex(response ?? "")) as typeof answer;
    // We say how many there are also where one page holds them all.
    if (answer.pagination && sdks.pagination?.total === 0n) answer.pagination.total = 0n;
    assert.deepEqual(route.response.encode(answer).finish(), fromHex(response ?? ""), `page ${i}`);
    const schema = REGISTRY.getMessage(`${path.replace("Query/", "Query")}Response`.slice(1));
    assert.ok(schema, path);
    assert.deepEqual(messageToJson(schema, fromHex(response ?? "")), shown);
  }
});

test("authz: genesis is read and exported as by the SDK, without what has expired", () => {
  const { authz, state, context } = bankChain();
  const ctx = context({ timeNs: START_NS, mode: "genesis" });
  authz.initGenesis?.(ctx, new JsonValue(vectors.import.given, "authz"), []);
  assert.deepEqual(state.store("authz").entries, vectors.import.state);
  assert.deepEqual(json(authz.exportGenesis?.(ctx)), vectors.import.exported);
});
