import assert from "node:assert/strict";
import { test } from "node:test";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { BaseAccount } from "../../../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { PubKey } from "../../../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import { ConsensusParams } from "../../../../proto/gen/tendermint/types/params.ts";
import { Header } from "../../../../proto/gen/tendermint/types/types.ts";
import { TxResponse } from "../../../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { SignerInfo } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { REGISTRY } from "../../../../app/node/api/descriptors.ts";
import { API_JSON_DEPTH_MAX } from "../../../../app/node/api/limits.ts";
import { messageToJson } from "../../../../app/node/api/proto-json.ts";
import { requestFromHttp } from "../../../../app/node/api/rest-request.ts";
import type { RouteMatch } from "../../../../app/node/api/routes.ts";

const Type = FieldDescriptorProto_Type;
const OPTIONAL = FieldDescriptorProto_Label.OPTIONAL;
const REPEATED = FieldDescriptorProto_Label.REPEATED;

/** A message with a field of every scalar type, `double` to `sint64`, a list of each, an enum and a message. */
const SCALARS = [
  ...(["double", "float", "int64", "uint64", "int32", "fixed64", "fixed32", "bool"] as const),
  ...(["string", "bytes", "uint32", "sfixed32", "sfixed64", "sint32", "sint64"] as const),
];

const schema = everyKind();

function everyKind(): DescMessage {
  const scalars = SCALARS.flatMap((name, index) => {
    const type = Type[name.toUpperCase() as keyof typeof Type];
    return [
      { name: `a_${name}`, number: index + 1, type, label: OPTIONAL },
      { name: `some_${name}`, number: index + 101, type, label: REPEATED },
    ];
  });
  const others = [
    { name: "color", number: 50, type: Type.ENUM, label: OPTIONAL, typeName: ".test.Color" },
    { name: "inner", number: 51, type: Type.MESSAGE, label: OPTIONAL, typeName: ".test.Every" },
    { name: "some_color", number: 150, type: Type.ENUM, label: REPEATED, typeName: ".test.Color" },
  ];
  const field = [...scalars, ...others].map((one) => ({
    ...one,
    jsonName: one.name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  }));
  const file = create(FileDescriptorProtoSchema, {
    ...{ name: "test.proto", package: "test", syntax: "proto3" },
    messageType: [{ name: "Every", field }],
    enumType: [
      {
        name: "Color",
        value: [
          { name: "COLOR_NONE", number: 0 },
          { name: "COLOR_RED", number: 1 },
        ],
      },
    ],
  });
  const found = createFileRegistry(file, () => undefined).getMessage("test.Every");
  assert.ok(found !== undefined);
  return found;
}

function json(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const message = create(schema, values as MessageInitShape<DescMessage>);
  return messageToJson(schema, toBinary(schema, message)) as Readonly<Record<string, unknown>>;
}

test("every field is there, with the default of its type", () => {
  const found = json({});
  const zeros = {
    ...{ a_double: 0, a_float: 0, a_int32: 0, a_fixed32: 0, a_uint32: 0, a_sfixed32: 0 },
    ...{ a_sint32: 0, a_int64: "0", a_uint64: "0", a_fixed64: "0", a_sfixed64: "0" },
    ...{ a_sint64: "0", a_bool: false, a_string: "", a_bytes: null, color: "COLOR_NONE" },
  };
  for (const [name, zero] of Object.entries(zeros)) assert.equal(found[name], zero, name);
  assert.equal(found["inner"], null);
  for (const name of SCALARS) assert.deepEqual(found[`some_${name}`], [], name);
  assert.equal(Object.keys(found).length, 2 * SCALARS.length + 3);
});

const VALUES: readonly (readonly [string, unknown, unknown])[] = [
  ["aDouble", 1.5, 1.5],
  ["aDouble", Infinity, "Infinity"],
  ["aDouble", NaN, "NaN"],
  ["aFloat", -0.25, -0.25],
  ["aInt64", -(2n ** 63n), "-9223372036854775808"],
  ["aUint64", 2n ** 64n - 1n, "18446744073709551615"],
  ["aFixed64", 2n ** 64n - 1n, "18446744073709551615"],
  ["aSfixed64", -1n, "-1"],
  ["aSint64", -1n, "-1"],
  ["aInt32", -(2 ** 31), -2147483648],
  ["aUint32", 2 ** 32 - 1, 4294967295],
  ["aBool", true, true],
  ["aString", 'a"ü\n', 'a"ü\n'],
  ["aBytes", Uint8Array.of(251, 255, 0), "+/8A"],
  ["color", 1, "COLOR_RED"],
  ["color", 7, 7],
  ["someBytes", [Uint8Array.of(1), new Uint8Array()], ["AQ==", ""]],
  ["someUint64", [1n, 2n], ["1", "2"]],
  ["someColor", [1, 0], ["COLOR_RED", "COLOR_NONE"]],
];

