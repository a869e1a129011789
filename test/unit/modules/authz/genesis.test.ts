import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonValue } from "../../../../app/core/json.ts";
import { bankChain } from "../../../helpers/bank-chain.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";

const SEND = "/cosmos.bank.v1beta1.MsgSend";
/** 2023-11-14T22:13:20Z. */
const NOW = 1_700_000_000_000_000_000n;

const generic = {
  "@type": "/cosmos.authz.v1beta1.GenericAuthorization",
  msg: "/cosmos.authz.v1beta1.MsgExec",
};
const send = {
  "@type": "/cosmos.bank.v1beta1.SendAuthorization",
  spend_limit: [{ denom: "ulaz", amount: "5" }],
  allow_list: [carol.address],
};

const entry = (authorization: object, expiration: string | null = null, grantee = bob.address) => ({
  granter: alice.address,
  grantee,
  authorization,
  expiration,
});

function init(authorization: readonly unknown[]) {
  const { authz, context, state } = bankChain();
  const ctx = context({ timeNs: NOW, mode: "genesis" });
  authz.initGenesis?.(ctx, new JsonValue({ authorization }, "authz"), []);
  return { exported: authz.exportGenesis?.(ctx) as { authorization: unknown[] }, state };
}

test("grants of every kind are exported as they were read, and make the same state again", () => {
  const all = [entry(generic), entry(send, "2030-02-28T12:00:00.000000001Z")];
  const { exported, state } = init(all);
  assert.deepEqual(exported.authorization, all);
  const again = init(exported.authorization).state.store("authz").entries;
  assert.deepEqual(again, state.store("authz").entries);
  assert.equal(again.length, 3);
});

test("what has expired at genesis is left out, what ends then is not", () => {
  const { exported } = init([
    entry(generic, "2023-11-14T22:13:19.999999999Z"),
    entry(generic, "2023-11-14T22:13:19Z"),
    entry(send, "2023-11-14T22:13:20Z"),
  ]);
  assert.deepEqual(exported.authorization, [entry(send, "2023-11-14T22:13:20Z")]);
});

test("an expiration may be left out", () => {
  const { expiration: _none, ...rest } = entry(generic);
  assert.deepEqual(init([rest]).exported.authorization, [entry(generic)]);
});

const refused: readonly [name: string, entries: readonly unknown[], error: RegExp][] = [
  [
    "two for the same",
    [entry(send), entry({ ...generic, msg: SEND })],
    /^authz\.authorization\[1\]: a second grant for \/cosmos\.bank\.v1beta1\.MsgSend of the same two/,
  ],
  [
    "a grant to oneself",
    [entry(generic, null, alice.address)],
    /\[0\]: both are .*should be different$/,
  ],
  [
    "an unknown type",
    [entry({ "@type": "/a.B" })],
    /\[0\]\.authorization\.@type is "\/a\.B", expected \/cosmos\.authz\.v1beta1\.GenericAuthorization or/,
  ],
  [
    "unknown messages",
    [entry({ ...generic, msg: "/a.B" })],
    /\[0\]: \/a\.B doesn't exist\.: invalid type$/,
  ],
  ["no such day", [entry(generic, "2023-02-29T00:00:00Z")], /expiration: expected a time such as/],
  ["an unknown field", [entry({ ...send, more: 1 })], /\[0\]\.authorization: unknown field "more"/],
  ["an unknown field outside", [{ ...entry(send), more: 1 }], /\[0\]: unknown field "more"/],
  [
    "no list",
    [entry({ ...send, allow_list: undefined })],
    /allow_list: expected a list, got nothing/,
  ],
  [
    "an address twice, though it has expired",
    [entry({ ...send, allow_list: ["a", "a"] }, "2020-01-01T00:00:00Z")],
    /^authz\.authorization\[0\]: allow list names a twice: duplicate entry$/,
  ],
];

for (const [name, entries, message] of refused) {
  test(`genesis is refused: ${name}`, () => {
    assert.throws(() => init(entries), { name: "ChainError", message });
  });
}

test("the module's own genesis is empty", () => {
  assert.deepEqual(bankChain().authz.defaultGenesis?.(), { authorization: [] });
});
