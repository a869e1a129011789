import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { Xorshift } from "../helpers/xorshift.ts";

/**
 * How large a record of LMDB should be: a synced transaction that writes 1.5 MB of new records and frees as many old ones, as
 * a block of 1,000 random updates does, and a random read of one. `npm run bench -- chunks`
 */
const SIZES = [4_080, 8_176, 16_368, 32_752, 65_520];
const FILL_BYTES = 300_000_000;
const BLOCK_BYTES = 1_550_000;
const BLOCKS = 30;
const READS = 100_000;

async function measure(size: number): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), "lazuli-chunks-"));
  const random = new Xorshift(1);
  const root = open<Buffer, string>({
    ...{ path, encoding: "binary", overlappingSync: false, noMemInit: true },
    mapSize: 2 ** 36,
  });
  const table = root.openDB<Buffer, number>({ name: "chunks", encoding: "binary" });
  const record = Buffer.alloc(size, 1);
  const perBlock = Math.ceil(BLOCK_BYTES / size);
  let next = 1;
  const write = (count: number): void => {
    for (let i = 0; i < count; i++) table.putSync(next++, record);
  };
  for (let i = 0; i < 10; i++) {
    root.transactionSync(() => {
      write(Math.ceil(FILL_BYTES / 10 / size));
    });
  }
  const times = Array.from({ length: BLOCKS }, () => {
    const start = performance.now();
    root.transactionSync(() => {
      write(perBlock);
      for (let i = 0; i < perBlock; i++) table.removeSync(1 + random.below(next));
    });
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const start = performance.now();
  for (let i = 0; i < READS; i++) table.getBinaryFast(1 + random.below(next));
  const readUs = ((performance.now() - start) * 1_000) / READS;
  await root.close();
  rmSync(path, { recursive: true });
  const blockMs = times[BLOCKS >> 1] ?? 0;
  return `${String(size).padStart(12)}${blockMs.toFixed(1).padStart(14)}${readUs.toFixed(2).padStart(12)}`;
}

console.log("record bytes   block p50 ms     read µs");
for (const size of SIZES) console.log(await measure(size));
