import assert from "node:assert/strict";
import { test } from "node:test";
import { setupUpgradeExtension } from "../../../../modules/upgrade/client.ts";
import { QueryAppliedPlanResponse } from "../../../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import { chainBase } from "../../../helpers/chain-base.ts";
import { TestChain } from "../../../helpers/executor.ts";

test("the client of upgrade tells of a chain without upgrades", async () => {
  const { upgrade } = setupUpgradeExtension(chainBase(TestChain.start()));
  assert.equal(await upgrade.plan(), undefined);
  assert.equal(await upgrade.applied("v2"), undefined);
  const versions = await upgrade.moduleVersions();
  assert.deepEqual(
    versions.find(({ name }) => name === "bank"),
    { name: "bank", version: 1n },
  );
  assert.match(await upgrade.authority(), /^lazuli1/);
});

test("the client of upgrade tells the height of one that was applied", async () => {
  const value = QueryAppliedPlanResponse.encode({ height: 7n }).finish();
  const base = { queryAbci: () => Promise.resolve({ value, height: 9 }) };
  assert.equal(await setupUpgradeExtension(base).upgrade.applied("v2"), 7n);
});
