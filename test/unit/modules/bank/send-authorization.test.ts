import assert from "node:assert/strict";
import { test } from "node:test";
import { SendAuthorization } from "../../../../proto/gen/cosmos/bank/v1beta1/authz.ts";
import { MsgSend } from "../../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { concatBytes } from "../../../../app/core/bytes.ts";
import { sendAuthorization } from "../../../../modules/bank/send-authorization.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";
import { coins } from "../../../helpers/feegrant.ts";

function encode(limit: string, allowList: readonly string[] = []): Uint8Array {
  const message = { spendLimit: coins(limit), allowList: [...allowList] };
  return SendAuthorization.encode(message).finish();
}

function use(limit: string, amount: string, allowList: readonly string[] = []) {
  const ctx = memoryContext();
  const message = MsgSend.fromPartial({ toAddress: bob.address, amount: coins(amount) });
  const left = sendAuthorization.parse(encode(limit, allowList)).accept(ctx, message);
  return { left: left?.toJson(), gas: ctx.gas.used };
}

const LIST = [alice.address, bob.address, carol.address];

for (const { name, limit, amount, allowList = [], left, gas = 0n } of [
  { name: "a part", limit: "5eth,9ulaz", amount: "3ulaz", left: "5eth,6ulaz" },
  { name: "all of one denom", limit: "5eth,9ulaz", amount: "9ulaz", left: "5eth" },
  { name: "all", limit: "5eth,9ulaz", amount: "5eth,9ulaz", left: undefined },
  {
    name: "to somebody on the list",
    limit: "9ulaz",
    amount: "1ulaz",
    allowList: LIST,
    left: "8ulaz",
    gas: 20n,
  },
]) {
  test(`a SendAuthorization shrinks by what is sent: ${name}`, () => {
    const expected = left && { spend_limit: coins(left), allow_list: allowList };
    assert.deepEqual(use(limit, amount, allowList), { left: expected, gas });
  });
}

test("more than the limit is refused, before the list is looked at", () => {
  const expected = {
    codespace: "sdk",
    code: 5,
    message: "requested amount is more than spend limit: insufficient funds",
  };
  for (const amount of ["10ulaz", "1eth", "1eth,1ulaz"]) {
    assert.throws(() => use("9ulaz", amount, [carol.address]), expected);
  }
});

test("who is not on the list is refused, once all of it is looked at", () => {
  const ctx = memoryContext();
  const authorization = sendAuthorization.parse(encode("9ulaz", [alice.address, carol.address]));
  const message = MsgSend.fromPartial({ toAddress: bob.address, amount: coins("1ulaz") });
  assert.throws(() => authorization.accept(ctx, message), {
    codespace: "sdk",
    code: 4,
    message: `cannot send to ${bob.address} address: unauthorized`,
  });
  assert.equal(ctx.gas.used, 20n);
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `address ${i}`);

for (const { name, bytes, codespace = "sdk", code, message } of [
  { name: "no limit", bytes: encode(""), code: 10, message: /^spend limit cannot be nil/ },
  { name: "nothing", bytes: encode("0ulaz"), code: 10, message: /^spend limit must be positive/ },
  { name: "less", bytes: encode("-1ulaz"), code: 10, message: /^spend limit must be positive/ },
  { name: "denoms out of order", bytes: encode("1ulaz,1eth"), code: 10, message: /sorted/ },
  { name: "a denom twice", bytes: encode("1eth,2eth"), code: 10, message: /sorted and unique/ },
  { name: "leading zeros", bytes: encode("01eth"), code: 10, message: /expected an integer/ },
  {
    name: "an address twice",
    bytes: encode("1ulaz", [bob.address, alice.address, bob.address]),
    codespace: "bank",
    code: 8,
    message: /^allow list names lazuli1\w+ twice: duplicate entry$/,
  },
  {
    name: "too many addresses",
    bytes: encode("1ulaz", many(257)),
    code: 18,
    message: /^allow list of 257 addresses, expected at most 256/,
  },
  {
    name: "an unknown field that is not critical",
    bytes: concatBytes(encode("1ulaz"), Uint8Array.of(0x80, 0x40, 1)),
    code: 2,
    message: /errUnknownField/,
  },
  {
    name: "a list before the limit",
    bytes: concatBytes(encode("", [bob.address]), encode("1ulaz")),
    code: 2,
    message: /is not in canonical encoding/,
  },
]) {
  test(`a SendAuthorization is refused: ${name}`, () => {
    assert.throws(() => sendAuthorization.parse(bytes), {
      name: "ChainError",
      codespace,
      code,
      message,
    });
  });
}

test("as many addresses as there may be are taken, and written as they came", () => {
  const bytes = encode("1eth,2ulaz", many(256));
  const { messageType, toAny } = sendAuthorization.parse(bytes);
  assert.equal(messageType, "/cosmos.bank.v1beta1.MsgSend");
  assert.deepEqual(toAny(), { typeUrl: sendAuthorization.typeUrl, value: bytes });
});
