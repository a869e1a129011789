import assert from "node:assert/strict";
import { test } from "node:test";
import { AppBuilder, defaultState } from "../../../app/core/app.ts";
import { Schema } from "../../../app/core/collections/schema.ts";
import type { MessageRoute, Module, QueryRoute } from "../../../app/core/module.ts";
import { buildApp } from "../../../app/app.ts";

const { settings } = buildApp({ nodeMinGasPrice: "0" });
const message = { typeUrl: "/a.MsgB" } as MessageRoute;
const query = { path: "/a.Query/B" } as QueryRoute;

function build(...modules: Module[]) {
  const builder = new AppBuilder();
  for (const module of modules) builder.add(module);
  return builder.build({ ante: [], settings });
}

for (const { name, modules, text } of [
  { name: "a module", modules: [{ name: "a" }, { name: "a" }], text: "module a" },
  {
    name: "a store",
    modules: [
      { name: "a", schema: new Schema("s") },
      { name: "b", schema: new Schema("s") },
    ],
    text: "store s",
  },
  {
    name: "a message type",
    modules: [
      { name: "a", messages: [message] },
      { name: "b", messages: [message] },
    ],
    text: "message type /a.MsgB",
  },
  {
    name: "a message type within a module",
    modules: [{ name: "a", messages: [message, message] }],
    text: "message type /a.MsgB",
  },
  {
    name: "a query path",
    modules: [
      { name: "a", queries: [query] },
      { name: "b", queries: [query] },
    ],
    text: "query path /a.Query/B",
  },
]) {
  test(`an application does not build with ${name} twice`, () => {
    assert.throws(() => build(...modules), {
      name: "MachineFault",
      message: `${text} is declared twice`,
    });
  });
}

test("stores are in byte order, modules in the order in which they were added", () => {
  const app = build(
    { name: "z", schema: new Schema("m") },
    { name: "none" },
    { name: "a", schema: new Schema("b"), defaultGenesis: () => ({ empty: true }) },
    { name: "y", schema: new Schema("Z") },
  );
  assert.deepEqual(app.storeNames, ["Z", "b", "m"]);
  assert.deepEqual(
    app.modules.map(({ name }) => name),
    ["z", "none", "a", "y"],
  );
  assert.deepEqual(defaultState(app), { a: { empty: true } });
});

test("messages and queries are found by their names alone", () => {
  const app = build({ name: "a", messages: [message], queries: [query] });
  assert.deepEqual(app.message("/a.MsgB"), { module: "a", route: message });
  assert.equal(app.query("/a.Query/B"), query);
  for (const name of ["", "a.MsgB", "/a.msgb", "/a.MsgB/", "__proto__", "constructor"]) {
    assert.equal(app.message(name), undefined);
    assert.equal(app.query(name), undefined);
  }
});
