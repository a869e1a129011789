import { Buffer } from "node:buffer";
import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { open } from "lmdb";
import { Xorshift } from "../helpers/xorshift.ts";

/**
 * How large a chunk should be, and whether it should be a record of LMDB or lie in a file of ours: a durable block that writes
 * 1.5 MB of new chunks and frees as many old ones, as 1,000 random updates do, and a random read of one.
 * `npm run bench -- chunks`
 */
const SIZES = [4_080, 8_176, 16_368, 32_752, 65_520];
const FILL_BYTES = 300_000_000;
const BLOCK_BYTES = 1_550_000;
const BLOCKS = 30;
const READS = 100_000;
const LMDB_OPTIONS = { encoding: "binary", overlappingSync: false, noMemInit: true } as const;

interface Figures {
  readonly blockMs: number;
  readonly readUs: number;
  /** Memory that the reads made this process's own or mapped. */
  readonly readMb: number;
}

function rssMb(): number {
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes ?? NaN) / 1_000;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}

/** @param read reads the n-th chunk; @param block a durable block */
function measure(work: { readonly block: () => void; readonly read: () => void }): Figures {
  const times = Array.from({ length: BLOCKS }, () => {
    const start = performance.now();
    work.block();
    return performance.now() - start;
  });
  const before = rssMb();
  const start = performance.now();
  for (let i = 0; i < READS; i++) work.read();
  const readUs = ((performance.now() - start) * 1_000) / READS;
  return { blockMs: median(times), readUs, readMb: rssMb() - before };
}

async function measureRecords(path: string, size: number): Promise<Figures> {
  const random = new Xorshift(1);
  const root = open<Buffer, string>({ ...LMDB_OPTIONS, path, mapSize: 2 ** 36 });
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
  const figures = measure({
    block: () => {
      root.transactionSync(() => {
        write(perBlock);
        for (let i = 0; i < perBlock; i++) table.removeSync(1 + random.below(next));
      });
    },
    read: () => table.getBinaryFast(1 + random.below(next)),
  });
  await root.close();
  return figures;
}

/** The file, and LMDB for where each chunk is: 256 of them on a page. */
async function measureFile(path: string, size: number, isChecked: boolean): Promise<Figures> {
  const random = new Xorshift(1);
  const root = open<Buffer, string>({ ...LMDB_OPTIONS, path, mapSize: 2 ** 36 });
  const table = root.openDB<Buffer, number>({ name: "places", encoding: "binary" });
  const page = Buffer.alloc(1_024, 1);
  const file = openSync(join(path, "chunks"), "w+");
  const slot = Buffer.alloc(size + 16, 1);
  const slots = Math.ceil(FILL_BYTES / slot.length);
  for (let i = 0; i < slots; i++) writeSync(file, slot, 0, slot.length, i * slot.length);
  const perBlock = Math.ceil(BLOCK_BYTES / size);
  const at = (): number => random.below(slots) * slot.length;
  const figures = measure({
    block: () => {
      for (let i = 0; i < perBlock; i++) writeSync(file, slot, 0, slot.length, at());
      fdatasyncSync(file);
      root.transactionSync(() => {
        for (let i = 0; i < perBlock; i++) table.putSync(random.below(slots >> 8), page);
      });
    },
    read: () => {
      readSync(file, slot, 0, slot.length, at());
      if (isChecked) crc32(slot);
    },
  });
  closeSync(file);
  await root.close();
  return figures;
}

async function inFolder(work: (path: string) => Promise<Figures>): Promise<Figures> {
  const path = mkdtempSync(join(tmpdir(), "lazuli-chunks-"));
  try {
    return await work(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}

function print(name: string, size: number, { blockMs, readUs, readMb }: Figures): void {
  const cells = [size.toString(), blockMs.toFixed(1), readUs.toFixed(2), readMb.toFixed(0)];
  console.log(name.padEnd(24) + cells.map((cell) => cell.padStart(15)).join(""));
}

console.log(
  "".padEnd(24) +
    ["chunk bytes", "block p50 ms", "read µs", "reads' RSS MB"]
      .map((name) => name.padStart(15))
      .join(""),
);
for (const size of SIZES) {
  print("LMDB records", size, await inFolder((path) => measureRecords(path, size)));
  print("file", size, await inFolder((path) => measureFile(path, size, false)));
  print("file, with checksum", size, await inFolder((path) => measureFile(path, size, true)));
}
