import { toBytes } from "../../app/client/bytes.ts";
import type { BytesLike } from "../../app/client/bytes.ts";
import { QueryFailed } from "../../app/client/errors.ts";
import { ChangesInvalid } from "./client-mutations.ts";
import type { ChangeKind } from "./client-mutations.ts";
import { BEGINNING, NamespaceSource, assertCheckpoint, isSame } from "./client-source.ts";
import type { ChangesBase, Checkpoint, RecordState } from "./client-source.ts";
import { ChangesUnavailable, Walk } from "./client-walk.ts";
import type { WalkLimits, Walked } from "./client-walk.ts";

/** A change of one key. */
export interface Change {
  /** The namespace's revision that it made. */
  readonly revision: bigint;
  readonly kind: ChangeKind;
  readonly key: Uint8Array;
  /** SHA-256 of the value that the key then held, 32 bytes; undefined if it held none any more. */
  readonly valueSha256: Uint8Array | undefined;
  /** Block time from which the key is absent, nanoseconds since the Unix epoch; 0 if it held nothing any more. */
  readonly leaseDeadlineNs: bigint;
  /** Of the block that made it. */
  readonly height: number;
  /** With `withValues`: the value of that hash. */
  readonly value: Uint8Array | undefined;
  /** With `withValues`: true if the node has that value no more, because it was replaced; the hash is right all the same. */
  readonly isValueGone: boolean;
}

export interface ShownOptions {
  /** Only keys that start with these bytes. All changes are verified all the same. */
  readonly prefix?: BytesLike;
  /** Fetch values too, each checked against its hash. False unless given. */
  readonly withValues?: boolean;
  readonly signal?: AbortSignal;
}

export interface ChangesOptions extends ShownOptions {
  /** What is known already: a revision, 0 unless given, or a checkpoint that was proved before. */
  readonly since?: bigint | Checkpoint;
  /** The last revision to answer; the record's unless given. */
  readonly to?: bigint;
  /** The record of which height; the latest unless given. */
  readonly height?: number;
  /** Prove the record, and with it that nothing is left out. False unless given. */
  readonly prove?: boolean;
  readonly limits?: WalkLimits;
}

