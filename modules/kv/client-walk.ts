import { ResultsNotKept } from "../../app/client/block-results.ts";
import { ClientError } from "../../app/client/errors.ts";
import { ChangesInvalid, decodeMutations, foldMutations } from "./client-mutations.ts";
import type { BlockChanges, Mutation } from "./client-mutations.ts";
import { isSame } from "./client-source.ts";
import type { Checkpoint, NamespaceSource, RecordState } from "./client-source.ts";
import { CHANGES_BLOCKS_MAX, CHANGES_HELD_BYTES_MAX } from "./limits.ts";

/** Changes that were asked for cannot be had, or not be proved; the message says what can be done. */
export class ChangesUnavailable extends ClientError {
  override readonly name = "ChangesUnavailable";
}

/** A block on the way. */
interface Step extends Omit<BlockChanges, "encoded"> {
  /** Undefined once it was let go, to keep memory bounded. */
  encoded: Uint8Array | undefined;
  /** After the block; undefined before {@link Walk.verify}. */
  digest: Uint8Array | undefined;
}

/** A mutation that was handed out, and where the namespace was after it. */
export interface Walked {
  readonly mutation: Mutation;
  readonly height: number;
  /** Undefined if the changes were not verified. */
  readonly checkpoint: Checkpoint | undefined;
}

export interface WalkLimits {
  readonly blocksMax: number;
  readonly heldBytesMax: number;
}

const LIMITS: WalkLimits = {
  blocksMax: CHANGES_BLOCKS_MAX,
  heldBytesMax: CHANGES_HELD_BYTES_MAX,
};

/**
 * The way back from a record through the blocks that made its mutations, and forward again. Blocks are held as far as
 * there is room; the others are asked for again, and then have to be what they were.
 */
export class Walk {
  readonly #source: NamespaceSource;
  readonly #record: RecordState;
  readonly #limits: WalkLimits;
  /** The newest first. */
  readonly #steps: Step[] = [];
  #heldBytes = 0;
  /** The steps before this index were let go. */
  #letGo = 0;

  constructor(source: NamespaceSource, record: RecordState, limits: WalkLimits = LIMITS) {
    this.#source = source;
    this.#record = record;
    this.#limits = limits;
  }

  /** The oldest block that was reached. */
  get oldest(): Omit<BlockChanges, "encoded"> | undefined {
    return this.#steps.at(-1);
  }

  /**
   * Walks on back, until the mutation after a revision is reached.
   *
   * @throws ChangesInvalid if a block is not what the one after it says; ChangesUnavailable if one is gone or the way is
   *   too long
   */
  async back(revision: bigint): Promise<void> {
    for (;;) {
      const { oldest } = this;
      const before = oldest ? oldest.firstRevision - 1n : this.#record.revision;
      if (before <= revision) return;
      const height = oldest ? oldest.previousHeight : this.#record.changedHeight;
      if (height < 1) throw new ChangesInvalid(`no block is said to have made revision ${before}`);
      if (this.#steps.length >= this.#limits.blocksMax) {
        throw unavailable(revision, before, `they are in more than ${this.#steps.length} blocks`);
      }
      this.#add(await this.#fetch(height, before, revision));
    }
  }

  /**
   * Folds all from a checkpoint on, and compares with the record.
   *
   * @param start its revision is one before the oldest block's first, or in that block
   * @throws ChangesInvalid if they do not lead to the record's digest
   */
  async verify(start: Checkpoint): Promise<void> {
    let { digest } = start;
    for (const step of this.#steps.toReversed()) {
      const encoded = await this.#encodedOf(step);
      digest = foldMutations(digest, mutationsAfter(encoded, start.revision));
      step.digest = digest;
    }
    if (isSame(digest, this.#record.digest)) return;
    const { revision, height } = this.#record;
    throw new ChangesInvalid(
      `those from revision ${start.revision + 1n} to ${revision} do not lead to the digest in the ` +
        `record of height ${height}: one was left out, added, altered or moved`,
    );
  }

  /** All from a checkpoint on, forward. @param start undefined: nothing was verified, and `after` is where they begin */
  async *forward(
    start: Checkpoint | undefined,
    after: bigint,
  ): AsyncGenerator<Walked, void, undefined> {
    let digest = start?.digest;
    for (const step of this.#steps.toReversed()) {
      const { height } = step;
      const encoded = step.encoded ?? (await this.#again(step, digest, start));
      for (const mutation of mutationsAfter(encoded, start ? start.revision : after)) {
        digest &&= foldMutations(digest, [mutation]);
        const { revision } = mutation;
        yield { mutation, height, checkpoint: digest && { revision, digest, height } };
      }
    }
  }

  #add(block: BlockChanges): void {
    this.#steps.push({ ...block, digest: undefined });
    this.#heldBytes += block.encoded.length;
    // What comes last on the way forward goes first, and never the block that was reached just now.
    while (this.#heldBytes > this.#limits.heldBytesMax && this.#letGo < this.#steps.length - 1) {
      const step = this.#steps[this.#letGo++];
      this.#heldBytes -= step?.encoded?.length ?? 0;
      if (step) step.encoded = undefined;
    }
  }

  async #encodedOf(step: Step): Promise<Uint8Array> {
    if (step.encoded) return step.encoded;
    return (await this.#fetch(step.height, step.lastRevision, step.firstRevision)).encoded;
  }

  /** A block that was let go. @throws ChangesInvalid unless it is what it was when it was verified */
  async #again(
    step: Step,
    before: Uint8Array | undefined,
    start: Checkpoint | undefined,
  ): Promise<Uint8Array> {
    const encoded = await this.#encodedOf(step);
    if (!before || !start || !step.digest) return encoded;
    const digest = foldMutations(before, mutationsAfter(encoded, start.revision));
    if (isSame(digest, step.digest)) return encoded;
    throw new ChangesInvalid(`block ${step.height} is not what it was a moment ago`);
  }

  /** @param revision its last. @param wanted for the error's text */
  async #fetch(height: number, revision: bigint, wanted: bigint): Promise<BlockChanges> {
    const block = await this.#source.block(height).catch((error: unknown) => {
      if (!(error instanceof ResultsNotKept)) throw error;
      throw unavailable(wanted, revision, error.message, { cause: error });
    });
    if (block?.lastRevision === revision) return block;
    const found = block ? `ends with revision ${block.lastRevision}` : "has no change";
    throw new ChangesInvalid(`block ${height} ${found}, expected was revision ${revision}`);
  }
}

function* mutationsAfter(encoded: Uint8Array, revision: bigint): Generator<Mutation> {
  for (const mutation of decodeMutations(encoded)) {
    if (mutation.revision > revision) yield mutation;
  }
}

function unavailable(
  after: bigint,
  until: bigint,
  reason: string,
  options?: ErrorOptions,
): ChangesUnavailable {
  return new ChangesUnavailable(
    `the changes after revision ${after} up to ${until} cannot be had: ${reason}. Ask a node that ` +
      `keeps more blocks; or read all entries at one height, and follow from that height's record on`,
    options,
  );
}
