import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { MsgMultiSend, MsgSend } from "../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { Fee, TxBody } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { QueryBalanceRequest } from "../../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { decodeRequest, decodeStrict } from "../../../app/core/protobuf.ts";

const send = MsgSend.encode({
  fromAddress: "a",
  toAddress: "b",
  amount: [{ denom: "ulaz", amount: "1" }],
}).finish();
/** Field 1 and 2 of MsgSend, and what is behind them. */
const prefix = [0x0a, 1, 0x61, 0x12, 1, 0x62];
const coin = [0x0a, 4, 0x75, 0x6c, 0x61, 0x7a, 0x12, 1, 0x31];

test("what was encoded canonically is decoded", () => {
  assert.deepEqual([...send], [...prefix, 0x1a, coin.length, ...coin]);
  assert.deepEqual(decodeStrict(MsgSend, send, "MsgSend").amount, [{ denom: "ulaz", amount: "1" }]);
  assert.equal(decodeStrict(MsgSend, new Uint8Array(0), "MsgSend").fromAddress, "");
});

/** All are a "tx parse error"; the text says which. */
const PARSE = /^MsgSend(: text that is not UTF-8| is truncated or not protobuf)/;
const UNKNOWN = /^MsgSend: errUnknownField: \{TagNum: \d+, WireType:"[a-z0-9_: ]+"\}/;
const FORM = /^MsgSend is not in canonical encoding/;

const refused: readonly {
  name: string;
  bytes: readonly number[];
  error: RegExp;
}[] = [
  { name: "an unknown field", bytes: [...send, 0x20, 1], error: UNKNOWN },
  {
    name: "an unknown field in a message inside",
    bytes: [...prefix, 0x1a, coin.length + 2, ...coin, 0x18, 1],
    error: UNKNOWN,
  },
  { name: "a known field with another wire type", bytes: [0x08, 1], error: UNKNOWN },
  { name: "an unknown field of 64 bits", bytes: [0x21, 1, 2, 3, 4, 5, 6, 7, 8], error: UNKNOWN },
  { name: "a group", bytes: [0x0b, 0x0c], error: UNKNOWN },
  { name: "an end of a group alone", bytes: [0x0c], error: FORM },
  { name: "an end of a group behind", bytes: [...send, 0x0c], error: FORM },
  {
    name: "an end of a group inside",
    bytes: [...prefix, 0x1a, coin.length + 1, ...coin, 0x0c],
    error: FORM,
  },
  { name: "a zero tag", bytes: [0], error: FORM },
  { name: "trailing zero bytes", bytes: [...send, 0, 0], error: FORM },
  { name: "wire type 6", bytes: [0x0e, 1], error: UNKNOWN },
  { name: "wire type 7", bytes: [0x0f, 1], error: UNKNOWN },
  { name: "a field twice", bytes: [0x0a, 1, 0x63, ...send], error: FORM },
  { name: "fields in another order", bytes: [0x12, 1, 0x62, 0x0a, 1, 0x61], error: FORM },
  { name: "a default value", bytes: [0x0a, 0], error: FORM },
  { name: "a length in two bytes", bytes: [0x0a, 0x81, 0, 0x61], error: FORM },
  { name: "a tag in two bytes", bytes: [0x8a, 0, 1, 0x61], error: FORM },
  { name: "a tag beyond 32 bits", bytes: [0x8a, 0x80, 0x80, 0x80, 0x70, 1, 0x61], error: FORM },
  {
    name: "a varint without an end",
    bytes: [0x0a, ...new Array<number>(11).fill(0xff)],
    error: PARSE,
  },
  { name: "a length beyond the end", bytes: [0x0a, 5, 0x61], error: PARSE },
  { name: "a length of 4 GiB", bytes: [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], error: PARSE },
  { name: "text that is not UTF-8", bytes: [0x0a, 1, 0xff], error: PARSE },
  { name: "an overlong form in text", bytes: [0x0a, 2, 0xc0, 0x80], error: PARSE },
  {
    name: "a message inside that ends beyond its parent",
    bytes: [...prefix, 0x1a, 3, 0x0a, 4, 0x75, 0x6c, 0x61, 0x7a],
    error: FORM,
  },
];

for (const { name, bytes, error } of refused) {
  test(`strict decoding refuses ${name}`, () => {
    assert.throws(() => decodeStrict(MsgSend, Uint8Array.from(bytes), "MsgSend"), {
      codespace: "sdk",
      code: 2,
      message: error,
    });
  });
}

test("strict decoding refuses every cut of a message, with the message's name", () => {
  for (let length = 1; length < send.length; length++) {
    const cut = send.subarray(0, length);
    // A cut between two fields is the encoding of another message, which is as valid.
    if (length === 3 || length === 6) assert.ok(decodeStrict(MsgSend, cut, "x"));
    else {
      assert.throws(() => decodeStrict(MsgSend, cut, "the message"), {
        codespace: "sdk",
        code: 2,
        message: /^the message/,
      });
    }
  }
});

test("a false boolean and a true one that is not 1 are refused", () => {
  for (const value of [0, 2, 0x81]) {
    const bytes = value === 0x81 ? [0x20, 0x81, 0] : [0x20, value];
    assert.throws(() => decodeStrict(TxBody, Uint8Array.from(bytes), "TxBody"), {
      codespace: "sdk",
      code: 2,
      message: /^TxBody is not in canonical encoding/,
    });
  }
  assert.equal(decodeStrict(TxBody, Uint8Array.of(0x20, 1), "TxBody").unordered, true);
});

test("64-bit numbers: the largest is read, what does not fit is refused", () => {
  const tag = 0x10;
  const max = [...new Array<number>(9).fill(0xff), 1];
  assert.equal(decodeStrict(Fee, Uint8Array.from([tag, ...max]), "Fee").gasLimit, 2n ** 64n - 1n);
  const over = [...new Array<number>(9).fill(0xff), 2];
  assert.throws(() => decodeStrict(Fee, Uint8Array.from([tag, ...over]), "Fee"), {
    message: /Fee/,
  });
});

test("an empty message inside a list is an entry, not a default", () => {
  const bytes = Uint8Array.of(0x0a, 0, 0x0a, 0);
  assert.equal(decodeStrict(MsgMultiSend, bytes, "MsgMultiSend").inputs.length, 2);
});

test("a query's request may have fields that are not known, but no groups without an end", () => {
  const request = QueryBalanceRequest.encode({ address: "a", denom: "ulaz" }).finish();
  const newer = new Uint8Array([...request, ...new BinaryWriter().uint32(0x78).uint32(7).finish()]);
  assert.deepEqual(decodeRequest(QueryBalanceRequest, newer, "x"), { address: "a", denom: "ulaz" });
  for (const bytes of [
    new Uint8Array(60_000).fill(0x0b),
    new Uint8Array(60_000).fill(0xff),
    request.subarray(0, 4),
  ]) {
    assert.throws(() => decodeRequest(QueryBalanceRequest, bytes, "the request"), {
      codespace: "sdk",
      code: 18,
      message: "the request cannot be decoded: invalid request",
    });
  }
});