/** Changes in the order of their revisions. They are fetched from the node while they are walked, where they are many. */
export interface ChangeList extends AsyncIterable<Change> {
  /** Whether it is proved that they are all there, unaltered and in order. */
  readonly isProven: boolean;
  /** The record that they lead to. */
  readonly record: Checkpoint;
  /** Where the walk has come to: the change that was handed out last. Undefined while no digest is known. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * All changes of a namespace after a revision. With `prove` they are folded and compared with the proven record before the
 * first is handed out; without it too, where the digest to begin with is known, but the record is the node's word.
 *
 * To prove changes after a revision, the digest at some revision before it has to be known: by a checkpoint; from the record
 * of the height before the first block of them, if the node keeps it; or from the beginning, by folding all changes that
 * ever were.
 *
 * @param namespace `<owner address>/<name>`
 * @throws ChangesInvalid if what the node says does not fit; ChangesUnavailable if the changes cannot be had or not proved;
 *   errors of the base; the signal's reason if it aborts
 */
export async function changes(
  base: ChangesBase,
  namespace: string,
  options: ChangesOptions = {},
): Promise<ChangeList> {
  const { since = 0n, height, prove = false } = options;
  const source = new NamespaceSource(base, namespace, options.signal);
  if (typeof since === "object") assertCheckpoint(since);
  const record = await (prove ? source.provenRecord(height) : source.toldRecord(height));
  const stretch = await openStretch(source, record, since, { prove, limits: options.limits });
  return new WalkedChanges(source, stretch, { ...options, isProven: prove });
}

/** Verified changes from one revision to a record. */
export interface Stretch {
  readonly record: RecordState;
  readonly walk: Walk;
  /** Undefined if it was not to be proved, and nothing is known to begin with. */
  readonly start: Checkpoint | undefined;
  /** The first change to show has the revision behind. */
  readonly after: bigint;
}

/**
 * Gets the changes from a revision to a record, and verifies them if there is a digest to begin with.
 *
 * @param prove whether it is an error if there is none
 */
export async function openStretch(
  source: NamespaceSource,
  record: RecordState,
  since: bigint | Checkpoint,
  { prove, limits }: { readonly prove: boolean; readonly limits?: WalkLimits | undefined },
): Promise<Stretch> {
  const known = typeof since === "bigint" ? (since === 0n ? BEGINNING : undefined) : since;
  const after = typeof since === "bigint" ? since : since.revision;
  assertNotBefore(record, after, typeof since === "bigint" ? undefined : since);
  const walk = new Walk(source, record, limits);
  if (record.revision === after) {
    if (known && !isSame(known.digest, record.digest)) {
      throw new ChangesInvalid(
        `the record of height ${record.height} has another digest at revision ${after} than was proved before`,
      );
    }
    return { record, walk, start: record, after };
  }
  await walk.back(after);
  const start = known ?? (await findStart(source, walk, after, record, prove));
  if (start) await walk.verify(start);
  return { record, walk, start, after };
}

function assertNotBefore(record: RecordState, after: bigint, known: Checkpoint | undefined): void {
  const { revision, height } = record;
  if (revision >= after) return;
  if (known && known.height <= height) {
    throw new ChangesInvalid(
      `the record of height ${height} has revision ${revision}, and at height ${known.height} ${after} was proved`,
    );
  }
  throw new ChangesUnavailable(
    `revision ${after} is not there: at height ${height} the namespace has come to ${revision}`,
  );
}

/** A digest that is known at, or before, a revision. */
async function findStart(
  source: NamespaceSource,
  walk: Walk,
  after: bigint,
  record: RecordState,
  prove: boolean,
): Promise<Checkpoint | undefined> {
  const { oldest } = walk;
  if (!oldest || oldest.firstRevision === 1n) return BEGINNING;
  if (!prove) return undefined;
  const before = await provenBefore(source, oldest.height);
  if (before?.revision === oldest.firstRevision - 1n) return before;
  if (before) {
    throw new ChangesInvalid(
      `block ${oldest.height} begins with revision ${oldest.firstRevision}, and the record before it ` +
        `has revision ${before.revision}`,
    );
  }
  try {
    await walk.back(0n);
  } catch (error) {
    if (!(error instanceof ChangesUnavailable)) throw error;
    throw new ChangesUnavailable(
      `the record of height ${record.height} is proved (revision ${record.revision}), but not that ` +
        `these are all changes after revision ${after}: the node does not keep the state of height ` +
        `${oldest.height - 1}, and ${error.message}; or give a checkpoint that was proved before`,
      { cause: error },
    );
  }
  return BEGINNING;
}

/** @returns undefined if the node does not keep the height before */
async function provenBefore(source: NamespaceSource, height: number) {
  if (height <= 1) return undefined;
  try {
    return await source.provenRecord(height - 1);
  } catch (error) {
    if (error instanceof QueryFailed) return undefined;
    throw error;
  }
}

interface StretchOptions extends ShownOptions {
  readonly to?: bigint;
  readonly isProven: boolean;
}

class WalkedChanges implements ChangeList {
  readonly isProven: boolean;
  readonly #source: NamespaceSource;
  readonly #stretch: Stretch;
  readonly #options: StretchOptions;
  #checkpoint: Checkpoint | undefined;

  constructor(source: NamespaceSource, stretch: Stretch, options: StretchOptions) {
    this.isProven = options.isProven;
    this.#source = source;
    this.#stretch = stretch;
    this.#options = options;
    const { start, after } = stretch;
    this.#checkpoint = start?.revision === after ? start : undefined;
  }

  get record(): Checkpoint {
    const { revision, digest, height } = this.#stretch.record;
    return { revision, digest, height };
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    const { to } = this.#options;
    for await (const walked of walkStretch(this.#stretch, to)) {
      const change = await show(this.#source, walked, this.#options);
      this.#checkpoint = walked.checkpoint;
      if (change) yield change;
    }
    if (to === undefined || to >= this.record.revision) this.#checkpoint = this.record;
  }
}

/** The mutations that are to be shown. @param to the last revision; all unless given */
export async function* walkStretch(
  { walk, start, after }: Stretch,
  to?: bigint,
): AsyncGenerator<Walked, void, undefined> {
  for await (const walked of walk.forward(start, after)) {
    const { revision } = walked.mutation;
    if (to !== undefined && revision > to) return;
    if (revision > after) yield walked;
  }
}

/** @returns undefined if the key is none of those to show */
export async function show(
  source: NamespaceSource,
  { mutation, height }: Walked,
  { prefix, withValues = false }: ShownOptions,
): Promise<Change | undefined> {
  const { revision, kind, key, valueSha256, leaseDeadlineNs } = mutation;
  if (prefix !== undefined && !startsWith(key, toBytes(prefix))) return undefined;
  const isWanted = withValues && valueSha256 !== undefined;
  const value = isWanted ? await source.value(key, valueSha256, height) : undefined;
  const isValueGone = isWanted && value === undefined;
  return { revision, kind, key, valueSha256, leaseDeadlineNs, height, value, isValueGone };
}

function startsWith(key: Uint8Array, prefix: Uint8Array): boolean {
  return isSame(key.subarray(0, prefix.length), prefix);
}
