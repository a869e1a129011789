import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ResponseApplySnapshotChunk_Result as Applied,
  ResponseOfferSnapshot_Result as Offered,
  type Snapshot,
} from "../../../proto/gen/tendermint/abci/types.ts";
import {
  type ChunkVerdict,
  type OfferVerdict,
  snapshotHandlers,
} from "../../../app/abci/snapshots.ts";

const HASH = new Uint8Array(32).fill(1);

function snapshotAt(height: number): Snapshot {
  return { height: BigInt(height), format: 1, chunks: 1, hash: HASH, metadata: HASH };
}

function handlersFor(verdicts: { readonly offer?: OfferVerdict; readonly chunk?: ChunkVerdict }) {
  const offers: bigint[] = [];
  const handlers = snapshotHandlers({
    source: {
      list: () => Promise.resolve(Array.from({ length: 12 }, (_, i) => snapshotAt(12 - i))),
      chunk: (height, _format, index) =>
        Promise.resolve(height === 12n ? Uint8Array.of(index) : undefined),
    },
    restorer: {
      offer: ({ height }) => {
        offers.push(height);
        return Promise.resolve(verdicts.offer ?? "reject");
      },
      apply: () => Promise.resolve(verdicts.chunk ?? { result: "abort" }),
    },
  });
  return { handlers, offers };
}

test("peers are told of the newest ten snapshots, and given their chunks", async () => {
  const { handlers } = handlersFor({});
  const { snapshots } = await handlers.listSnapshots({});
  assert.deepEqual(
    snapshots.map(({ height }) => height),
    [12n, 11n, 10n, 9n, 8n, 7n, 6n, 5n, 4n, 3n],
  );
  const load = (height: bigint) => handlers.loadSnapshotChunk({ height, format: 1, chunk: 5 });
  assert.deepEqual(await load(12n), { chunk: Uint8Array.of(5) });
  assert.deepEqual(await load(13n), { chunk: new Uint8Array(0) });
});

const OFFERS: readonly (readonly [OfferVerdict, Offered])[] = [
  ["accept", Offered.ACCEPT],
  ["reject", Offered.REJECT],
  ["rejectFormat", Offered.REJECT_FORMAT],
  ["abort", Offered.ABORT],
];

for (const [offer, result] of OFFERS) {
  test(`an offer is answered with ${offer}`, async () => {
    const { handlers } = handlersFor({ offer });
    const answer = await handlers.offerSnapshot({ snapshot: snapshotAt(3), appHash: HASH });
    assert.deepEqual(answer, { result });
  });
}

test("an offer of nothing is refused", async () => {
  const { handlers, offers } = handlersFor({ offer: "accept" });
  const answer = await handlers.offerSnapshot({ snapshot: undefined, appHash: HASH });
  assert.deepEqual([answer, offers], [{ result: Offered.REJECT }, []]);
});

const CHUNKS: readonly (readonly [ChunkVerdict["result"], Applied])[] = [
  ["accept", Applied.ACCEPT],
  ["abort", Applied.ABORT],
  ["retry", Applied.RETRY],
  ["retrySnapshot", Applied.RETRY_SNAPSHOT],
  ["rejectSnapshot", Applied.REJECT_SNAPSHOT],
];

for (const [verdict, result] of CHUNKS) {
  test(`a chunk is answered with ${verdict}`, async () => {
    const apply = (chunk: ChunkVerdict) =>
      handlersFor({ chunk }).handlers.applySnapshotChunk({ index: 4, chunk: HASH, sender: "p" });
    assert.deepEqual(await apply({ result: verdict }), {
      result,
      refetchChunks: [],
      rejectSenders: [],
    });
    assert.deepEqual(await apply({ result: verdict, refetch: [4], rejectSenders: ["p"] }), {
      result,
      refetchChunks: [4],
      rejectSenders: ["p"],
    });
  });
}
