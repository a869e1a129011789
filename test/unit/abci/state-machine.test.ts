import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestFinalizeBlock } from "../../../proto/gen/tendermint/abci/types.ts";
import { stateMachineApplication } from "../../../app/abci/state-machine.ts";
import { utf8 } from "../../../app/core/bytes.ts";
import { createLog } from "../../../app/node/log.ts";
import { alice, bob, TestChain } from "../../helpers/executor.ts";
import { sendMessage } from "../../helpers/tx.ts";

function application(chain: TestChain, indexEvents: readonly string[] = []) {
  return stateMachineApplication({
    executor: chain.executor,
    snapshots: {
      source: { list: () => Promise.resolve([]), chunk: () => Promise.resolve(undefined) },
      restorer: {
        offer: () => Promise.resolve("abort"),
        apply: () => Promise.resolve({ result: "abort" }),
      },
    },
    onCommit: () => undefined,
    softwareVersion: "1.2.3",
    indexEvents,
    log: createLog({ level: "error", format: "plain", write: () => undefined }),
  });
}

const PARAMS = "/cosmos.bank.v1beta1.Query/Params";

test("paths of no gRPC method are known with their slash and without, as in the SDK", async () => {
  const { query } = application(TestChain.start());
  const ask = async (path: string, data = new Uint8Array(0), prove = false) =>
    query({ path, data, prove, height: 0n });
  const supply = Uint8Array.of(0, ...utf8("ulaz"));
  for (const slash of ["", "/"]) {
    const version = await ask(`${slash}app/version`);
    assert.equal(Buffer.from(version.value).toString(), "1.2.3");
    for (const kind of ["addr/127.0.0.1:26656", "id/00ff"]) {
      const { code, height } = await ask(`${slash}p2p/filter/${kind}`);
      assert.deepEqual([code, height > 0n], [0, true], "every peer is welcome");
    }
    const stored = await ask(`${slash}store/bank/key`, supply, true);
    assert.deepEqual([stored.code, stored.proofOps?.ops.length], [0, 2]);
  }
  assert.equal((await ask(PARAMS)).code, 0);
  for (const path of [PARAMS.slice(1), "/p2p/other", "/app/other", ""]) {
    assert.equal((await ask(path)).code, 6, path);
  }
});

/** Of the block, Unix seconds. */
const TIME = 1_900_000_000n;

test("attributes are marked for the index that the node's settings name, or all", async () => {
  for (const [indexEvents, expected] of [
    [[], []],
    [["transfer.recipient"], ["transfer.recipient"]],
    [["*"], undefined],
  ] as const) {
    const chain = TestChain.start();
    const { finalizeBlock } = application(chain, indexEvents);
    const tx = chain.tx(alice, [sendMessage(alice, bob, 5n)]);
    const block = RequestFinalizeBlock.fromPartial({
      txs: [tx],
      height: 2n,
      time: { seconds: TIME },
    });
    const { txResults } = await finalizeBlock(block);
    const [{ code, events } = assert.fail("no result")] = txResults;
    assert.equal(code, 0);
    const all = events.flatMap(({ type, attributes }) =>
      attributes.map(({ key, index }) => ({ name: `${type}.${key}`, index })),
    );
    const indexed = new Set(all.filter(({ index }) => index).map(({ name }) => name));
    const wanted = new Set(expected ?? all.map(({ name }) => name));
    assert.deepEqual(indexed, wanted);
    assert.ok(all.length > 3);
  }
});
