import { Buffer } from "node:buffer";

/** Chunks on one page of counters. */
const PAGE_CHUNKS = 1_024;

/** Below this many chunks a store is not worth tidying. */
const CHUNKS_TO_TIDY_MIN = 16;

/** How many nodes each chunk was written with, and how many of them some kept height still reaches. */
export class ChunkUsage {
  /** Two bytes a chunk: written ‖ reached. */
  readonly #pages = new Map<number, Buffer>();
  readonly #changed = new Set<number>();
  #chunks = 0;
  #written = 0;
  #reached = 0;

  load(page: number, counters: Buffer): void {
    this.#pages.set(page, Buffer.from(counters));
    for (let i = 0; i < counters.length; i += 2) {
      const written = counters[i] as number;
      if (written === 0) continue;
      this.#chunks++;
      this.#written += written;
      this.#reached += counters[i + 1] as number;
    }
  }

  add(chunk: number, nodes: number): void {
    const { page, at } = this.#counter(chunk);
    page[at] = nodes;
    page[at + 1] = nodes;
    this.#chunks++;
    this.#written += nodes;
    this.#reached += nodes;
  }

  /** @returns whether no node of the chunk is reached any more; its counter is then gone. undefined: there were not so many */
  release(chunk: number, nodes: number): boolean | undefined {
    const { page, at } = this.#counter(chunk);
    const reached = (page[at + 1] as number) - nodes;
    if (reached < 0) return undefined;
    this.#reached -= nodes;
    page[at + 1] = reached;
    if (reached > 0) return false;
    this.#forget(page, at);
    return true;
  }

  /** Forgets a chunk that was never reached by a height that is kept. */
  remove(chunk: number): void {
    const { page, at } = this.#counter(chunk);
    this.#reached -= page[at + 1] as number;
    page[at + 1] = 0;
    this.#forget(page, at);
  }

  clear(): void {
    this.#pages.clear();
    this.#changed.clear();
    this.#chunks = 0;
    this.#written = 0;
    this.#reached = 0;
  }

  /** Whether less than half of what was written is still reached. */
  get isSparse(): boolean {
    return this.#chunks >= CHUNKS_TO_TIDY_MIN && 2 * this.#reached < this.#written;
  }

  /** Whether less than half of a chunk is still reached. */
  isSparseChunk(chunk: number): boolean {
    const page = this.#pages.get(Math.floor(chunk / PAGE_CHUNKS));
    const at = 2 * (chunk % PAGE_CHUNKS);
    return page !== undefined && 2 * (page[at + 1] as number) < (page[at] as number);
  }

  /** Pages that changed since the last call; undefined for one without chunks. */
  takeChanged(): (readonly [page: number, counters: Buffer | undefined])[] {
    const changed = [...this.#changed].map((number) => {
      const page = this.#pages.get(number);
      if (page?.some((byte) => byte !== 0) === true) return [number, page] as const;
      this.#pages.delete(number);
      return [number, undefined] as const;
    });
    this.#changed.clear();
    return changed;
  }

  #forget(page: Buffer, at: number): void {
    this.#written -= page[at] as number;
    this.#chunks--;
    page[at] = 0;
  }

  #counter(chunk: number): { page: Buffer; at: number } {
    const number = Math.floor(chunk / PAGE_CHUNKS);
    let page = this.#pages.get(number);
    if (!page) {
      page = Buffer.alloc(2 * PAGE_CHUNKS);
      this.#pages.set(number, page);
    }
    this.#changed.add(number);
    return { page, at: 2 * (chunk % PAGE_CHUNKS) };
  }
}
