import assert from "node:assert/strict";
import { test } from "node:test";
import { buildApp } from "../../../../app/app.ts";
import { REGISTRY, pathOf } from "../../../../app/node/api/descriptors.ts";
import { matchTemplate, parseTemplate } from "../../../../app/node/api/path-template.ts";
import { queryPaths, servedPaths } from "../../../../app/node/api/paths.ts";
import { openApiDocument, openApiPath } from "../../../../app/node/api/openapi.ts";
import { RouteTable, describeRoute, routesOf } from "../../../../app/node/api/routes.ts";
import { OPENAPI } from "../../../../proto/gen/openapi.ts";

const paths = servedPaths(queryPaths(buildApp({ nodeMinGasPrice: "0" })));
const table = new RouteTable(routesOf(paths));

const FOUND: readonly (readonly [string, string, string, Readonly<Record<string, string>>])[] = [
  ["GET", "/cosmos/bank/v1beta1/params", "cosmos.bank.v1beta1.Query/Params", {}],
  [
    "GET",
    "/cosmos/bank/v1beta1/balances/a",
    "cosmos.bank.v1beta1.Query/AllBalances",
    { address: "a" },
  ],
  [
    "GET",
    "/cosmos/bank/v1beta1/balances/a%2Fb",
    "cosmos.bank.v1beta1.Query/AllBalances",
    { address: "a/b" },
  ],
  ["GET", "/cosmos/bank/v1beta1/denoms_metadata", "cosmos.bank.v1beta1.Query/DenomsMetadata", {}],
  [
    "GET",
    "/cosmos/bank/v1beta1/denoms_metadata/ibc/A",
    "cosmos.bank.v1beta1.Query/DenomMetadata",
    { denom: "ibc/A" },
  ],
  ["GET", "/lazuli/kv/v1/namespaces/o/n", "lazuli.kv.v1.Query/Namespace", { namespace: "o/n" }],
  [
    "GET",
    "/lazuli/kv/v1/namespaces/o/n/entries",
    "lazuli.kv.v1.Query/Entries",
    { namespace: "o/n" },
  ],
  [
    "GET",
    "/lazuli/kv/v1/namespaces/o/n/entries/YQ",
    "lazuli.kv.v1.Query/Get",
    { namespace: "o/n", key: "YQ" },
  ],
  ["GET", "/lazuli/kv/v1/namespaces/o%2Fn/count", "lazuli.kv.v1.Query/Count", { namespace: "o/n" }],
  [
    "GET",
    "/cosmos/base/tendermint/v1beta1/blocks/latest",
    "cosmos.base.tendermint.v1beta1.Service/GetLatestBlock",
    {},
  ],
  [
    "GET",
    "/cosmos/base/tendermint/v1beta1/blocks/5",
    "cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight",
    { height: "5" },
  ],
  ["POST", "/cosmos/tx/v1beta1/txs", "cosmos.tx.v1beta1.Service/BroadcastTx", {}],
  ["GET", "/cosmos/tx/v1beta1/txs", "cosmos.tx.v1beta1.Service/GetTxsEvent", {}],
  ["POST", "/cosmos/tx/v1beta1/simulate", "cosmos.tx.v1beta1.Service/Simulate", {}],
];

for (const [verb, path, method, variables] of FOUND) {
  test(`${verb} ${path} is ${method}`, () => {
    const [found] = table.find(verb, path);
    assert.ok(found !== undefined);
    assert.equal(pathOf(found.route.method), `/${method}`);
    assert.deepEqual(Object.fromEntries(found.variables), variables);
  });
}

for (const path of [
  ...["/", "", "/cosmos", "/cosmos/bank/v1beta1/balances", "/cosmos/bank/v1beta1/balances/"],
  ...["/cosmos/bank/v1beta1/params/", "/cosmos/bank/v1beta1/params/x", "//", "/%zz"],
  // Amino is not there.
  ...["/cosmos/tx/v1beta1/encode/amino", "/cosmos/bank/v1beta1/Params"],
]) {
  test(`GET ${path} is no route`, () => {
    assert.deepEqual(table.find("GET", path), []);
  });
}

test("another verb is told apart from another path", () => {
  assert.deepEqual(table.verbs("/cosmos/tx/v1beta1/simulate"), ["POST"]);
  assert.deepEqual(table.verbs("/nowhere"), []);
});

test("of two methods with the same path the first comes first, as in the gateway", () => {
  const found = table.find("GET", "/cosmos/auth/v1beta1/bech32/lazuli1x");
  assert.deepEqual(
    found.map(({ route }) => route.method.name),
    ["AddressBytesToString", "AddressStringToBytes"],
  );
});

test("a template without its slash, with a verb or with something behind ** is refused", () => {
  for (const text of ["a", "/a:verb", "/{a=**}/b", "/{a", "/", ""]) {
    assert.throws(() => parseTemplate(text), TypeError, text);
  }
});

test("** takes what is left, also nothing", () => {
  const template = parseTemplate("/a/{b=**}");
  const match = (...path: string[]) => matchTemplate(template, path)?.get("b");
  assert.deepEqual([match("a"), match("a", "x"), match("a", "x", "y")], ["", "x", "x/y"]);
  assert.equal(match("b"), undefined);
});

test("every method that is served and has an annotation has a route, and no other has", () => {
  const names = new Set(table.routes.map(({ method }) => pathOf(method)));
  assert.deepEqual([...names].sort(), [...paths].sort());
});

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
}

test("the OpenAPI document has every route with its variables, and nothing that leads nowhere", () => {
  const document = JSON.parse(OPENAPI) as {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  };
  assert.match(document.openapi, /^3\.0\./);
  const ids: string[] = [];
  for (const route of table.routes) {
    const operation = document.paths[openApiPath(route.path)]?.[route.verb.toLowerCase()];
    const what = describeRoute(route);
    assert.ok(operation !== undefined, what);
    const inPath = operation.parameters.filter((one) => one.in === "path").map(({ name }) => name);
    const inTemplate = [...openApiPath(route.path).matchAll(/\{([^}]+)\}/g)].map(
      ([, name]) => name,
    );
    assert.deepEqual(inPath, inTemplate, what);
    assert.equal(operation.requestBody !== undefined, route.body !== "", what);
    const all = operation.parameters.map((one) => `${one.in} ${one.name}`);
    assert.equal(new Set(all).size, all.length, what);
  }
  for (const path of Object.values(document.paths)) {
    for (const { operationId } of Object.values(path)) ids.push(operationId);
  }
  assert.equal(new Set(ids).size, ids.length);
  const { schemas } = document.components;
  for (const [, name = ""] of OPENAPI.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    assert.ok(name in schemas, name);
  }
});

test("the document says what the .proto files say", () => {
  assert.match(OPENAPI, /AllBalances queries the balance of all coins for a single account\./);
  assert.match(OPENAPI, /"name": "pagination\.limit"/);
  const bare = openApiDocument(routesOf(paths, REGISTRY));
  assert.deepEqual(Object.keys(bare["paths"] as object), Object.keys(pathsOf(OPENAPI)));
});

function pathsOf(json: string): object {
  return (JSON.parse(json) as { readonly paths: object }).paths;
}
