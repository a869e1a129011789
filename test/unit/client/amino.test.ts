import assert from "node:assert/strict";
import { test } from "node:test";
import type { GeneratedType } from "@cosmjs/proto-signing";
import {
  MsgMultiSend,
  MsgSend,
  MsgSetSendEnabled,
} from "../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { PubKey } from "../../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import {
  MsgBatch,
  MsgCreate,
  MsgUpsert,
  type Operation,
} from "../../../proto/gen/lazuli/kv/v1/tx.ts";
import { AMINO_MESSAGES } from "../../../proto/gen/amino/table.ts";
import { aminoConverters } from "../../../app/client/amino.ts";
import { aminoJson } from "../../../app/core/amino/json.ts";
import type { Codec } from "../../../app/core/protobuf.ts";
import { buildApp } from "../../../app/app.ts";

const coin = { denom: "ulaz", amount: "5" };
const key = Uint8Array.of(0, 255, 7);

const lease = { days: 1n, hours: 0n, minutes: 0n, seconds: 0n };
const OPERATIONS: Operation["operation"][] = [
  { $case: "create", value: { key, value: key, lease } },
  { $case: "increment", value: { key, by: -3n, lease: undefined } },
  { $case: "rename", value: { key, newKey: key } },
];

type Row = [typeName: string, codec: Codec<unknown>, value: unknown];

const rows: readonly Row[] = [
  ["cosmos.bank.v1beta1.MsgSend", MsgSend, { fromAddress: "a", toAddress: "<b>", amount: [coin] }],
  ["cosmos.bank.v1beta1.MsgSend", MsgSend, { fromAddress: "", toAddress: "", amount: [] }],
  [
    "cosmos.bank.v1beta1.MsgMultiSend",
    MsgMultiSend,
    { inputs: [{ address: "a", coins: [coin, coin] }], outputs: [{ address: "b", coins: [] }] },
  ],
  ["cosmos.bank.v1beta1.MsgMultiSend", MsgMultiSend, { inputs: [], outputs: [] }],
  [
    "cosmos.bank.v1beta1.MsgSetSendEnabled",
    MsgSetSendEnabled,
    { authority: "a", sendEnabled: [{ denom: "d", enabled: true }], useDefaultFor: ["x"] },
  ],
  ["lazuli.kv.v1.MsgCreate", MsgCreate, MsgCreate.fromPartial({ signer: "s", key, value: key })],
  ["lazuli.kv.v1.MsgUpsert", MsgUpsert, MsgUpsert.fromPartial({ namespace: "s/n" })],
  ...[
    { $case: "absent" as const, value: true },
    { $case: "modRevision" as const, value: 7n },
    { $case: "valueSha256" as const, value: key },
  ].map((condition): Row => {
    const value = MsgUpsert.fromPartial({ condition: { condition } });
    return ["lazuli.kv.v1.MsgUpsert", MsgUpsert, value];
  }),
  [
    "lazuli.kv.v1.MsgBatch",
    MsgBatch,
    MsgBatch.fromPartial({ operations: OPERATIONS.map((operation) => ({ operation })) }),
  ],
];

/** As CosmJS does before it signs: members in the order of their names. */
function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, sorted(value)]));
}

for (const [i, [typeName, codec, value]] of rows.entries()) {
  test(`the client's amino JSON is the chain's, and leads back: ${i} ${typeName}`, () => {
    const typeUrl = `/${typeName}`;
    const converter = aminoConverters([[typeUrl, codec as unknown as GeneratedType]])[typeUrl];
    assert(converter);
    const json: unknown = converter.toAmino(value);
    const amino = sorted({ type: converter.aminoType, value: json });
    const chains = aminoJson(typeName, codec.encode(value).finish());
    assert.deepEqual(amino, JSON.parse(chains));
    assert.deepEqual(converter.fromAmino(json), value);
  });
}

test("what the client has no form for is refused or left out", () => {
  const codec = PubKey as unknown as GeneratedType;
  const converters = aminoConverters([
    ["/cosmos.crypto.secp256k1.PubKey", codec],
    ["/cosmos.base.v1beta1.Coin", codec],
  ]);
  assert.deepEqual(Object.keys(converters), ["/cosmos.crypto.secp256k1.PubKey"]);
  const converter = converters["/cosmos.crypto.secp256k1.PubKey"];
  assert(converter);
  assert.throws(() => converter.toAmino({}) as unknown, /does not sign it in amino JSON/);
});

test("every message that the chain routes is in the table, with a name and the codec's properties", () => {
  const app = buildApp({ nodeMinGasPrice: "0" });
  for (const { typeUrl, request } of app.modules.flatMap(({ messages }) => messages ?? [])) {
    const message = AMINO_MESSAGES.get(typeUrl.slice(1));
    assert.ok(message, typeUrl);
    // The SDK gave this one no name: it goes by its type URL.
    const isNamed = typeUrl !== "/cosmos.feegrant.v1beta1.MsgPruneAllowances";
    assert.equal(message.name !== undefined, isNamed, typeUrl);
    const properties = Object.keys(request.decode(new Uint8Array(0)) as object).sort();
    const expected = message.fields.map(({ property, oneof }) => oneof?.property ?? property);
    assert.deepEqual([...new Set(expected)].sort(), properties, typeUrl);
  }
  const nameless = [...AMINO_MESSAGES].filter(([, { fields }]) =>
    fields.some(({ oneof }) => oneof && oneof.type === undefined),
  );
  assert.deepEqual(
    nameless.map(([name]) => name),
    [],
  );
});