for (const [field, value, expected] of VALUES) {
  test(`${field} ${String(value)} is ${JSON.stringify(expected)}`, () => {
    const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    assert.deepEqual(json({ [field]: value })[name], expected);
  });
}

function jsonOf(typeName: string, bytes: Uint8Array): unknown {
  const message = REGISTRY.getMessage(typeName);
  assert.ok(message !== undefined);
  return messageToJson(message, bytes);
}

test("Any shows its type beside the fields, and its bytes if nobody knows the type", () => {
  const key = PubKey.encode({ key: Uint8Array.of(2, 3) }).finish();
  const account = {
    ...{ address: "lazuli1x", accountNumber: 7n, sequence: 0n },
    pubKey: { typeUrl: "/cosmos.crypto.secp256k1.PubKey", value: key },
  };
  const expected = { address: "lazuli1x", account_number: "7", sequence: "0" };
  const type = "cosmos.auth.v1beta1.BaseAccount";
  assert.deepEqual(jsonOf(type, BaseAccount.encode(account).finish()), {
    ...expected,
    pub_key: { "@type": "/cosmos.crypto.secp256k1.PubKey", key: "AgM=" },
  });
  const stranger = { ...account, pubKey: { typeUrl: "/other.Key", value: Uint8Array.of(9) } };
  assert.deepEqual(jsonOf(type, BaseAccount.encode(stranger).finish()), {
    ...expected,
    pub_key: { "@type": "/other.Key", value: "CQ==" },
  });
  assert.deepEqual(jsonOf(type, BaseAccount.encode({ ...account, pubKey: undefined }).finish()), {
    ...expected,
    pub_key: null,
  });
});

test("what Go cannot have as null is there with its defaults", () => {
  const header = jsonOf("tendermint.types.Header", Header.encode(Header.fromPartial({})).finish());
  const { version, time, last_block_id } = header as Readonly<Record<string, unknown>>;
  assert.deepEqual(version, { block: "0", app: "0" });
  assert.equal(time, "0001-01-01T00:00:00Z");
  assert.deepEqual(last_block_id, { hash: null, part_set_header: { total: 0, hash: null } });
  const response = TxResponse.encode(TxResponse.fromPartial({ height: 3n })).finish();
  const { tx, events } = jsonOf("cosmos.base.abci.v1beta1.TxResponse", response) as {
    readonly tx: unknown;
    readonly events: unknown;
  };
  assert.deepEqual([tx, events], [null, []]);
});

test("a field that the SDK's readers do not know is there only if it is set", () => {
  const type = "tendermint.types.ConsensusParams";
  const shown = jsonOf(type, ConsensusParams.encode(ConsensusParams.fromPartial({})).finish());
  assert.deepEqual(shown, {
    block: null,
    evidence: null,
    validator: null,
    version: null,
    abci: null,
  });
  const set = ConsensusParams.fromPartial({ authority: { authority: "x" } });
  const { authority } = jsonOf(type, ConsensusParams.encode(set).finish()) as {
    readonly authority: unknown;
  };
  assert.deepEqual(authority, { authority: "x" });
});

test("of a oneof only what was chosen is there", () => {
  const single = { sum: { $case: "single" as const, value: { mode: 1 as const } } };
  const info = SignerInfo.fromPartial({ modeInfo: single, sequence: 2n });
  assert.deepEqual(jsonOf("cosmos.tx.v1beta1.SignerInfo", SignerInfo.encode(info).finish()), {
    public_key: null,
    mode_info: { single: { mode: "SIGN_MODE_DIRECT" } },
    sequence: "2",
  });
});

test("times have three, six or nine digits or none", () => {
  for (const [nanos, expected] of [
    [0, "2026-11-25T00:00:00Z"],
    [500_000_000, "2026-11-25T00:00:00.500Z"],
    [1_000, "2026-11-25T00:00:00.000001Z"],
    [1, "2026-11-25T00:00:00.000000001Z"],
  ] as const) {
    const time = { seconds: BigInt(Date.parse("2026-11-25T00:00:00Z") / 1_000), nanos };
    const bytes = Header.encode(Header.fromPartial({ time })).finish();
    const header = jsonOf("tendermint.types.Header", bytes) as { readonly time: string };
    assert.equal(header.time, expected);
  }
});

