import assert from "node:assert/strict";
import { test } from "node:test";
import { VERSION } from "../../app/version.ts";
import { TXS_PAGE_MAX } from "../../app/node/api/limits.ts";
import { askRest, startApiServers, type CometAnswers } from "../helpers/api-servers.ts";
import { alice, bob, TestChain } from "../helpers/executor.ts";
import { sendMessage } from "../helpers/tx.ts";

/** What services answer that take it from CometBFT's RPC, here a scripted one. */

const HASH = "AB".repeat(32);
const HASH_BASE64 = Buffer.from(HASH, "hex").toString("base64");
const VALIDATOR = "CD".repeat(20);
const TENDERMINT = "/cosmos/base/tendermint/v1beta1";
const TXS = "/cosmos/tx/v1beta1/txs";

const STATUS = {
  node_info: {
    protocol_version: { p2p: "8", block: "11", app: "1" },
    ...{ id: "node", listen_addr: "tcp://127.0.0.1:26656", network: "chain-1" },
    ...{ version: "0.38.26", channels: "4020", moniker: "me" },
    other: { tx_index: "on", rpc_address: "tcp://127.0.0.1:26657" },
  },
  sync_info: {
    ...{ latest_block_height: "7", latest_app_hash: HASH, catching_up: true },
    latest_block_time: "2026-11-25T01:02:03.4Z",
  },
};

const HEADER = {
  ...{ version: { block: "11" }, chain_id: "chain-1", height: "7" },
  time: "2026-11-25T01:02:03.000000004Z",
  last_block_id: { hash: HASH, parts: { total: 1, hash: HASH } },
  ...{ app_hash: HASH, data_hash: "", proposer_address: VALIDATOR, next_validators_hash: HASH },
};

const VOTE = { type: 2, height: "6", validator_index: 3, signature: "AQI=" };

function block(txs: readonly Uint8Array[] = []): unknown {
  return {
    block_id: { hash: HASH, parts: { total: 2, hash: HASH } },
    block: {
      header: HEADER,
      data: { txs: txs.map((tx) => Buffer.from(tx).toString("base64")) },
      evidence: {
        evidence: [
          {
            type: "tendermint/DuplicateVoteEvidence",
            value: { vote_a: VOTE, vote_b: VOTE, TotalVotingPower: "10", ValidatorPower: "5" },
          },
        ],
      },
      last_commit: {
        ...{ height: "6", round: 1, block_id: { hash: HASH, parts: { total: 1, hash: HASH } } },
        signatures: [
          { block_id_flag: 2, validator_address: VALIDATOR, timestamp: HEADER.time },
          { block_id_flag: 1, timestamp: "0001-01-01T00:00:00Z", signature: null },
        ],
      },
    },
  };
}

const COMET: CometAnswers = {
  status: () => STATUS,
  block: () => block(),
  header: () => ({ header: HEADER }),
  validators: ({ page, per_page, height }) => ({
    ...{ block_height: height ?? "7", total: "3", count: "1" },
    validators: [
      {
        address: VALIDATOR,
        pub_key: { type: "tendermint/PubKeyEd25519", value: HASH_BASE64 },
        ...{ voting_power: String(page), proposer_priority: `-${String(per_page)}` },
      },
    ],
  }),
};

async function start(t: Parameters<typeof startApiServers>[0], comet: CometAnswers = {}) {
  const chain = TestChain.start();
  const { rest, bugs } = await startApiServers(t, { chain, comet: { ...COMET, ...comet } });
  t.after(() => {
    assert.deepEqual(bugs, []);
  });
  return { chain, ask: (path: string, body?: unknown) => askRest(rest, path, { body }) };
}

