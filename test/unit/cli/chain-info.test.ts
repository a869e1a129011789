import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { validateBasicChainInfoType } from "@keplr-wallet/chain-validator";
import { ConfigResponse } from "../../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import {
  QueryDenomsMetadataResponse,
  QueryTotalSupplyRequest,
  QueryTotalSupplyResponse,
} from "../../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { QueryParamsResponse } from "../../../proto/gen/lazuli/chain/v1/query.ts";
import { APP_SETTINGS } from "../../../app/node/config.ts";
import { runCli } from "../../helpers/cli.ts";
import { queryAnswer, startScriptedNode } from "../client/scripted-node.ts";
import type { ScriptedNode } from "../client/scripted-node.ts";

type Json = Record<string, unknown>;
type KeplrChain = Parameters<typeof validateBasicChainInfoType>[0];

const COSM = {
  description: "What fees are paid in",
  denomUnits: [
    { denom: "ucosm", exponent: 0, aliases: ["microcosm"] },
    { denom: "cosm", exponent: 6, aliases: [] },
  ],
  ...{ base: "ucosm", display: "cosm", name: "Cosm", symbol: "COSM", uri: "", uriHash: "" },
};

/** Longer than the registry lets an asset's name be. */
const LONG_DENOM = `ustake/${"x".repeat(40)}`;

/** A chain with other names than ours, whose supply comes in two pages. */
const ANSWERS: Readonly<Record<string, (data: Buffer) => Uint8Array>> = {
  "/lazuli.chain.v1.Query/Params": () =>
    QueryParamsResponse.encode({
      params: { bech32Prefix: "cosmos", feeDenom: "ucosm", minGasPrice: "0.001" },
    }).finish(),
  "/cosmos.base.node.v1beta1.Service/Config": () =>
    ConfigResponse.encode(ConfigResponse.fromPartial({ minimumGasPrice: "0.025ucosm" })).finish(),
  "/cosmos.bank.v1beta1.Query/DenomsMetadata": () =>
    QueryDenomsMetadataResponse.encode(
      QueryDenomsMetadataResponse.fromPartial({ metadatas: [COSM] }),
    ).finish(),
  "/cosmos.bank.v1beta1.Query/TotalSupply": (data) => {
    const isFirst = QueryTotalSupplyRequest.decode(data).pagination?.key.length === 0;
    return QueryTotalSupplyResponse.encode(
      QueryTotalSupplyResponse.fromPartial({
        supply: [{ denom: isFirst ? "ucosm" : LONG_DENOM, amount: "1" }],
        pagination: { nextKey: isFirst ? Uint8Array.of(1) : new Uint8Array() },
      }),
    ).finish();
  },
};

