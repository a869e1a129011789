import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonValue } from "../../../../app/core/json.ts";
import { feegrantModule } from "../../../../modules/feegrant/module.ts";
import { runQuery, page } from "../../../helpers/bank-chain.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";

const TYPES = "/cosmos.feegrant.v1beta1";
const ulaz = [{ denom: "ulaz", amount: "5" }];

const basic = {
  "@type": `${TYPES}.BasicAllowance`,
  spend_limit: ulaz,
  expiration: "2020-02-29T12:00:00.000000001Z",
};
const periodic = {
  "@type": `${TYPES}.PeriodicAllowance`,
  basic: { spend_limit: [], expiration: null },
  period: "1.500000000s",
  period_spend_limit: ulaz,
  period_can_spend: [],
  period_reset: "0001-01-01T00:00:00Z",
};
const allowed = {
  "@type": `${TYPES}.AllowedMsgAllowance`,
  allowance: periodic,
  allowed_messages: ["/a.B"],
};

const grant = (granter: { address: string }, grantee: { address: string }, allowance: unknown) => ({
  granter: granter.address,
  grantee: grantee.address,
  allowance,
});

function init(allowances: readonly unknown[]) {
  const accounts = { getAccount: () => undefined, ensureAccount: () => undefined };
  const module = feegrantModule({ accounts, blocked: [] });
  const ctx = memoryContext({ mode: "genesis" });
  module.initGenesis?.(ctx, new JsonValue({ allowances }, "feegrant"), []);
  return { module, ctx, exported: module.exportGenesis?.(ctx) };
}

/** In the order of keys, which is that of grantees. */
const all = [grant(alice, bob, basic), grant(bob, carol, periodic), grant(alice, carol, allowed)];

test("every kind of allowance is exported as it was read, expired or not", () => {
  const { exported } = init(all);
  const { allowances } = exported as { allowances: (typeof all)[number][] };
  assert.equal(allowances.length, all.length);
  for (const one of all) assert.ok(allowances.some((other) => isSame(one, other)));
  assert.deepEqual(init(allowances).exported, exported);
});

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

test("an expired allowance of genesis goes with the next block", () => {
  const { module, ctx } = init(all);
  module.endBlock?.(ctx);
  const { allowances } = module.exportGenesis?.(ctx) as { allowances: unknown[] };
  assert.equal(allowances.length, 2);
});

const refused: readonly [name: string, allowances: readonly unknown[], error: RegExp][] = [
  ["two of the same", [all[0], all[0]], /^feegrant\.allowances\[1\]: fee allowance already exists/],
  ["a grant to oneself", [grant(bob, bob, basic)], /^feegrant\.allowances\[0\]: cannot self-grant/],
  [
    "an AllowedMsgAllowance in another",
    [grant(alice, bob, { ...allowed, allowance: allowed })],
    /^feegrant\.allowances\[0\]\.allowance\.allowance\.@type is/,
  ],
  [
    "an unknown type",
    [grant(alice, bob, { "@type": "/a.B" })],
    /allowances\[0\]\.allowance\.@type is "\/a\.B", expected an allowance: invalid request$/,
  ],
  [
    "no such day",
    [grant(alice, bob, { ...basic, expiration: "2021-02-29T12:00:00Z" })],
    /allowance\.expiration: expected a time such as/,
  ],
  [
    "a period without unit",
    [grant(alice, bob, { ...periodic, period: "60" })],
    /allowance\.period: expected a duration such as 3600s/,
  ],
  [
    "coins that are not positive",
    [grant(alice, bob, { ...basic, spend_limit: [{ denom: "ulaz", amount: "0" }] })],
    /^feegrant\.allowances\[0\]: send amount is invalid/,
  ],
  [
    "an unknown field",
    [grant(alice, bob, { ...basic, more: 1 })],
    /^feegrant\.allowances\[0\]\.allowance: unknown field "more"/,
  ],
];

for (const [name, allowances, message] of refused) {
  test(`genesis is refused: ${name}`, () => {
    assert.throws(() => init(allowances), { name: "ChainError", message });
  });
}

test("grants are listed by grantee and by granter, in pages", () => {
  const { module, ctx } = init(all);
  const ask = (path: string, request: Record<string, unknown>) =>
    runQuery(module.queries, ctx, `${TYPES}.Query/${path}`, request) as {
      allowances: { granter: string; grantee: string }[];
      pagination: { nextKey: Uint8Array; total: bigint };
    };
  const parties = ({ allowances }: ReturnType<typeof ask>): string[] =>
    allowances.map(({ granter, grantee }) => `${granter}>${grantee}`).sort();
  const pair = (granter: { address: string }, grantee: { address: string }): string =>
    `${granter.address}>${grantee.address}`;
  assert.deepEqual(
    parties(ask("Allowances", { grantee: carol.address })),
    [pair(alice, carol), pair(bob, carol)].sort(),
  );
  assert.deepEqual(
    parties(ask("AllowancesByGranter", { granter: alice.address })),
    [pair(alice, bob), pair(alice, carol)].sort(),
  );
  for (const [path, request] of [
    ["Allowances", { grantee: carol.address }],
    ["AllowancesByGranter", { granter: alice.address }],
  ] as const) {
    const first = ask(path, { ...request, pagination: page({ limit: 1n }) });
    const key = first.pagination.nextKey;
    const second = ask(path, { ...request, pagination: page({ limit: 1n, key }) });
    assert.equal(first.allowances.length + second.allowances.length, 2, path);
    assert.equal(second.pagination.nextKey.length, 0, path);
    assert.deepEqual([...parties(first), ...parties(second)].sort(), parties(ask(path, request)));
  }
});

test("one grant is answered, and what is not there with the SDK's text", () => {
  const { module, ctx } = init(all);
  const ask = (granter: string, grantee: string): unknown =>
    runQuery(module.queries, ctx, `${TYPES}.Query/Allowance`, { granter, grantee });
  const { allowance } = ask(alice.address, bob.address) as { allowance: { granter: string } };
  assert.equal(allowance.granter, alice.address);
  assert.throws(() => ask(bob.address, alice.address), {
    message: /^rpc error: code = Internal desc = fee-grant not found: not found/,
  });
  assert.throws(() => ask("nobody", alice.address), { message: /code = InvalidArgument/ });
});