test("a node says what it is", async (t) => {
  const { ask } = await start(t);
  const { json } = await ask(`${TENDERMINT}/node_info`);
  const { default_node_info: info, application_version: version } = json as {
    readonly default_node_info: Readonly<Record<string, unknown>>;
    readonly application_version: Readonly<Record<string, unknown>>;
  };
  assert.deepEqual([info["network"], info["default_node_id"]], ["chain-1", "node"]);
  assert.deepEqual(info["protocol_version"], { p2p: "8", block: "11", app: "1" });
  assert.equal(info["channels"], "QCA=");
  assert.deepEqual([version["name"], version["version"]], ["lazuli", VERSION]);
  assert.match(String(version["cosmos_sdk_version"]), /^v0\.53\.\d+$/);
  assert.deepEqual((await ask(`${TENDERMINT}/syncing`)).json, { syncing: true });
  assert.deepEqual((await ask("/cosmos/base/node/v1beta1/status")).json, {
    ...{ earliest_store_height: "0", height: "7", timestamp: "2026-11-25T01:02:03.400Z" },
    ...{ app_hash: HASH_BASE64, validator_hash: HASH_BASE64 },
  });
});

test("a block has all its parts, and the proposer's address in the form that people know", async (t) => {
  const { ask } = await start(t);
  for (const name of ["latest", "7"]) {
    const { json } = await ask(`${TENDERMINT}/blocks/${name}`);
    const { block_id, block, sdk_block } = json as Readonly<Record<string, Record<string, never>>>;
    const part_set_header = { total: 2, hash: HASH_BASE64 };
    assert.deepEqual(block_id, { hash: HASH_BASE64, part_set_header });
    const { header, last_commit, evidence } = block as unknown as {
      readonly header: Readonly<Record<string, unknown>>;
      readonly last_commit: { readonly signatures: readonly unknown[] };
      readonly evidence: { readonly evidence: readonly Record<string, Record<string, unknown>>[] };
    };
    assert.equal(header["time"], "2026-11-25T01:02:03.000000004Z");
    assert.equal(header["data_hash"], null);
    assert.deepEqual(header["version"], { block: "11", app: "0" });
    const address = Buffer.from(VALIDATOR, "hex").toString("base64");
    assert.equal(header["proposer_address"], address);
    assert.deepEqual(last_commit.signatures, [
      {
        ...{ block_id_flag: "BLOCK_ID_FLAG_COMMIT", validator_address: address },
        ...{ timestamp: "2026-11-25T01:02:03.000000004Z", signature: null },
      },
      {
        ...{ block_id_flag: "BLOCK_ID_FLAG_ABSENT", validator_address: null },
        ...{ timestamp: "0001-01-01T00:00:00Z", signature: null },
      },
    ]);
    const [duplicate] = evidence.evidence;
    const vote = duplicate?.["duplicate_vote_evidence"]?.["vote_a"] as Record<string, unknown>;
    assert.equal(vote["type"], "SIGNED_MSG_TYPE_PRECOMMIT");
    const shown = (sdk_block?.["header"] as { readonly proposer_address: string } | undefined)
      ?.proposer_address;
    assert.match(shown ?? "", /^lazulivalcons1/);
  }
  for (const height of ["8", "0", "-1"]) {
    assert.equal((await ask(`${TENDERMINT}/blocks/${height}`)).status, 400, height);
  }
});

test("validators come in pages", async (t) => {
  const { ask } = await start(t);
  const { json } = await ask(
    `${TENDERMINT}/validatorsets/latest?pagination.limit=1&pagination.offset=2`,
  );
  const { validators, ...rest } = json as { readonly validators: readonly object[] };
  assert.deepEqual(rest, { block_height: "7", pagination: { next_key: null, total: "3" } });
  const pub_key = { "@type": "/cosmos.crypto.ed25519.PubKey", key: HASH_BASE64 };
  const [validator] = validators as readonly Readonly<Record<string, unknown>>[];
  const { address, ...others } = validator ?? {};
  assert.deepEqual(others, { pub_key, voting_power: "3", proposer_priority: "-1" });
  assert.match(String(address), /^lazulivalcons1/);
  const at = await ask(`${TENDERMINT}/validatorsets/5`);
  // Of the state, which has one block.
  assert.equal(at.headers.get("x-cosmos-block-height"), "1");
  assert.equal((at.json as { readonly block_height: string }).block_height, "5");
  // CometBFT gives no more at once.
  const many = await ask(`${TENDERMINT}/validatorsets/latest?pagination.limit=500`);
  assert.equal(many.status, 200);
  for (const wrong of ["latest?pagination.offset=3", "9"]) {
    assert.equal((await ask(`${TENDERMINT}/validatorsets/${wrong}`)).status, 400, wrong);
  }
});

