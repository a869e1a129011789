import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { buildApp } from "../../app/app.ts";
import { type App, defaultState } from "../../app/core/app.ts";
import type { Context } from "../../app/core/context.ts";
import type { ErrorDefinition } from "../../app/core/errors.ts";
import { JsonValue } from "../../app/core/json.ts";
import type { Module } from "../../app/core/module.ts";
import { memoryContext, MemoryState } from "../helpers/context.ts";
import { alice, TestChain } from "../helpers/executor.ts";
import { kvMessage, sendMessage } from "../helpers/tx.ts";

/** From dist/test/conformance/ to the sources. */
const source = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

const app = buildApp({ nodeMinGasPrice: "0" });

/** Genesis of the modules up to and with this one, which it may need. */
function initUpTo(
  last: Module,
  state: Readonly<Record<string, unknown>>,
): Context & { state: MemoryState } {
  const ctx = memoryContext({ state: new MemoryState(), mode: "genesis" });
  app.settings.setConsensusParams(
    ctx,
    TestChain.prototype.genesis.call({ app } as TestChain).consensusParams,
  );
  for (const module of app.modules) {
    module.initGenesis?.(ctx, new JsonValue(state[module.name], module.name), []);
    if (module === last) break;
  }
  return ctx;
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

for (const module of app.modules) {
  const { name, schema } = module;
  const readme = (): string => readFileSync(source(`modules/${name}/README.md`), "utf8");

  if (module.initGenesis) {
    test(`${name}: the default genesis, exported and read again, makes the same state`, () => {
      const first = initUpTo(module, defaultState(app));
      const exported = module.exportGenesis?.(first);
      const second = initUpTo(module, { ...defaultState(app), [name]: json(exported) });
      assert.deepEqual(json(module.exportGenesis?.(second)), json(exported));
      if (schema) {
        assert.deepEqual(
          second.state.store(schema.storeName).entries,
          first.state.store(schema.storeName).entries,
        );
      }
    });

    test(`${name}: genesis refuses a field that it does not know, with its path`, () => {
      const given = { ...(json(defaultState(app)[name]) as object), "no such field": 1 };
      assert.throws(() => initUpTo(module, { ...defaultState(app), [name]: given }), {
        name: "ChainError",
        message: new RegExp(`^${name}: unknown field "no such field"`),
      });
    });
  }

  test(`${name}: the README lists the store, every collection and every message`, () => {
    const text = readme();
    for (const collection of schema?.collections ?? []) {
      assert.ok(text.includes(`\`${collection.name}\``), `collection ${collection.name}`);
    }
    if (schema) assert.match(text, new RegExp(`[Ss]tore\\s+\`${schema.storeName}\``));
    for (const { typeUrl } of module.messages ?? []) {
      assert.ok(text.includes(typeUrl.slice(typeUrl.lastIndexOf(".") + 1)), `message ${typeUrl}`);
    }
  });

  test(`${name}: every error is in docs/errors.md, with codes from 2 on that are not repeated`, async () => {
    if (!existsSync(source(`modules/${name}/errors.ts`))) return;
    const exported = (await import(`../../modules/${name}/errors.js`)) as Record<string, unknown>;
    const documented = readFileSync(source("docs/errors.md"), "utf8").replaceAll(/ +/g, " ");
    const codes = new Set<number>();
    for (const [factories, errors] of Object.entries(exported)) {
      if (typeof errors !== "object" || errors === null) continue;
      for (const [error, factory] of Object.entries(errors)) {
        const { definition } = factory as { definition: ErrorDefinition & { codespace: string } };
        assert.equal(definition.codespace, name);
        assert.ok(
          definition.code >= 2 && !codes.has(definition.code),
          `${error}: ${definition.code}`,
        );
        codes.add(definition.code);
        const row = `| ${definition.code} | \`${factories}.${error}\` | ${definition.message} |`;
        assert.ok(documented.includes(row), `docs/errors.md has no row ${row}`);
      }
    }
    assert.ok(codes.size > 0);
  });

  for (const route of module.messages ?? []) {
    test(`${name}: ${route.typeUrl} has a response of its name and its package, and takes empty bytes`, () => {
      assert.equal(route.responseTypeUrl, `${route.typeUrl}Response`);
      assert.match(route.typeUrl, /^\/[a-z0-9_.]+\.v[0-9a-z]+\.Msg[A-Z][A-Za-z]*$/);
      const empty = route.request.decode(new Uint8Array(0));
      assert.deepEqual(route.request.encode(empty).finish(), new Uint8Array(0));
      assert.ok(Array.isArray(route.handler.signers(empty)));
      // An empty message is malformed, or refused when it runs; it is never a bug.
      const ctx = initUpTo(app.modules.at(-1) as Module, defaultState(app));
      assert.throws(
        () => {
          route.handler.validate?.(empty, ctx);
          route.handler.handle(ctx, empty);
        },
        { name: "ChainError" },
      );
    });
  }

  for (const route of module.queries ?? []) {
    test(`${name}: ${route.path} answers an empty request, or refuses it, and is never a bug`, () => {
      const ctx = initUpTo(app.modules.at(-1) as Module, defaultState(app));
      const before = app.storeNames.map((store) => ctx.state.store(store).entries);
      try {
        const answer = route.handle(ctx, route.request.decode(new Uint8Array(0)));
        assert.ok(route.response.encode(answer).finish() instanceof Uint8Array);
      } catch (error) {
        assert.equal(error instanceof Error && error.name, "ChainError", String(error));
      }
      assert.deepEqual(
        app.storeNames.map((store) => ctx.state.store(store).entries),
        before,
      );
    });
  }
}

test("store names, message types and query paths are unique, and named as always", () => {
  const all = (list: (module: Module) => readonly string[]): string[] =>
    app.modules.flatMap((m) => list(m));
  for (const names of [
    all(({ name }) => [name]),
    all(({ schema }) => (schema ? [schema.storeName] : [])),
    all(({ messages }) => (messages ?? []).map(({ typeUrl }) => typeUrl)),
    all(({ queries }) => (queries ?? []).map(({ path }) => path)),
  ]) {
    assert.equal(new Set(names).size, names.length);
  }
  // Neither is ever renamed: they are in the app hash, in keys of genesis and in proofs.
  assert.deepEqual(app.storeNames, ["acc", "authz", "bank", "chain", "feegrant", "kv", "staking"]);
  assert.deepEqual(
    app.modules.map(({ name }) => name),
    ["chain", "auth", "bank", "vesting", "feegrant", "authz", "kv", "staking", "upgrade"],
  );
});

test("an unknown message is refused whatever module's package it names", () => {
  const chain = TestChain.start();
  for (const { messages } of app.modules) {
    for (const { typeUrl } of (messages ?? []).slice(0, 1)) {
      const [result] = chain.executor.finalizeBlock(
        chain.proposal([
          chain.tx(alice, [{ typeUrl: `${typeUrl}X`, value: new Uint8Array(0) }], { sequence: 0n }),
        ]),
      ).txs;
      assert.deepEqual([result?.codespace, result?.code], ["sdk", 2]);
      assert.match(result?.log ?? "", /unable to resolve type URL/);
    }
  }
});

/** One transaction a message type that fails when its message runs, or is refused before. */
function failing(chain: TestChain, target: App): Uint8Array[] {
  return target.modules.flatMap(({ messages }) =>
    (messages ?? []).map(({ typeUrl }) =>
      chain.tx(alice, [sendMessage(alice, alice, 1n), { typeUrl, value: new Uint8Array(0) }], {
        sequence: 0n,
      }),
    ),
  );
}

test("a message that fails leaves no writes, of whichever module", () => {
  const chain = TestChain.start();
  const { appHash } = chain.executor.finalizeBlock(chain.proposal());
  const txs = failing(chain, app);
  assert.ok(txs.length >= 8);
  for (const tx of txs) {
    const result = chain.executor.finalizeBlock(chain.proposal([tx]));
    assert.notEqual(result.txs[0]?.code, 0);
    assert.deepEqual(result.appHash, appHash);
  }
});

test("the same transaction from the same state: the same gas, result and state", () => {
  const chain = TestChain.start();
  const txs = [
    chain.tx(alice, [sendMessage(alice, alice, 1n)], { sequence: 0n }),
    chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")], { sequence: 0n }),
    chain.tx(alice, [kvMessage.delete(alice, "n", "k")], { sequence: 0n }),
  ];
  for (const tx of txs) {
    const first = chain.executor.finalizeBlock(chain.proposal([tx]));
    chain.executor.checkTx(tx, false);
    assert.deepEqual(chain.executor.finalizeBlock(chain.proposal([tx])), first);
    assert.deepEqual(
      TestChain.start().executor.finalizeBlock(chain.proposal([tx])),
      first,
      "another node",
    );
    assert.ok((first.txs[0]?.gasUsed ?? 0n) > 0n);
  }
});
