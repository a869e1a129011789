import type { BlockTimes, Filled, Ran } from "./store-load.ts";
import type { FilledStore, RanStore } from "./store-work.ts";

/** What was measured of one implementation with one number of keys. */
export interface Measured<F extends Filled, R extends Ran> {
  readonly filled: F;
  /** On disk after genesis. */
  readonly filledBytes: number;
  readonly ran: R;
  /** On disk after the blocks. */
  readonly ranBytes: number;
}

export interface Size {
  readonly keys: number;
  readonly ours: Measured<FilledStore, RanStore>;
  readonly go: Measured<Filled, Ran> | undefined;
}

const MEGABYTE = 1_000_000;

/** What the store has to reach, in the units of the table. */
const AIM = {
  fewKeys: 10_000,
  manyKeys: 1_000_000,
  updates: 1_000,
  fasterThanGo: 3,
  growth: 1.6,
  rssMegabytes: 450,
  startMs: 1_000,
  genesisSeconds: 12,
  pauseMs: 200,
  proofsPerSecond: 20_000,
} as const;

function totals({ setMs, saveMs }: BlockTimes): number[] {
  return setMs.map((ms, i) => ms + (saveMs[i] ?? 0)).sort((a, b) => a - b);
}

function medianMs(times: BlockTimes): number {
  const sorted = totals(times);
  return sorted[sorted.length >> 1] ?? NaN;
}

function blocksOf({ ran }: Measured<Filled, Ran>, updates: number): BlockTimes {
  const times = ran.blocks.find(({ size }) => size === updates);
  if (!times) throw new Error(`no blocks of ${updates} updates were made`);
  return times;
}

type Row = readonly [name: string, ours: number | undefined, go: number | undefined];

function rowsOf({ keys, ours, go }: Size): Row[] {
  const both = (name: string, read: (measured: Measured<Filled, Ran>) => number): Row => [
    name,
    read(ours),
    go && read(go),
  ];
  const updates = (times: BlockTimes): number => Math.min(times.size, keys);
  return [
    both("genesis to first block, s", ({ filled }) => filled.seconds),
    [`longest pause, ms (${ours.filled.pauseIn})`, ours.filled.pauseMs, undefined],
    both("start to first read, ms", ({ ran }) => ran.loadMs),
    ...ours.ran.blocks.flatMap(({ size }): Row[] => {
      const of = (read: (times: BlockTimes) => number) => (measured: Measured<Filled, Ran>) =>
        read(blocksOf(measured, size));
      return [
        both(`block of ${size}: median, ms`, of(medianMs)),
        both(
          `block of ${size}: longest, ms`,
          of((times) => totals(times).at(-1) ?? NaN),
        ),
        both(
          `block of ${size}: an update, µs`,
          of((times) => (medianMs(times) * 1000) / updates(times)),
        ),
        both(
          `block of ${size}: updates/s`,
          of((times) => (updates(times) * 1000) / medianMs(times)),
        ),
      ];
    }),
    both("reads/s", ({ ran }) => ran.readsPerSecond),
    both("proofs/s, cached", ({ ran }) => ran.proofsPerSecond),
    both("RSS after the blocks, MB", ({ ran }) => ran.rssBytes / MEGABYTE),
    ["RSS without the mapped file, MB", ours.ran.rssAnonBytes / MEGABYTE, undefined],
    both("disk after genesis, bytes a key", ({ filledBytes }) => filledBytes / keys),
    both("disk after the blocks, bytes a key", ({ ranBytes }) => ranBytes / keys),
  ];
}

function format(value: number | undefined): string {
  if (value === undefined) return "-";
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

export function printTable(size: Size): void {
  const title = `${size.keys.toLocaleString("en")} keys`;
  const lines = rowsOf(size).map(([name, ours, go]) => {
    const ratio = ours === undefined || go === undefined ? undefined : ours / go;
    return [name, format(ours), format(go), format(ratio)] as const;
  });
  console.log();
  for (const [name, ...cells] of [[title, "ours", "Go", "ours/Go"] as const, ...lines]) {
    console.log(name.padEnd(54) + cells.map((cell) => cell.padStart(12)).join(""));
  }
  if (size.go) console.log("the roots after genesis and after the last block are the same");
}

/** Says of each aim whether it was met; of those that need a size that was not measured, that they were not measured. */
export function printAims(sizes: readonly Size[]): void {
  const few = sizes.find(({ keys }) => keys === AIM.fewKeys);
  const many = sizes.find(({ keys }) => keys === AIM.manyKeys);
  const updateMs = (size: Size["ours"] | Size["go"]): number | undefined =>
    size && medianMs(blocksOf(size, AIM.updates));
  const faster = quotient(updateMs(many?.go), updateMs(many?.ours));
  const growth = quotient(updateMs(many?.ours), updateMs(few?.ours));
  const { filled, ran } = many?.ours ?? {};
  const at = `${AIM.manyKeys.toLocaleString("en")} keys`;
  const block = `a block of ${AIM.updates} updates`;
  console.log("\naims");
  const least = (name: string, value: number | undefined, aim: number): void => {
    printAim(`${name}: ≥ ${aim}`, value, (reached) => reached >= aim);
  };
  const most = (name: string, value: number | undefined, aim: number): void => {
    printAim(`${name}: ≤ ${aim}`, value, (reached) => reached <= aim);
  };
  least(`${block} at ${at}, times as fast as Go`, faster, AIM.fasterThanGo);
  most(`${block} at ${at}, times its time at ${AIM.fewKeys} keys`, growth, AIM.growth);
  most(`RSS at ${at}, MB`, ran && ran.rssBytes / MEGABYTE, AIM.rssMegabytes);
  most(`start at ${at}, ms`, ran?.loadMs, AIM.startMs);
  most(`genesis of ${at} to the first block, s`, filled?.seconds, AIM.genesisSeconds);
  most(`longest pause in it, ms`, filled?.pauseMs, AIM.pauseMs);
  least(`cached proofs a second at ${at}, one core`, ran?.proofsPerSecond, AIM.proofsPerSecond);
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function printAim(
  name: string,
  value: number | undefined,
  isMet: (reached: number) => boolean,
): void {
  const verdict = value === undefined ? "not measured" : isMet(value) ? "met" : "not met";
  console.log(`${verdict.padEnd(14)}${name}${value === undefined ? "" : `; is ${format(value)}`}`);
}
