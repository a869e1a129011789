import { ClientError } from "../../app/client/errors.ts";
import { pause } from "../../app/client/pause.ts";
import { changes, openStretch, show, walkStretch } from "./client-changes.ts";
import type { Change, ChangeList, ChangesOptions, ShownOptions } from "./client-changes.ts";
import { ChangesInvalid } from "./client-mutations.ts";
import { NamespaceSource, assertCheckpoint } from "./client-source.ts";
import type { ChangesBase, Checkpoint } from "./client-source.ts";
import { ChangesUnavailable } from "./client-walk.ts";
import type { WalkLimits } from "./client-walk.ts";

export interface WatchOptions extends ShownOptions {
  /**
   * A revision, which the namespace may still have to come to, or a checkpoint that was proved before; unless given only
   * what changes from now on.
   */
  readonly since?: bigint | Checkpoint;
  /** How often the node is asked for a new height, milliseconds; {@link POLL_INTERVAL_MS_DEFAULT} unless given. */
  readonly pollIntervalMs?: number;
  /** The pause after a first failure, milliseconds; each further one in a row doubles it, up to {@link RETRY_MS_MAX}. */
  readonly retryMs?: number;
  /** Is told of every failure that is tried again. */
  readonly onRetry?: (error: ClientError, pauseMs: number) => void;
  readonly limits?: WalkLimits;
}

export const POLL_INTERVAL_MS_DEFAULT = 500;
export const RETRY_MS_DEFAULT = 250;
export const RETRY_MS_MAX = 10_000;

/** The changes of a namespace as they come. One walk at a time; a second goes on where the first was left. */
export interface Watch extends AsyncIterable<Change> {
  /**
   * Where the walk has come to: the change that was handed out last, or a later one that the prefix leaves out. Given as
   * `since`, in another process too, the changes go on without gap and without repetition. Undefined before the first
   * record is proved, if the watch began without a checkpoint.
   */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Follows a namespace. Whenever the chain is higher, the record is proved anew; if it moved, the changes in between are
 * taken from the node's block results, folded, and compared with the record before the first of them is handed out. What
 * the node answers late, wrongly formed or not at all is asked again, for as long as it takes, from the last change that
 * was handed out. Nothing is fetched that was not asked for, so a slow reader is behind and needs no memory.
 *
 * The walk ends when the signal aborts.
 *
 * @throws ClientError if the namespace or the checkpoint is malformed; from the walk ChangesInvalid if what the node says does not fit, and
 *   ChangesUnavailable if changes are gone. Either way `checkpoint` stays good, for another node too
 */
export function watch(base: ChangesBase, namespace: string, options: WatchOptions = {}): Watch {
  return new Watcher(new NamespaceSource(base, namespace, options.signal), options);
}

class Watcher implements Watch {
  readonly #source: NamespaceSource;
  readonly #options: WatchOptions;
  #checkpoint: Checkpoint | undefined;
  /** The first height whose record can say more. */
  #height = 1;

  constructor(source: NamespaceSource, options: WatchOptions) {
    this.#source = source;
    this.#options = options;
    const { since } = options;
    if (typeof since !== "object") return;
    assertCheckpoint(since);
    this.#checkpoint = since;
    this.#height = Math.max(1, since.height);
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    const { signal, pollIntervalMs = POLL_INTERVAL_MS_DEFAULT, onRetry } = this.#options;
    let failures = 0;
    const isAborted = (): boolean => signal?.aborted === true;
    while (!isAborted()) {
      try {
        const isNew = yield* this.#advance();
        failures = 0;
        if (!isNew) await pause(pollIntervalMs, signal);
      } catch (error) {
        if (isAborted()) return;
        if (!isWorthRetrying(error)) throw error;
        const { retryMs = RETRY_MS_DEFAULT } = this.#options;
        const pauseMs = Math.min(RETRY_MS_MAX, retryMs * 2 ** Math.min(failures++, 30));
        onRetry?.(error, pauseMs);
        await pause(pauseMs, signal);
      }
    }
  }

  /** Hands out what the newest height has brought. @returns whether there was a new height */
  async *#advance(): AsyncGenerator<Change, boolean, undefined> {
    // The newest header proves the state of the height before it.
    const height = (await this.#source.latestHeight()) - 1;
    if (height < this.#height) return false;
    const record = await this.#source.provenRecord(height);
    const since = this.#checkpoint ?? this.#options.since ?? record;
    const { limits } = this.#options;
    if (typeof since === "bigint" && record.revision < since) {
      this.#height = height + 1;
      return true;
    }
    const stretch = await openStretch(this.#source, record, since, { prove: true, limits });
    for await (const walked of walkStretch(stretch)) {
      const change = await show(this.#source, walked, this.#options);
      this.#options.signal?.throwIfAborted();
      this.#checkpoint = walked.checkpoint;
      // A node that is behind what was handed out has nothing to say.
      this.#height = Math.max(this.#height, walked.height);
      if (change) yield change;
    }
    this.#checkpoint = { revision: record.revision, digest: record.digest, height };
    this.#height = height + 1;
    return true;
  }
}

/** Whatever the node may do better next time. */
function isWorthRetrying(error: unknown): error is ClientError {
  if (error instanceof ChangesInvalid || error instanceof ChangesUnavailable) return false;
  return error instanceof ClientError;
}

/** Changes that are checked against the proven record before they are handed out. */
export interface KvChangesExtension {
  readonly kvChanges: {
    /** {@link changes} of this client's node */
    changes(namespace: string, options?: ChangesOptions): Promise<ChangeList>;
    /** {@link watch} through this client's node */
    watch(namespace: string, options?: WatchOptions): Watch;
  };
}

/** An extension for our client. */
export function setupKvChangesExtension(base: ChangesBase): KvChangesExtension {
  return {
    kvChanges: {
      changes: (namespace, options) => changes(base, namespace, options),
      watch: (namespace, options) => watch(base, namespace, options),
    },
  };
}
