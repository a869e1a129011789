import { compareBytes, concatBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { uint64ToBytes } from "../../app/core/integers.ts";
import type { KvKeeper } from "./keeper.ts";
import { SWEEP_BYTES_MAX } from "./limits.ts";
import type { NamespaceId } from "./namespace.ts";
import { RentFlows } from "./rent.ts";
import { namespaceKey, sweepKey } from "./state.ts";
import { NamespaceWriter } from "./writer.ts";

/** A namespace in the sweep queue. */
interface Queued extends NamespaceId {
  readonly deadlineNs: bigint;
}

/**
 * Frees entries whose lease has ended, oldest first, before anything else in a block: at most as many as the parameters allow
 * and at most SWEEP_BYTES_MAX of them. What is left is absent for every reader and writer all the same.
 */
export function sweep(ctx: Context, keeper: KvKeeper): void {
  new Sweep(ctx, keeper).run();
}

/**
 * Up to which end of a lease a namespace comes before another. Of leases that end together those of the lower namespace come
 * first, so that the order is that of (deadline, owner, name, key) whatever the queue was like.
 */
function turnEndNs(first: Queued, second: Queued): bigint {
  const path = ({ owner, name }: Queued): Uint8Array => namespaceKey.encode([owner, name]);
  const isLower = compareBytes(path(first), path(second)) < 0;
  return isLower ? second.deadlineNs : second.deadlineNs - 1n;
}

class Sweep {
  readonly #ctx: Context;
  readonly #keeper: KvKeeper;
  readonly #flows = new RentFlows();
  /** In the order in which they were met. */
  readonly #writers: NamespaceWriter[] = [];
  readonly #writersByPath = new Map<string, NamespaceWriter>();
  /** Where the sweep queue has its first entry now: so that walks do not pass over all that was in it before. */
  #queueStart: Uint8Array | undefined;
  #entriesLeft: number;
  #bytesLeft = SWEEP_BYTES_MAX;

  constructor(ctx: Context, keeper: KvKeeper) {
    this.#ctx = ctx;
    this.#keeper = keeper;
    this.#entriesLeft = keeper.params(ctx).sweepEntriesMax;
  }

  run(): void {
    const { timeNs } = this.#ctx;
    while (this.#entriesLeft > 0 && this.#bytesLeft > 0) {
      const [first, second] = this.#queueHead();
      if (!first || first.deadlineNs > timeNs) break;
      const turnEnd = second ? turnEndNs(first, second) : timeNs;
      this.#sweepNamespace(first, turnEnd < timeNs ? turnEnd : timeNs);
    }
    if (this.#writers.length === 0) return;
    for (const writer of this.#writers) writer.finish();
    this.#flows.pay(this.#ctx, this.#keeper.needs);
  }

  /** The two namespaces with the earliest ends of a lease. */
  #queueHead(): Queued[] {
    const head: Queued[] = [];
    const { sweepQueue } = this.#keeper.state;
    for (const [key] of sweepQueue.walk(this.#ctx, { start: this.#queueStart })) {
      const [deadlineNs, owner, name] = key;
      if (head.length === 0) this.#queueStart = sweepKey.encode(key);
      head.push({ deadlineNs, owner, name });
      if (head.length === 2) break;
    }
    return head;
  }

  /** Frees the entries of a namespace whose leases end by a time; at least one, so that the sweep gets on. */
  #sweepNamespace(queued: Queued, untilNs: bigint): void {
    const writer = this.#writer(queued);
    for (const key of this.#endedKeys(queued, untilNs)) {
      const { stored } = writer.slot(key);
      if (!stored) throw new MachineFault("a lease has no entry");
      writer.expire(key, stored);
      this.#entriesLeft -= 1;
      this.#bytesLeft -= key.length + stored.value.length;
      if (this.#bytesLeft <= 0) break;
    }
    writer.updateQueue();
  }

  #endedKeys(queued: Queued, untilNs: bigint): Uint8Array[] {
    const keys: Uint8Array[] = [];
    const prefix = namespaceKey.encodePrefix([queued.owner, queued.name]);
    const start = concatBytes(prefix, uint64ToBytes(queued.deadlineNs));
    const { leases } = this.#keeper.state;
    for (const [[, , deadlineNs, key]] of leases.walk(this.#ctx, { prefix, start })) {
      if (deadlineNs > untilNs || keys.length >= this.#entriesLeft) break;
      keys.push(key);
    }
    return keys;
  }

  #writer({ owner, name }: NamespaceId): NamespaceWriter {
    const path = this.#keeper.path(this.#ctx, { owner, name });
    const known = this.#writersByPath.get(path);
    if (known) return known;
    const writer = new NamespaceWriter(
      this.#ctx,
      this.#keeper.state,
      { owner, name },
      {
        before: this.#keeper.namespace(this.#ctx, { owner, name }),
        terms: this.#keeper.terms(this.#ctx),
        flows: this.#flows,
      },
    );
    this.#writers.push(writer);
    this.#writersByPath.set(path, writer);
    return writer;
  }
}
