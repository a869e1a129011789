import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { JsonValue } from "@bufbuild/protobuf";
import { alice, bob, carol, VALIDATORS } from "../../helpers/executor.ts";
import { CommandBench } from "./command-bench.ts";

interface Validator {
  readonly operator_address: string;
  readonly consensus_pubkey: object;
  readonly status: string;
  readonly tokens: string;
  readonly commission: { readonly commission_rates: object };
}

describe("query staking, upgrade and consensus: each verb prints the chain's answer in the SDK's form", () => {
  const bench = new CommandBench({ alice, bob, carol });
  let operator = "";
  before(async () => {
    await bench.open();
    const { validators } = (await bench.json("query", "staking", "validators")) as {
      validators: readonly Validator[];
    };
    operator = validators[0]?.operator_address ?? "";
    assert.match(operator, /^lazulivaloper1/);
  });
  after(() => bench.close());

  const delegatorAddr = alice.address;
  const staking = "staking.v1beta1.Query";
  const upgrade = "upgrade.v1beta1.Query";
  type Row = readonly [argv: string, method: string, request: (validator: string) => JsonValue];

  const rows: readonly Row[] = [
    ["staking validators", `${staking}/Validators`, () => ({})],
    [
      "staking validators --limit 1 --reverse --status BOND_STATUS_BONDED",
      `${staking}/Validators`,
      () => ({ status: "BOND_STATUS_BONDED", pagination: { limit: "1", reverse: true } }),
    ],
    ["staking validator OPERATOR", `${staking}/Validator`, (validatorAddr) => ({ validatorAddr })],
    ["staking pool", `${staking}/Pool`, () => ({})],
    ["staking params", `${staking}/Params`, () => ({})],
    ["staking delegations alice", `${staking}/DelegatorDelegations`, () => ({ delegatorAddr })],
    [
      "staking delegations-to OPERATOR --limit 3",
      `${staking}/ValidatorDelegations`,
      (validatorAddr) => ({ validatorAddr, pagination: { limit: "3" } }),
    ],
    [
      "staking delegator-validators alice",
      `${staking}/DelegatorValidators`,
      () => ({ delegatorAddr }),
    ],
    [
      "staking unbonding-delegations alice",
      `${staking}/DelegatorUnbondingDelegations`,
      () => ({ delegatorAddr }),
    ],
    [
      "staking unbonding-delegations-from OPERATOR",
      `${staking}/ValidatorUnbondingDelegations`,
      (validatorAddr) => ({ validatorAddr }),
    ],
    [
      "staking redelegation alice OPERATOR",
      `${staking}/Redelegations`,
      (srcValidatorAddr) => ({ delegatorAddr, srcValidatorAddr }),
    ],
    ["upgrade plan", `${upgrade}/CurrentPlan`, () => ({})],
    ["upgrade applied v2", `${upgrade}/AppliedPlan`, () => ({ name: "v2" })],
    ["upgrade module-versions", `${upgrade}/ModuleVersions`, () => ({})],
    ["upgrade module_versions", `${upgrade}/ModuleVersions`, () => ({})],
    ["upgrade module-versions bank", `${upgrade}/ModuleVersions`, () => ({ moduleName: "bank" })],
    ["upgrade authority", `${upgrade}/Authority`, () => ({})],
    ["consensus params", "consensus.v1.Query/Params", () => ({})],
  ];
  for (const [argv, method, request] of rows) {
    it(argv, async () => {
      const words = argv.replaceAll("OPERATOR", operator).split(" ");
      const printed = await bench.json("query", ...words);
      assert.deepEqual(printed, bench.rest(`/cosmos.${method}`, request(operator)));
    });
  }

  it("enums are names, decimals have a point, times and durations are texts", async () => {
    const answer = await bench.json("query", "staking", "validator", operator);
    const { validator } = answer as { validator: Validator };
    const [first] = VALIDATORS;
    assert.deepEqual(validator.consensus_pubkey, {
      "@type": "/cosmos.crypto.ed25519.PubKey",
      key: Buffer.from(first?.publicKey ?? []).toString("base64"),
    });
    assert.equal(validator.status, "BOND_STATUS_BONDED");
    assert.equal(validator.tokens, "10000000");
    assert.deepEqual(validator.commission.commission_rates, {
      rate: "0.000000000000000000",
      max_rate: "0.000000000000000000",
      max_change_rate: "0.000000000000000000",
    });
    const { params } = (await bench.json("query", "staking", "params")) as { params: object };
    assert.deepEqual(params, {
      unbonding_time: "1814400s",
      max_validators: 100,
      max_entries: 7,
      historical_entries: 0,
      bond_denom: "ulaz",
      min_commission_rate: "0.000000000000000000",
    });
    const consensus = (await bench.json("query", "consensus", "params")) as {
      params: { block: object };
    };
    assert.deepEqual(consensus.params.block, { max_bytes: "1048576", max_gas: "-1" });
    assert.deepEqual(await bench.json("query", "upgrade", "plan"), { plan: null });
    assert.equal(await bench.text("query", "upgrade", "applied", "v2"), "height: 0\n");
  });

  const refused: readonly (readonly [argv: string, code: number, message: RegExp])[] = [
    ["staking validator", 2, /VALIDATOR-ADDR is missing/],
    ["staking validator alice", 1, /invalid address/],
    ["staking validators --status bonded", 1, /invalid validator status bonded/],
    ["staking historical-info 5", 1, /historical info for height 5 not found/],
    ["staking historical-info x", 2, /BLOCK-HEIGHT "x": expected a whole number/],
    ["staking delegation alice OPERATOR", 1, /delegation with delegator \S+ not found/],
    ["staking unbonding-delegation alice OPERATOR", 1, /unbonding delegation .* not found/],
    ["staking redelegation alice OPERATOR OPERATOR", 1, /redelegation not found for delegator/],
    ["staking delegator-validator alice OPERATOR", 1, /no delegation for/],
    ["upgrade applied", 2, /UPGRADE-NAME is missing/],
    ["upgrade module-versions gov", 1, /module gov not found/],
  ];
  for (const [argv, code, message] of refused) {
    it(`refused: ${argv}`, async () => {
      const words = argv.replaceAll("OPERATOR", operator).split(" ");
      const run = await bench.run(["query", ...words]);
      assert.match(run.stderr, message);
      assert.equal(run.code, code);
    });
  }
});