function result(tx: Uint8Array, height: string): unknown {
  return {
    ...{ hash: HASH, height, index: 0, tx: Buffer.from(tx).toString("base64") },
    tx_result: {
      ...{ code: 5, data: "AQI=", log: "why", gas_wanted: "10", gas_used: "9" },
      codespace: "sdk",
      events: [{ type: "tx", attributes: [{ key: "fee", value: "1ulaz", index: true }] }],
    },
  };
}

test("a transaction is found by its hash, with its block's time", async (t) => {
  let asked: unknown;
  const tx = TestChain.start().tx(alice, [sendMessage(alice, bob, 5n)]);
  const { ask } = await start(t, {
    tx: ({ hash }) => {
      asked = hash;
      if (hash !== HASH_BASE64) throw new Error(`tx (${String(hash)}) not found`);
      return result(tx, "7");
    },
  });
  const { json } = await ask(`${TXS}/${HASH.toLowerCase()}`);
  assert.equal(asked, HASH_BASE64);
  const { tx: shown, tx_response } = json as Readonly<Record<string, Record<string, unknown>>>;
  assert.deepEqual(tx_response, {
    ...{ height: "7", txhash: HASH, codespace: "sdk", code: 5, data: "0102", raw_log: "why" },
    ...{ logs: [], info: "", gas_wanted: "10", gas_used: "9" },
    tx: { "@type": "/cosmos.tx.v1beta1.Tx", ...shown },
    timestamp: "2026-11-25T01:02:03Z",
    events: [{ type: "tx", attributes: [{ key: "fee", value: "1ulaz", index: true }] }],
  });
  const { messages } = shown?.["body"] as { readonly messages: readonly Record<string, unknown>[] };
  assert.equal(messages[0]?.["@type"], "/cosmos.bank.v1beta1.MsgSend");
  assert.equal((await ask(`${TXS}/AB`)).status, 404);
  assert.equal((await ask(`${TXS}/ABC`)).status, 400);
  assert.equal((await ask(`${TXS}/${"AB".repeat(65)}`)).status, 400);
});

test("transactions are searched by a query or by the older events, in pages", async (t) => {
  const tx = TestChain.start().tx(alice, [sendMessage(alice, bob, 5n)]);
  const { ask } = await start(t, {
    tx_search: ({ query, page, per_page, order_by }) => {
      if (query === "bad") throw new Error("invalid query");
      const seen = [query, page, per_page, order_by].join(" ");
      return {
        txs: [result(tx, "7"), { ...(result(tx, "6") as object), hash: seen }],
        total_count: "9",
      };
    },
  });
  const search = async (parameters: string) => {
    const { status, json } = await ask(`${TXS}?${parameters}`);
    assert.equal(status, 200, parameters);
    const { txs, tx_responses, total } = json as {
      readonly txs: readonly unknown[];
      readonly tx_responses: readonly { readonly txhash: string }[];
      readonly total: string;
    };
    assert.deepEqual([txs.length, tx_responses.length, total], [2, 2, "9"]);
    return tx_responses[1]?.txhash;
  };
  assert.equal(await search("query=a%3D1"), "a=1 1 100 asc");
  const more = `order_by=ORDER_BY_DESC&page=2&limit=${TXS_PAGE_MAX}`;
  assert.equal(await search(`query=a%3D1&${more}`), "a=1 2 100 desc");
  assert.equal(await search("events=a%3D1&events=b%3D2"), "a=1 AND b=2 1 100 asc");
  // CometBFT gives no more at once.
  assert.equal(await search(`query=a%3D1&limit=${TXS_PAGE_MAX + 1}`), "a=1 1 100 asc");
  for (const wrong of ["", "query=bad"]) {
    assert.equal((await ask(`${TXS}?${wrong}`)).status, 400, wrong);
  }
});

