import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../helpers/cli.ts";
import { startTestLocalnet } from "../helpers/localnet.ts";

interface TxJson {
  readonly txhash: string;
  readonly height: string;
  readonly code: number;
  readonly timestamp: string;
  readonly raw_log: string;
  readonly events: readonly { readonly type: string }[];
  readonly tx: {
    readonly "@type": string;
    readonly body: { readonly messages: readonly object[]; readonly memo: string };
    readonly auth_info: { readonly signer_infos: readonly { readonly sequence: string }[] };
    readonly signatures: readonly string[];
  };
}

interface Pages {
  readonly total_count: string;
  readonly count: string;
  readonly page_number: string;
  readonly page_total: string;
  readonly limit: string;
}

interface ValidatorSet {
  readonly block_height: string;
  readonly validators: readonly { readonly address: string }[];
}

interface BlockJson {
  readonly header: { readonly height: string; readonly time: string; readonly app_hash: string };
  readonly data: { readonly txs: readonly string[] };
  readonly last_commit: { readonly signatures: readonly object[] };
}

test("transactions and blocks are found on the command line as with simd", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rpc } = localnet.node("node0");
  const { dir } = localnet.network;
  const variables = { LAZULI_HOME: join(dir, "client"), LAZULI_NODE: rpc };
  const run = (...argv: string[]) => runCli(argv, { folder: dir, variables });
  const json = async <T>(...argv: string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(...argv, "-o", "json");
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const refused = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...argv);
    assert.notEqual(code, 0, argv.join(" "));
    assert.equal(stdout, "");
    return stderr;
  };
  const { address } = await json<{ address: string }>("keys", "show", "alice");
  const send = ["tx", "bank", "send", "alice", "bob"] as const;
  const sent: TxJson[] = [];
  for (const [index, coins] of ["1ulaz", "2ulaz", "3ulaz"].entries()) {
    const one = await json<TxJson>(...send, coins, "-y", "--note", `n${index}`);
    sent.push(one);
  }
  const [first, second, third] = sent;
  assert.ok(first && second && third);
  const sequence = BigInt(
    (await json<{ account: { sequence: string } }>("query", "auth", "account", address)).account
      .sequence,
  );

  await t.test("one by its hash, as the SDK's TxResponse", async () => {
    const found = await json<TxJson>("query", "tx", second.txhash);
    assert.deepEqual([found.txhash, found.height, found.code], [second.txhash, second.height, 0]);
    assert.match(found.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(found.tx["@type"], "/cosmos.tx.v1beta1.Tx");
    assert.equal(found.tx.body.memo, "n1");
    assert.deepEqual(found.tx.body.messages, [
      {
        "@type": "/cosmos.bank.v1beta1.MsgSend",
        from_address: address,
        to_address: (await json<{ address: string }>("keys", "show", "bob")).address,
        amount: [{ denom: "ulaz", amount: "2" }],
      },
    ]);
    assert.ok(found.events.some(({ type }) => type === "transfer"));
    const text = await run("query", "tx", second.txhash.toLowerCase());
    assert.match(text.stdout, /^note: n1$/m);
    assert.match(await refused("query", "tx", "AB".repeat(32)), /not found: (?:AB){32}; no block/);
  });

  await t.test(
    "one by its account's sequence; by a signature if the node indexes them",
    async () => {
      const byAccount = (number: bigint) => [
        "query",
        "tx",
        "--type",
        "acc_seq",
        `${address}/${number}`,
      ];
      const found = await json<TxJson>(...byAccount(sequence - 2n));
      assert.equal(found.txhash, second.txhash);
      assert.equal(found.tx.auth_info.signer_infos[0]?.sequence, String(sequence - 2n));
      assert.match(await refused(...byAccount(sequence)), /no transaction with tx\.acc_seq=/);
      const [signature = ""] = found.tx.signatures;
      const hint = await refused("query", "tx", "--type", "signature", signature);
      assert.match(hint, /index-events of its app\.toml name, here tx\.signature/);
      assert.match(
        await refused("query", "tx", "--type", "acc_seq", "x' OR 'y/1"),
        /expected <address>/,
      );
    },
  );

  await t.test("several by their events, in pages and both orders", async () => {
    const mine = ["query", "txs", "--query", `message.sender='${address}'`] as const;
    const page = await json<Pages & { txs: readonly TxJson[] }>(...mine, "--limit", "2");
    const { txs, ...pages } = page;
    assert.deepEqual(pages, {
      ...{ total_count: "3", count: "2", page_number: "1", page_total: "2", limit: "2" },
    });
    assert.deepEqual(
      txs.map(({ txhash }) => txhash),
      [first.txhash, second.txhash],
    );
    const last = await json<typeof page>(...mine, "--limit", "1", "--order_by", "desc");
    assert.deepEqual(
      last.txs.map(({ txhash }) => txhash),
      [third.txhash],
    );
    assert.match((await run(...mine)).stdout, /^total_count: 3$/m);
    assert.match(await refused("query", "txs", "--query", "tx.height"), /^error: /);
    assert.match(
      await refused(...mine, "--limit", "101"),
      /--limit "101": expected .* from 1 to 100/,
    );
    assert.match(await refused(...mine, "--page", "9"), /page/);
    assert.match(await refused("query", "txs"), /query/);
  });

  await t.test("a block by its height and its hash, blocks by their heights", async () => {
    const block = await json<BlockJson>("query", "block", second.height);
    assert.equal(block.header.height, second.height);
    const [bytes = ""] = block.data.txs;
    const hash = createHash("sha256").update(Buffer.from(bytes, "base64")).digest("hex");
    assert.equal(hash.toUpperCase(), second.txhash);
    const { stdout } = await run("query", "block", second.height);
    const [, blockHash = ""] = /^hash: ([0-9A-F]{64})$/m.exec(stdout) ?? [];
    assert.deepEqual(await json("query", "block", blockHash), block);
    assert.deepEqual(
      await json("query", "block", "--type", "hash", blockHash.toLowerCase()),
      block,
    );
    const latest = await json<BlockJson>("query", "block");
    assert.ok(BigInt(latest.header.height) >= BigInt(third.height));
    const heights = `block.height>=${first.height} AND block.height<=${second.height}`;
    const found = await json<Pages & { blocks: readonly BlockJson[] }>(
      "query",
      "blocks",
      "--query",
      heights,
    );
    const expected = Number(second.height) - Number(first.height) + 1;
    assert.equal(found.total_count, String(expected));
    assert.deepEqual(found.blocks.at(-1), block);
    assert.match(await refused("query", "block", "999999"), /^error: .*height/);
    assert.match(await refused("query", "block", "AB".repeat(32)), /block not found/);
    assert.match(await refused("query", "block", "--type", "hash", "7"), /64 hexadecimal digits/);
  });

  await t.test("the node's own services", async () => {
    const { minimum_gas_price } = await json<{ minimum_gas_price: string }>(
      "query",
      "node",
      "config",
    );
    assert.match(minimum_gas_price, /ulaz$/);
    const status = await json<{ height: string }>("query", "node", "status");
    assert.ok(BigInt(status.height) >= BigInt(third.height));
    const info = await json<{ application_version: { name: string } }>(
      "query",
      "comet",
      "node-info",
    );
    assert.equal(info.application_version.name, "lazuli");
    assert.deepEqual(await json("query", "comet", "syncing"), { syncing: false });
    const { block } = await json<{ block: BlockJson }>(
      "query",
      "comet",
      "block-by-height",
      second.height,
    );
    assert.equal(block.header.height, second.height);
    const latest = await json<{ block: BlockJson }>("query", "comet", "block-latest");
    assert.ok(BigInt(latest.block.header.height) >= BigInt(third.height));
    const { height } = second;
    for (const verb of ["comet validator-set", "comet-validator-set"]) {
      const set = await json<ValidatorSet>("query", ...verb.split(" "), height);
      assert.deepEqual([set.block_height, set.validators.length], [height, 1]);
      assert.match(set.validators[0]?.address ?? "", /^lazulivalcons1/);
    }
  });

  await t.test("what came of a block", async () => {
    const results = await json<{
      height: string;
      txs_results: readonly { code: number; gas_used: string }[];
    }>("query", "block-results", second.height);
    assert.equal(results.height, second.height);
    assert.deepEqual(
      results.txs_results.map(({ code }) => code),
      [0],
    );
    assert.match(await refused("query", "block-results", "0"), /expected a whole number from 1/);
  });
});
