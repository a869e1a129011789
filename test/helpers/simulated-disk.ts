import { dirname } from "node:path/posix";
import type { DiskEvent } from "./disk-recording.ts";
import type { Random } from "./random-blocks.ts";

/** What a disk writes as a whole or not at all. */
const SECTOR_BYTES = 512;

/** A change that is not durable, or is so by itself. */
interface Pending {
  /** Aligned to sectors, as the system has them after the change; undefined if it is a new length. */
  readonly sectors: Buffer | undefined;
  /** Where the sectors begin, or the new length. */
  readonly offset: number;
  readonly isDurable: boolean;
}

/** Bytes that grow. */
class Image {
  #bytes = Buffer.alloc(1 << 16);
  size = 0;

  write(offset: number, bytes: Uint8Array): void {
    this.resize(Math.max(this.size, offset + bytes.length));
    this.#bytes.set(bytes, offset);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const bytes = Buffer.alloc(2 * size);
      this.#bytes.copy(bytes, 0, 0, this.size);
      this.#bytes = bytes;
    }
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }

  view(start = 0, end: number = this.size): Buffer {
    return this.#bytes.subarray(start, Math.min(end, this.size));
  }

  copy(): Image {
    const image = new Image();
    image.write(0, this.view());
    return image;
  }
}

class SimulatedFile {
  /** As the system shows it to processes. */
  readonly cache = new Image();
  /** As of the last sync. */
  readonly durable = new Image();
  /** What came after it, in order. */
  readonly pending: Pending[] = [];
  /** Whether its folder was synced since it was made. */
  isNamed = false;
}

/**
 * A disk behind the system's memory. It has what was synced; of what was written later it may have any sectors, in any
 * combination, each with what it held after one of the writes to it; a file may be as long as a write made it although
 * nothing of that write is there; and a file may be missing until its folder was synced.
 */
export class SimulatedDisk {
  readonly #files = new Map<string, SimulatedFile>();

  apply(event: DiskEvent): void {
    if (event.kind === "said" || event.kind === "unknown") return;
    if (event.kind === "name") {
      if (event.path !== "") this.#file(event.path);
      return;
    }
    if (event.kind === "sync") {
      for (const [path, file] of this.#files) {
        if (path === event.path) this.#sync(file);
        if (dirname(path) === (event.path === "" ? "/" : event.path)) file.isNamed = true;
      }
      return;
    }
    const file = this.#file(event.path);
    file.pending.push(pendingOf(file, event, event.kind === "durable"));
    if (event.kind === "truncate") file.cache.resize(event.size);
    else file.cache.write(event.offset, event.bytes);
  }

  /** The files as processes see them. */
  files(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#files].map(([path, { cache }]) => [path, cache.view()]));
  }

  /** The files as one loss of power may leave them. @param during what was under way */
  afterPowerLoss(random: Random, during: DiskEvent): Map<string, Buffer> {
    // Of some disks nothing comes through that was not synced, of others nearly all.
    const percent = [0, 10, 50, 90, 100][random.below(5)] as number;
    const files = new Map<string, Buffer>();
    for (const [path, file] of this.#files) {
      if (!file.isNamed && random.below(2) === 0) continue;
      const image = file.durable.copy();
      const isChange =
        during.kind === "write" || during.kind === "durable" || during.kind === "truncate";
      const last = isChange && during.path === path ? [pendingOf(file, during, false)] : [];
      for (const change of [...file.pending, ...last]) keepPart(image, change, percent, random);
      files.set(path, image.view());
    }
    return files;
  }

  #file(path: string): SimulatedFile {
    let file = this.#files.get(path);
    if (!file) {
      file = new SimulatedFile();
      this.#files.set(path, file);
    }
    return file;
  }

  #sync(file: SimulatedFile): void {
    for (const { sectors, offset } of file.pending.splice(0)) {
      if (sectors) file.durable.write(offset, sectors);
      else file.durable.resize(offset);
    }
  }
}

type Change = Extract<DiskEvent, { readonly kind: "write" | "durable" | "truncate" }>;

function pendingOf(file: SimulatedFile, change: Change, isDurable: boolean): Pending {
  if (change.kind === "truncate") return { sectors: undefined, offset: change.size, isDurable };
  const { offset, bytes } = change;
  const end = offset + bytes.length;
  const start = offset - (offset % SECTOR_BYTES);
  const alignedEnd = Math.ceil(end / SECTOR_BYTES) * SECTOR_BYTES;
  const sectors = Buffer.alloc(Math.min(alignedEnd, Math.max(end, file.cache.size)) - start);
  file.cache.view(start, alignedEnd).copy(sectors);
  sectors.set(bytes, offset - start);
  return { sectors, offset: start, isDurable };
}

function keepPart(image: Image, change: Pending, percent: number, random: Random): void {
  const { sectors, offset, isDurable } = change;
  if (!sectors) {
    if (isDurable || random.below(100) < percent) image.resize(offset);
    return;
  }
  if (isDurable) {
    image.write(offset, sectors);
    return;
  }
  if (random.below(4) === 0) image.resize(Math.max(image.size, offset + sectors.length));
  // Most writes are there or not; some are torn.
  const isTorn = random.below(3) === 0;
  const isThere = random.below(100) < percent;
  for (let at = 0; at < sectors.length; at += SECTOR_BYTES) {
    if (isTorn ? random.below(2) === 0 : isThere) {
      image.write(offset + at, sectors.subarray(at, at + SECTOR_BYTES));
    }
  }
}
