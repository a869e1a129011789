import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryDefinition } from "../../../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import { TestChain } from "../../../helpers/executor.ts";

const { methods } = QueryDefinition;
const chain = TestChain.start();

test("no upgrade is planned, and none was applied", () => {
  assert.deepEqual(chain.ask(QueryDefinition, methods.currentPlan, {}), { plan: undefined });
  assert.deepEqual(chain.ask(QueryDefinition, methods.appliedPlan, { name: "v2" }), { height: 0n });
});

test("every module of the chain has a version", () => {
  const all = chain.ask(QueryDefinition, methods.moduleVersions, { moduleName: "" });
  const names = all.moduleVersions.map(({ name }) => name);
  assert.deepEqual(names, [...names].sort());
  for (const name of ["auth", "authz", "bank", "chain", "feegrant", "kv", "staking", "upgrade"]) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(all.moduleVersions.every(({ version }) => version === 1n));
  const one = chain.ask(QueryDefinition, methods.moduleVersions, { moduleName: "kv" });
  assert.deepEqual(one.moduleVersions, [{ name: "kv", version: 1n }]);
  assert.throws(() => chain.ask(QueryDefinition, methods.moduleVersions, { moduleName: "gov" }), {
    message: /NotFound.*module gov not found/,
  });
});

test("the authority is the account that governance will have", () => {
  const { address } = chain.ask(QueryDefinition, methods.authority, {});
  assert.match(address, /^lazuli10d07y265gmmuvt4z0w9aw880jnsr700j/);
});
