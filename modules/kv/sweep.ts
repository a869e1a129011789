import type { Context } from "../../app/core/context.ts";
import { MachineFault } from "../../app/core/faults.ts";
import type { KvKeeper } from "./keeper.ts";
import { SWEEP_BYTES_MAX } from "./limits.ts";
import type { NamespaceId } from "./namespace.ts";
import { RentFlows } from "./rent.ts";
import { namespaceKey } from "./state.ts";
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

class Sweep {
  readonly #ctx: Context;
  readonly #keeper: KvKeeper;
  readonly #flows = new RentFlows();
  /** In the order in which they were met. */
  readonly #writers: NamespaceWriter[] = [];
  readonly #writersByPath = new Map<string, NamespaceWriter>();
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
      const until = second && second.deadlineNs < timeNs ? second.deadlineNs : timeNs;
      this.#sweepNamespace(first, until);
    }
    for (const writer of this.#writers) writer.finish();
    this.#flows.pay(this.#ctx, this.#keeper.needs);
  }

  /** The two namespaces with the earliest ends of a lease. */
  #queueHead(): Queued[] {
    const head: Queued[] = [];
    for (const [[deadlineNs, owner, name]] of this.#keeper.state.sweepQueue.walk(this.#ctx)) {
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

  #endedKeys(id: NamespaceId, untilNs: bigint): Uint8Array[] {
    const keys: Uint8Array[] = [];
    const prefix = namespaceKey.encodePrefix([id.owner, id.name]);
    for (const [[, , deadlineNs, key]] of this.#keeper.state.leases.walk(this.#ctx, { prefix })) {
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
