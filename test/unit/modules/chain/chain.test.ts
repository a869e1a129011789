import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsensusParams } from "../../../../proto/gen/tendermint/types/params.ts";
import { buildApp } from "../../../../app/app.ts";
import { JsonValue } from "../../../../app/core/json.ts";
import { chainModule } from "../../../../modules/chain/module.ts";
import { runQuery } from "../../../helpers/bank-chain.ts";
import { memoryContext, MemoryState } from "../../../helpers/context.ts";

const params = { bech32_prefix: "lazuli", fee_denom: "ulaz", min_gas_price: "0.001" };

function init(given: unknown, nodeMinGasPrice = "0") {
  const module = chainModule({ nodeMinGasPrice });
  const state = new MemoryState();
  const ctx = memoryContext({ state, mode: "genesis" });
  module.initGenesis?.(ctx, new JsonValue(given, "app_state.chain"), []);
  return { ...module, ctx };
}

for (const given of [
  params,
  { bech32_prefix: "cosmos", fee_denom: "ucosm", min_gas_price: "0" },
  { bech32_prefix: "a", fee_denom: "ibc/ABC", min_gas_price: "12.5" },
  { bech32_prefix: `a${"1".repeat(31)}`, fee_denom: "abc", min_gas_price: "007.000" },
]) {
  test(`parameters are kept as they are: ${JSON.stringify(given)}`, () => {
    const { ctx, exportGenesis, defaultGenesis } = init({ params: given });
    assert.deepEqual(exportGenesis?.(ctx), { params: given });
    assert.deepEqual(defaultGenesis?.(), { params });
  });
}

for (const [name, given, message] of [
  ["no prefix", { ...params, bech32_prefix: "" }, /bech32_prefix is ""/],
  ["a prefix in capitals", { ...params, bech32_prefix: "Lazuli" }, /bech32_prefix is "Lazuli"/],
  ["a prefix of 33 characters", { ...params, bech32_prefix: "a".repeat(33) }, /bech32_prefix/],
  ["a prefix with a dash", { ...params, bech32_prefix: "a-b" }, /bech32_prefix/],
  ["a malformed denom", { ...params, fee_denom: "u" }, /fee_denom is "u", expected a denom/],
  ["a negative price", { ...params, min_gas_price: "-1" }, /min_gas_price is "-1"/],
  ["a price with an exponent", { ...params, min_gas_price: "1e-3" }, /min_gas_price/],
  [
    "a price as a number",
    { ...params, min_gas_price: 0.001 },
    /\.min_gas_price: expected a string/,
  ],
  ["an unknown parameter", { ...params, x: "" }, /unknown field "x"/],
] as const) {
  test(`parameters are refused with their path: ${name}`, () => {
    assert.throws(
      () => init({ params: given }),
      (error: unknown) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /^app_state\.chain\.params/);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("the settings of the executor: prefix, and the block's gas as CometBFT has it", () => {
  for (const [maxGas, blockGasMax] of [
    [-1n, undefined],
    [0n, 0n],
    [5n, 5n],
  ] as const) {
    const { keeper, ctx } = init({ params });
    keeper.setConsensusParams(
      ctx,
      ConsensusParams.fromPartial({ block: { maxBytes: 1n, maxGas } }),
    );
    assert.deepEqual(keeper.settings(ctx), { addressPrefix: "lazuli", blockGasMax });
  }
  const { keeper, ctx } = init({ params });
  assert.throws(() => keeper.settings(ctx), { name: "MachineFault" });
  keeper.setConsensusParams(ctx, ConsensusParams.fromPartial({}));
  assert.equal(keeper.settings(ctx).blockGasMax, undefined);
});

test("queries: the parameters, CometBFT's, and what this node asks for", () => {
  for (const [node, expected] of [
    ["0", "0.001ulaz"],
    ["0.001", "0.001ulaz"],
    ["0.02", "0.02ulaz"],
  ] as const) {
    const { keeper, ctx, queries } = init({ params }, node);
    const consensus = ConsensusParams.fromPartial({ block: { maxBytes: 7n, maxGas: 9n } });
    keeper.setConsensusParams(ctx, consensus);
    assert.deepEqual(runQuery(queries, ctx, "/lazuli.chain.v1.Query/Params"), {
      params: { bech32Prefix: "lazuli", feeDenom: "ulaz", minGasPrice: "0.001" },
    });
    assert.deepEqual(runQuery(queries, ctx, "/cosmos.consensus.v1.Query/Params"), {
      params: consensus,
    });
    const config = runQuery(queries, ctx, "/cosmos.base.node.v1beta1.Service/Config");
    assert.equal((config as { minimumGasPrice: string }).minimumGasPrice, expected);
  }
});

test("a node's price that is no price does not start", () => {
  for (const nodeMinGasPrice of ["", "x", "-1", "0.001ulaz"]) {
    assert.throws(() => buildApp({ nodeMinGasPrice }), { code: 18, message: /minimum gas price/ });
  }
});
