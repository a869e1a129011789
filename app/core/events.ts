export type Attribute = readonly [key: string, value: string];

export interface Event {
  readonly type: string;
  readonly attributes: readonly Attribute[];
}

/** The events of one transaction or block hook, in the order in which they were emitted. */
export class EventLog {
  readonly #events: Event[] = [];
  /** False where nobody will read the events: in admission and proposals. An emitter may then save itself the making. */
  readonly isRecording: boolean;

  constructor(isRecording = true) {
    this.isRecording = isRecording;
  }

  emit(type: string, ...attributes: readonly Attribute[]): void {
    if (this.isRecording) this.#events.push({ type, attributes });
  }

  get all(): readonly Event[] {
    return this.#events;
  }

  /** A position for {@link dropAfter} and {@link since}. */
  mark(): number {
    return this.#events.length;
  }

  since(mark: number): readonly Event[] {
    return this.#events.slice(mark);
  }

  /** Forgets what was emitted after the mark. */
  dropAfter(mark: number): void {
    this.#events.length = mark;
  }
}
