import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Database } from "../../../app/core/store/database.ts";
import { Multistore } from "../../../app/core/store/multistore.ts";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { genesisText } from "../../../app/node/genesis-export.ts";
import { type Genesis, readGenesis, validateGenesis } from "../../../app/node/genesis.ts";
import { runCli } from "../../helpers/cli.ts";
import { crypto } from "../../helpers/context.ts";
import { blockTime, MemoryDatabase, TestChain } from "../../helpers/executor.ts";
import { stoppedNode } from "../../helpers/node-home.ts";
import { Random, RandomBlocks } from "../../helpers/random-blocks.ts";

const ALL = { pruning: { keepRecent: undefined, interval: 1 }, readOnly: true };

/** Every key and value of every store at a height, as hexadecimal. */
function pairs(chain: TestChain, database: Database, height: number): Record<string, string[]> {
  const names = chain.app.storeNames;
  const version = new Multistore({ crypto, database, names }).at(height);
  assert.ok(version, `height ${height}`);
  const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
  return Object.fromEntries(
    names.map((name) => {
      const tree = version.trees.get(name);
      assert.ok(tree);
      return [
        name,
        [...tree.range(undefined, undefined, false)].map(
          ([key, value]) => `${hex(key)}=${hex(value)}`,
        ),
      ];
    }),
  );
}

/** A chain that starts from the document and has made one block more. */
function importGenesis(genesis: Genesis): { chain: TestChain; database: MemoryDatabase } {
  const database = new MemoryDatabase();
  const chain = new TestChain({ database });
  const initialHeight = BigInt(genesis.initial_height);
  chain.executor.initChain({ ...chain.genesis(), initialHeight, state: genesis.app_state });
  chain.executor.finalizeBlock({ height: initialHeight, timeNs: 5n, txs: [] });
  chain.executor.commit();
  return { chain, database };
}

test("what is exported at any kept height makes the same pairs in every store", async (t) => {
  const seed = Date.now() % 2 ** 31;
  t.diagnostic(`seed ${seed}`);
  const database = new MemoryDatabase(30);
  const chain = TestChain.start({ database });
  const blocks = new RandomBlocks(new Random(seed), chain);
  for (let i = 0; i < 40; i++) chain.block(blocks.next());
  const node = await stoppedNode(t, 0);
  const own = await readGenesis(node.home.genesis);
  for (const height of [12, 25, 40, 41]) {
    const modules = chain.executor.exportModules(height);
    const record = { height, timeNs: blockTime(BigInt(height)) };
    const text = [...genesisText(own, record, modules)].join("");
    const genesis = validateGenesis("export", JSON.parse(text));
    assert.deepEqual(
      genesis.app_state,
      JSON.parse(JSON.stringify(chain.executor.exportState(height))),
    );
    const again = importGenesis(genesis);
    assert.deepEqual(
      pairs(again.chain, again.database, height + 1),
      pairs(chain, database, height),
      `height ${height}`,
    );
  }
  assert.throws(() => chain.executor.exportState(11), { codespace: "sdk", code: 26 });
  assert.throws(() => chain.executor.exportState(42), { codespace: "sdk", code: 26 });
});

test("export writes a genesis from which the chain goes on", async (t) => {
  const node = await stoppedNode(t, 9);
  const { folder, home } = node;
  const newest = await runCli(["export", "--output-file", "g.json", "-o", "json"], { folder });
  assert.equal(newest.code, 0, newest.stderr);
  const written = JSON.parse(newest.stdout) as Record<string, unknown>;
  const path = join(folder, "g.json");
  assert.equal(written["height"], 9);
  assert.equal(written["written"], path);
  const own = await readGenesis(home.genesis);
  const genesis = await readGenesis(path);
  assert.deepEqual(
    { ...genesis, app_state: 0 },
    {
      ...own,
      app_state: 0,
      initial_height: "10",
      genesis_time: "2023-11-14T22:13:29.000000000Z",
    },
  );
  const database = new LmdbDatabase(home.stateFolder, ALL);
  const again = importGenesis(genesis);
  assert.deepEqual(pairs(again.chain, again.database, 10), pairs(again.chain, database, 9));
  await database.close();

  const earlier = await runCli(["export", "--height", "4"], { folder });
  assert.equal(earlier.code, 0, earlier.stderr);
  const past = validateGenesis("output", JSON.parse(earlier.stdout));
  assert.equal(past.initial_height, "5");
  assert.notDeepEqual(past.app_state, genesis.app_state);
});

test("export replaces no file, and refuses heights and genesis files that do not fit", async (t) => {
  const { folder, home } = await stoppedNode(t, 3);
  const refuses = async (argv: readonly string[], code: number, message: RegExp): Promise<void> => {
    const run = await runCli(["export", ...argv], { folder });
    assert.equal(run.code, code);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, message);
  };
  await writeFile(join(folder, "g.json"), "precious");
  await refuses(["--output-file", "g.json"], 1, /g\.json exists; it is not overwritten/);
  assert.equal(await readFile(join(folder, "g.json"), "utf8"), "precious");
  await refuses(["--height", "4"], 1, /height 4 is not kept: this node has 1 to 3/);
  await refuses(["--height", "0"], 2, /--height "0": expected a whole number/);
  const text = await readFile(home.genesis, "utf8");
  await writeFile(home.genesis, text.replace('"lazuli-test-1"', '"other-1"'));
  await refuses([], 1, /genesis\.json is of other-1, but the state of lazuli-test-1/);
});

test("the text has a line for each entry, however large a module's state is", async (t) => {
  const node = await stoppedNode(t, 0);
  const own = await readGenesis(node.home.genesis);
  const entries = Array.from({ length: 50_000 }, (_, i) => ({ key: `${i}`, deep: [{ a: [1] }] }));
  const modules: [string, unknown][] = [
    ["a", { entries, none: [], nothing: undefined, text: 'x"\n' }],
    ["b", {}],
  ];
  const chunks = [...genesisText(own, { height: 1, timeNs: 1n }, modules)];
  assert.ok(chunks.length > 10 && chunks.every(({ length }) => length < 200_000));
  const text = chunks.join("");
  const parsed = JSON.parse(text) as Genesis;
  assert.deepEqual(parsed.app_state, JSON.parse(JSON.stringify(Object.fromEntries(modules))));
  assert.equal(parsed.genesis_time, "1970-01-01T00:00:00.000000001Z");
  assert.match(text, /^ {8}\{"key":"7","deep":\[\{"a":\[1\]\}\]\},$/m);
  assert.ok(text.endsWith("}\n"));
});