test("a block's transactions come in pages, and what is none is left out", async (t) => {
  const chain = TestChain.start();
  const txs = [1n, 2n, 3n].map((amount) => chain.tx(alice, [sendMessage(alice, bob, amount)]));
  const { ask } = await start(t, { block: () => block([...txs, Uint8Array.of(255)]) });
  const amounts = async (parameters: string) => {
    const { json } = await ask(`${TXS}/block/7?${parameters}`);
    const { txs, pagination } = json as {
      readonly txs: readonly { body: { messages: { amount: { amount: string }[] }[] } }[];
      readonly pagination: unknown;
    };
    assert.deepEqual(pagination, { next_key: null, total: "4" });
    return txs.map(({ body }) => body.messages[0]?.amount[0]?.amount).join(" ");
  };
  assert.equal(await amounts(""), "1 2 3");
  assert.equal(await amounts("pagination.offset=1&pagination.limit=1"), "2");
  assert.equal(await amounts("pagination.limit=18446744073709551615"), "1 2 3");
  assert.equal(await amounts("pagination.reverse=true&pagination.limit=2"), "3");
  assert.equal((await ask(`${TXS}/block/7?pagination.offset=4`)).status, 400);
  assert.equal((await ask(`${TXS}/block/0`)).status, 400);
});

test("a transaction is sent to be checked or without waiting, and never until its block", async (t) => {
  const sent: string[] = [];
  const send = (how: string) => () => {
    sent.push(how);
    return { code: how === "sync" ? 5 : 0, codespace: "sdk", log: how, data: "", hash: HASH };
  };
  const { ask } = await start(t, {
    broadcast_tx_sync: send("sync"),
    broadcast_tx_async: send("async"),
  });
  const post = (mode: unknown, tx_bytes = "AQ==") => ask(TXS, { tx_bytes, mode });
  for (const mode of ["BROADCAST_MODE_SYNC", 3]) {
    const { status, json } = await post(mode);
    assert.equal(status, 200);
    const { tx_response } = json as { readonly tx_response: Readonly<Record<string, unknown>> };
    assert.match(String(tx_response["txhash"]), /^4BF5122F344554C5/);
    assert.equal(tx_response["tx"], null);
    assert.equal(tx_response["code"], mode === 3 ? 0 : 5);
  }
  assert.deepEqual(sent, ["sync", "async"]);
  for (const mode of ["BROADCAST_MODE_BLOCK", "BROADCAST_MODE_UNSPECIFIED"]) {
    assert.equal((await post(mode)).status, 400, mode);
  }
  assert.equal((await post("BROADCAST_MODE_SYNC", "")).status, 400);
  assert.equal(sent.length, 2);
});

test("what CometBFT itself refuses has the SDK's code", async (t) => {
  for (const [reason, code] of [
    ["tx already exists in cache", 19],
    ["mempool is full: number of txs 5 (max: 5)", 20],
    ["Tx too large. Max size is 5, but got 6", 21],
  ] as const) {
    const { ask } = await start(t, {
      broadcast_tx_sync: () => {
        throw new Error(reason);
      },
    });
    const { status, json } = await ask(TXS, { tx_bytes: "AQ==", mode: "BROADCAST_MODE_SYNC" });
    const { tx_response } = json as { readonly tx_response: Readonly<Record<string, unknown>> };
    assert.deepEqual([status, tx_response["code"], tx_response["codespace"]], [200, code, "sdk"]);
  }
});