test("an answer may nest so deep and no deeper", () => {
  const nest = (levels: number): Readonly<Record<string, unknown>> => {
    let values: Readonly<Record<string, unknown>> = { aBool: true };
    for (let level = 0; level < levels; level++) values = { inner: values };
    return values;
  };
  json(nest(API_JSON_DEPTH_MAX));
  assert.throws(() => json(nest(API_JSON_DEPTH_MAX + 1)), /nests deeper than 64/);
});

/** The message that a request's parameters or body make. */
function request(
  parameters: string,
  body?: unknown,
): Readonly<Record<string, unknown>> & { readonly inner?: Readonly<Record<string, unknown>> } {
  const route = { method: { input: schema }, body: body === undefined ? "" : "*" };
  const match = { route, variables: new Map() } as unknown as RouteMatch;
  const text = body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body));
  const bytes = requestFromHttp(match, new URLSearchParams(parameters), text);
  return fromBinary(schema, bytes);
}

const PARAMETERS: readonly (readonly [string, string, unknown])[] = [
  ["a_int64=-9223372036854775808", "aInt64", -(2n ** 63n)],
  ["aUint64=18446744073709551615", "aUint64", 2n ** 64n - 1n],
  ["a_sint32=-5", "aSint32", -5],
  ["a_double=1e3", "aDouble", 1000],
  ["a_bool=true", "aBool", true],
  ["a_bool=1", "aBool", true],
  ["a_string=x%20y%26", "aString", "x y&"],
  ["a_bytes=%2B%2F8A", "aBytes", Uint8Array.of(251, 255, 0)],
  ["a_bytes=-_8A", "aBytes", Uint8Array.of(251, 255, 0)],
  ["a_bytes=+/8A", "aBytes", Uint8Array.of(251, 255, 0)],
  ["a_bytes=AQ", "aBytes", Uint8Array.of(1)],
  ["color=COLOR_RED", "color", 1],
  ["color=1", "color", 1],
  ["some_uint64=1&some_uint64=2", "someUint64", [1n, 2n]],
  ["some_string=a&some_string=", "someString", ["a", ""]],
  ["some_color=COLOR_RED&some_color=0", "someColor", [1, 0]],
  ["a_int32=", "aInt32", 0],
  ["unknown=1", "aInt32", 0],
];

for (const [parameters, field, expected] of PARAMETERS) {
  test(`parameters ${parameters}`, () => {
    assert.deepEqual(request(parameters)[field], expected);
  });
}

test("parameters of nested messages have dots", () => {
  const { inner } = request("inner.a_string=x&inner.some_int32=1&inner.someInt32=2");
  assert.equal(inner?.["aString"], "x");
  assert.deepEqual(inner["someInt32"], [1, 2]);
  assert.equal(
    (request("inner.inner.a_bool=t").inner?.["inner"] as { aBool: boolean }).aBool,
    true,
  );
});

for (const parameters of [
  ...["a_int64=1.5", "a_int64=9223372036854775808", "a_uint64=-1", "a_int32=2147483648"],
  ...["a_uint32=x", "a_bool=yes", "a_bytes=%21", "a_bytes=A", "color=COLOR_BLUE", "color=7"],
  ...["a_double=one", "inner=1", "a_string.x=1"],
]) {
  test(`parameters ${parameters} are refused`, () => {
    assert.throws(() => request(parameters), {
      status: "InvalidArgument",
      message: /^type mismatch, parameter: [a-z0-9_.]+, error: /,
    });
  });
}

test("a body takes either name of a field, and numbers as numbers or text", () => {
  const found = request("", { a_int64: "5", aUint64: 6, color: "COLOR_RED", aBytes: "-_8A" });
  assert.deepEqual([found["aInt64"], found["aUint64"], found["color"]], [5n, 6n, 1]);
  assert.deepEqual(found["aBytes"], Uint8Array.of(251, 255, 0));
});

for (const body of [{ nonsense: 1 }, { a_int64: "x" }, [], "text", { inner: 5 }]) {
  test(`the body ${JSON.stringify(body)} is refused`, () => {
    assert.throws(() => request("", body), { status: "InvalidArgument", message: /^body: / });
  });
}
