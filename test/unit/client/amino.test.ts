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
import { GenericAuthorization } from "../../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import { MsgExec, MsgGrant } from "../../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { SendAuthorization } from "../../../proto/gen/cosmos/bank/v1beta1/authz.ts";
import {
  AllowedMsgAllowance,
  BasicAllowance,
  PeriodicAllowance,
} from "../../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import {
  MsgGrantAllowance,
  MsgPruneAllowances,
} from "../../../proto/gen/cosmos/feegrant/v1beta1/tx.ts";
import type { Any } from "../../../proto/gen/google/protobuf/any.ts";
import { authzTypes } from "../../../modules/authz/client.ts";
import { bankTypes } from "../../../modules/bank/client.ts";
import { feegrantTypes } from "../../../modules/feegrant/client.ts";
import { kvTypes } from "../../../modules/kv/client-messages.ts";
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

const time = { seconds: 1_900_000_000n, nanos: 5_000 };
const any = <T>(typeName: string, codec: Codec<T>, value: T): Any => ({
  typeUrl: `/${typeName}`,
  value: codec.encode(value).finish(),
});
const basic = any("cosmos.feegrant.v1beta1.BasicAllowance", BasicAllowance, {
  spendLimit: [coin],
  expiration: time,
});
const periodic = any("cosmos.feegrant.v1beta1.PeriodicAllowance", PeriodicAllowance, {
  basic: { spendLimit: [], expiration: undefined },
  period: { seconds: 3_600n, nanos: 1 },
  periodSpendLimit: [coin],
  periodCanSpend: [],
  periodReset: { seconds: -62_135_596_800n, nanos: 0 },
});
const send = any("cosmos.bank.v1beta1.MsgSend", MsgSend, {
  ...{ fromAddress: "a", toAddress: "b", amount: [coin] },
});
const prune = any("cosmos.feegrant.v1beta1.MsgPruneAllowances", MsgPruneAllowances, {
  pruner: "a",
});
const upsert = any(
  "lazuli.kv.v1.MsgUpsert",
  MsgUpsert,
  MsgUpsert.fromPartial({ key, condition: { condition: { $case: "modRevision", value: 7n } } }),
);

/** What messages hold in an `Any`. */
const CONTENTS = [...feegrantTypes, ...authzTypes, ...bankTypes, ...kvTypes] as readonly (readonly [
  string,
  GeneratedType,
])[];

const exec = (...msgs: Any[]): MsgExec => ({ grantee: "b", msgs });
const grant = (authorization: Any, expiration?: typeof time): MsgGrant => ({
  ...{ granter: "a", grantee: "b", grant: { authorization, expiration } },
});

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
  ...[
    basic,
    periodic,
    any("cosmos.feegrant.v1beta1.AllowedMsgAllowance", AllowedMsgAllowance, {
      ...{ allowance: periodic, allowedMessages: ["/a.B"] },
    }),
    undefined,
  ].map((allowance): Row => {
    const value = { granter: "a", grantee: "b", allowance };
    return ["cosmos.feegrant.v1beta1.MsgGrantAllowance", MsgGrantAllowance, value];
  }),
  ...[
    grant(any("cosmos.authz.v1beta1.GenericAuthorization", GenericAuthorization, { msg: "/a.B" })),
    grant(
      any("cosmos.bank.v1beta1.SendAuthorization", SendAuthorization, {
        ...{ spendLimit: [coin], allowList: ["c"] },
      }),
      time,
    ),
  ].map((value): Row => ["cosmos.authz.v1beta1.MsgGrant", MsgGrant, value]),
  ...[
    exec(),
    exec(send),
    // The SDK gave one of them no amino name.
    exec(upsert, prune, any("cosmos.authz.v1beta1.MsgExec", MsgExec, exec(send, send))),
  ].map((value): Row => ["cosmos.authz.v1beta1.MsgExec", MsgExec, value]),
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
    const own = [typeUrl, codec as unknown as GeneratedType] as const;
    const converter = aminoConverters([...CONTENTS, own])[typeUrl];
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

test("what an Any holds has to be of a type that the client was given, and no deeper than the chain takes it", () => {
  const typeUrl = "/cosmos.authz.v1beta1.MsgExec";
  const { [typeUrl]: converter } = aminoConverters([
    [typeUrl, MsgExec as unknown as GeneratedType],
  ]);
  assert(converter);
  const missing = /MsgSend stands in a message that is signed in amino JSON, and is in no list/;
  assert.throws(() => converter.toAmino(exec(send)) as unknown, missing);
  const json = { grantee: "b", msgs: [{ type: "cosmos-sdk/MsgSend", value: {} }] };
  assert.throws(() => converter.fromAmino(json) as unknown, missing);
  const nested = (depth: number): MsgExec =>
    depth === 0 ? exec() : exec(any("cosmos.authz.v1beta1.MsgExec", MsgExec, nested(depth - 1)));
  assert.ok(converter.toAmino(nested(16)));
  assert.ok(aminoJson(typeUrl.slice(1), MsgExec.encode(nested(16)).finish()));
  const deeper = nested(17);
  assert.throws(() => converter.toAmino(deeper) as unknown, /nest deeper than 32/);
  const bytes = MsgExec.encode(deeper).finish();
  assert.throws(() => aminoJson(typeUrl.slice(1), bytes), /nest deeper than 32/);
});

test("times that amino JSON cannot write are refused", () => {
  const typeUrl = "/cosmos.feegrant.v1beta1.BasicAllowance";
  const converter = aminoConverters(CONTENTS)[typeUrl];
  assert(converter);
  for (const expiration of [
    { seconds: 253_402_300_800n, nanos: 0 },
    { seconds: -62_135_596_801n, nanos: 0 },
    { seconds: 5n, nanos: -1 },
  ]) {
    const allowance = { spendLimit: [], expiration };
    assert.throws(
      () => converter.toAmino(allowance) as unknown,
      /is no time of the years 1 to 9999/,
    );
  }
  const json = { expiration: "tomorrow" };
  assert.throws(() => converter.fromAmino(json) as unknown, /"tomorrow" is no time in UTC/);
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