describe("chain-info", () => {
  let node: ScriptedNode;
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-cli-"));
    node = await startScriptedNode({
      status: () => ({ result: { node_info: { network: "simd-testing-1", version: "0.38.19" } } }),
      abci_query: ({ path, data }) => {
        const answer = ANSWERS[String(path)];
        if (answer === undefined) throw new TypeError(`asked for ${String(path)}`);
        return queryAnswer(answer(Buffer.from(String(data), "hex")));
      },
    });
  });
  after(async () => {
    await node.close();
    await rm(folder, { recursive: true });
  });
  const run = (format: string, ...argv: readonly string[]) =>
    runCli(["chain-info", "--format", format, "--node", node.url, ...argv], { folder });
  const describeAs = async (format: string, ...argv: readonly string[]): Promise<Json> => {
    const { code, stdout, stderr } = await run(format, ...argv);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Json;
  };

  it("keplr: passes Keplr's own check and says what the chain says", async () => {
    const info = await describeAs("keplr");
    assert.deepEqual(await validateBasicChainInfoType(info as unknown as KeplrChain), info);
    const cosm = { coinDenom: "COSM", coinMinimalDenom: "ucosm", coinDecimals: 6 };
    assert.deepEqual(info["currencies"], [
      cosm,
      { coinDenom: LONG_DENOM, coinMinimalDenom: LONG_DENOM, coinDecimals: 0 },
    ]);
    // The node's minimum, which is above the chain's.
    const gasPriceStep = { low: 0.025, average: 0.05, high: 0.1 };
    assert.deepEqual(info["feeCurrencies"], [{ ...cosm, gasPriceStep }]);
    assert.deepEqual(info["bip44"], { coinType: 118 });
    assert.equal(info["chainId"], "simd-testing-1");
    assert.equal(info["chainName"], "Simd Testing");
    assert.equal(info["isTestnet"], true);
    assert.equal((info["bech32Config"] as Json)["bech32PrefixValAddr"], "cosmosvaloper");
  });

  it("keplr: the check is one that can fail", async () => {
    const info = await describeAs("keplr");
    for (const name of ["bip44", "currencies", "rest"]) {
      const { [name]: _left, ...rest } = info;
      await assert.rejects(
        validateBasicChainInfoType(rest as unknown as KeplrChain),
        new RegExp(name),
      );
    }
  });

  it("chain-registry: has what the schemas require and nothing that they do not know", async () => {
    const files = await describeAs("chain-registry");
    assert.deepEqual(Object.keys(files), ["chain.json", "assetlist.json"]);
    const chain = files["chain.json"] as Json;
    assertValid("chain", chain);
    assert.throws(() => assertValid("chain", { ...chain, slip44: "118" }), /slip44 must be number/);
    const { status: _status, ...without } = chain;
    assert.throws(() => assertValid("chain", without), /status/);
    assert.equal(chain["$schema"], "../../chain.schema.json");
    assert.equal(chain["chain_name"], "simdtesting");
    assert.equal(chain["chain_id"], "simd-testing-1");
    assert.equal(chain["bech32_prefix"], "cosmos");
    assert.equal(chain["slip44"], 118);
    const [fee] = (chain["fees"] as { fee_tokens: Json[] }).fee_tokens;
    assert.deepEqual(fee, {
      denom: "ucosm",
      fixed_min_gas_price: 0.025,
      low_gas_price: 0.025,
      average_gas_price: 0.05,
      high_gas_price: 0.1,
    });
    const list = files["assetlist.json"] as Json;
    assertValid("assetlist", list);
    assert.equal(list["chain_name"], "simdtesting");
    const assets = list["assets"] as (Json & { denom_units: Json[] })[];
    assert.deepEqual(
      assets.map(({ base }) => base),
      ["ucosm", LONG_DENOM],
    );
    for (const asset of assets) {
      const units = asset.denom_units.map(({ denom }) => denom);
      assert.ok(units.includes(asset["base"]) && units.includes(asset["display"]));
    }
    assert.deepEqual(assets[0]?.denom_units, [
      { denom: "ucosm", exponent: 0, aliases: ["microcosm"] },
      { denom: "cosm", exponent: 6 },
    ]);
  });

  it("ping-pub: has the fields of the explorer's files, numbers as texts", async () => {
    const provider = "Simd Testing";
    assert.deepEqual(await describeAs("ping-pub", "--rest", "https://rest.example.org/"), {
      chain_name: "simdtesting",
      pretty_name: provider,
      api: [{ provider, address: "https://rest.example.org" }],
      rpc: [{ provider, address: node.url }],
      sdk_version: "0.53.8",
      coin_type: "118",
      min_tx_fee: "2500",
      addr_prefix: "cosmos",
      logo: "",
      assets: [
        { base: "ucosm", symbol: "COSM", exponent: "6", coingecko_id: "", logo: "" },
        { base: LONG_DENOM, symbol: LONG_DENOM, exponent: "0", coingecko_id: "", logo: "" },
      ],
    });
  });

  it("takes endpoints and names from the options, else ports from app.toml", async () => {
    const chainOf = async (...argv: readonly string[]): Promise<Json> =>
      (await describeAs("chain-registry", ...argv))["chain.json"] as Json;
    const home = join(folder, "node-home");
    await mkdir(join(home, "config"), { recursive: true });
    const settings = { apiAddress: "tcp://0.0.0.0:2317", grpcAddress: "0.0.0.0:9999" };
    await writeFile(join(home, "config", "app.toml"), APP_SETTINGS.render(settings));
    const { apis } = await chainOf("--home", home);
    assert.deepEqual(apis, {
      rpc: [{ address: node.url }],
      rest: [{ address: "http://127.0.0.1:2317" }],
      grpc: [{ address: "127.0.0.1:9999" }],
    });
    const chain = await chainOf(
      ...["--rpc", "https://rpc.example.org", "--rest", "https://rest.example.org/lcd/"],
      ...["--grpc", "grpc.example.org:443", "--chain-name", "cosmoshub"],
      ...["--pretty-name", "Cosmos Hub", "--network-type", "mainnet"],
    );
    assert.deepEqual(chain["apis"], {
      rpc: [{ address: "https://rpc.example.org" }],
      rest: [{ address: "https://rest.example.org/lcd" }],
      grpc: [{ address: "grpc.example.org:443" }],
    });
    assert.equal(chain["$schema"], "../chain.schema.json");
    assert.equal(chain["chain_name"], "cosmoshub");
    assert.equal(chain["pretty_name"], "Cosmos Hub");
    assert.equal(chain["network_type"], "mainnet");
  });

  it("refuses endpoints and names that no registry would take", async () => {
    for (const argv of [
      ["--rest", "rest.example.org"],
      ["--rest", "https://rest.example.org/?key=1"],
      ["--rpc", "https://user:secret@rpc.example.org"],
      ["--grpc", "https://grpc.example.org"],
      ["--chain-name", "Cosmos-Hub"],
      ["--pretty-name", "x".repeat(37)],
    ]) {
      const { code, stderr } = await run("keplr", ...argv);
      assert.equal(code, 2, argv.join(" "));
      assert.match(stderr, /expected/);
    }
    assert.equal((await run("other")).code, 2);
  });
});

/** What the chain registry asks of a file: from dist/test/unit/cli/ to the sources. */
function assertValid(name: "chain" | "assetlist", file: unknown): void {
  const url = new URL(
    `../../../../test/vectors/chain-registry/${name}.schema.json`,
    import.meta.url,
  );
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(url, "utf8")) as object);
  assert.ok(validate(file), ajv.errorsText(validate.errors));
}
