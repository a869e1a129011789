import { hash } from "node:crypto";

import type { ByteString } from "../../app/core/bytes.ts";
import type { NodeSource } from "../../app/core/store/record.ts";
import { ImmutableTree, type TreeUpdate } from "../../app/core/store/tree.ts";

export function sha256String(data: Uint8Array): ByteString {
  return hash("sha256", data, "binary");
}

/** The records of one tree, in memory; orphans are deleted at once. Counts what is read. */
export class MemoryNodes implements NodeSource {
  readonly store: string = "test";
  readonly records = new Map<number, Uint8Array>();
  nextId = 1;
  reads = 0;

  read(id: number): Uint8Array | undefined {
    this.reads++;
    return this.records.get(id);
  }

  apply(update: TreeUpdate): void {
    for (const { id, record } of update.nodes) this.records.set(id, record.slice());
    for (const id of update.orphans) this.records.delete(id);
    this.nextId = update.nextId;
  }

  /** A tree that has nothing in memory but its root. */
  load(rootId: number, version: number): ImmutableTree {
    return ImmutableTree.load({ source: this, rootId, version, sha256: sha256String });
  }
}
