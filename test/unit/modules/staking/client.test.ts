import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QueryFailed } from "../../../../app/client/errors.ts";
import { setupStakingExtension } from "../../../../modules/staking/client.ts";
import { BondStatus } from "../../../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { chainBase } from "../../../helpers/chain-base.ts";
import { alice, TestChain, VALIDATORS } from "../../../helpers/executor.ts";

/** An operator whom no validator has. */
const NOBODY = "lazulivaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrlcz0n";

describe("client of staking", () => {
  const { staking } = setupStakingExtension(chainBase(TestChain.start()));

  it("lists validators in pages and by status", async () => {
    const first = await staking.validators({ limit: 1n });
    const second = await staking.validators({ pageKey: first.nextKey });
    const all = [...first.items, ...second.items];
    assert.equal(all.length, VALIDATORS.length);
    for (const { status } of all) assert.equal(status, BondStatus.BOND_STATUS_BONDED);
    const bonded = await staking.validators({ status: "BOND_STATUS_BONDED" });
    assert.deepEqual(bonded.items, all);
    const unbonded = await staking.validators({ status: "BOND_STATUS_UNBONDED" });
    assert.deepEqual(unbonded.items, []);
  });

  it("finds a validator, or none", async () => {
    const [first] = (await staking.validators()).items;
    assert(first);
    assert.deepEqual(await staking.validator(first.operatorAddress), first);
    assert.equal(await staking.validator(NOBODY), undefined);
    await assert.rejects(staking.validator(alice.address), QueryFailed);
  });

  it("tells what is at stake, and the parameters", async () => {
    const power = VALIDATORS.reduce((sum, validator) => sum + validator.power, 0n);
    assert.deepEqual(await staking.pool(), { bonded: power * 1_000_000n, notBonded: 0n });
    assert.equal((await staking.params())?.bondDenom, "ulaz");
  });
});
