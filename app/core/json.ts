import { base64 } from "@scure/base";
import { CoreError, located } from "./errors.ts";
import { assertUint64 } from "./integers.ts";
import { parseTime, splitNanos } from "./time.ts";

/** Entries of one list in genesis. */
export const GENESIS_LIST_MAX = 20_000_000;

/**
 * Reads a JSON value strictly: every field is asked for by name and type, and {@link JsonObject.end} refuses the rest.
 * Genesis goes through this, so that no node guesses. Errors carry the path, e.g. `bank.balances[3].address`.
 */
export class JsonValue {
  readonly #value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  #expected(what: string): never {
    const got = this.#value === undefined ? "nothing" : JSON.stringify(this.#value).slice(0, 80);
    throw CoreError.invalidRequest(`${this.path}: expected ${what}, got ${got}`);
  }

  /** Runs a check of this value; an error then says where it is. */
  located<T>(check: () => T): T {
    return located(this.path, check);
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  object(): JsonObject {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.#expected("an object");
    }
    return new JsonObject(value as Readonly<Record<string, unknown>>, this.path);
  }

  list(): readonly JsonValue[] {
    const value = this.#value;
    if (!Array.isArray(value) || value.length > GENESIS_LIST_MAX) return this.#expected("a list");
    return value.map((entry: unknown, i) => new JsonValue(entry, `${this.path}[${i}]`));
  }

  text(): string {
    return typeof this.#value === "string" ? this.#value : this.#expected("a string");
  }

  boolean(): boolean {
    return typeof this.#value === "boolean" ? this.#value : this.#expected("true or false");
  }

  /** A small integer, written as a JSON number. */
  integer(): number {
    const value = this.#value;
    return typeof value === "number" && Number.isSafeInteger(value)
      ? value
      : this.#expected("an integer");
  }

  /** A 64-bit integer, written as decimal text as protobuf's JSON form has it. */
  uint64(): bigint {
    const value = this.#value;
    if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,19})$/.test(value)) {
      return this.#expected("an integer as a string");
    }
    return assertUint64(BigInt(value), this.path);
  }

  /** Not negative, written as protobuf's JSON form has it: `3600s`, `1.5s`. */
  duration(): { seconds: bigint; nanos: number } {
    const match = /^([0-9]{1,12})(?:\.([0-9]{1,9}))?s$/.exec(this.text());
    if (!match) return this.#expected("a duration such as 3600s");
    return { seconds: BigInt(match[1] ?? 0), nanos: Number((match[2] ?? "").padEnd(9, "0")) };
  }

  /** From the year 1 to 9999, written as protobuf's JSON form has it in UTC: `2030-01-01T00:00:00Z`. */
  time(): { seconds: bigint; nanos: number } {
    const timeNs = parseTime(this.text());
    if (timeNs === undefined) return this.#expected("a time such as 2030-01-01T00:00:00Z");
    return splitNanos(timeNs);
  }

  /** Coins in protobuf's JSON form; what they hold is not checked. */
  coins(): { denom: string; amount: string }[] {
    return this.list().map((entry) => {
      const object = entry.object();
      const coin = { denom: object.field("denom").text(), amount: object.field("amount").text() };
      object.end();
      return coin;
    });
  }

  /** Bytes, written as padded standard base64. */
  bytes(): Uint8Array<ArrayBuffer> {
    const text = this.text();
    try {
      return base64.decode(text) as Uint8Array<ArrayBuffer>;
    } catch {
      return this.#expected("base64");
    }
  }
}

export class JsonObject {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #names: readonly string[];
  readonly #read = new Set<string>();
  readonly path: string;

  constructor(fields: Readonly<Record<string, unknown>>, path: string) {
    // eslint-disable-next-line no-restricted-syntax -- fields are looked up by name; their order never shows but in an error
    const entries = Object.entries(fields);
    this.#fields = new Map(entries);
    this.#names = entries.map(([name]) => name);
    this.path = path;
  }

  /** A field that must be there. */
  field(name: string): JsonValue {
    this.#read.add(name);
    return new JsonValue(this.#fields.get(name), `${this.path}.${name}`);
  }

  optional(name: string): JsonValue | undefined {
    return this.#fields.has(name) ? this.field(name) : undefined;
  }

  /** @throws CoreError.invalidRequest if there is a field that nobody asked for */
  end(): void {
    const unknown = this.#names.find((name) => !this.#read.has(name));
    if (unknown !== undefined) {
      throw CoreError.invalidRequest(`${this.path}: unknown field ${JSON.stringify(unknown)}`);
    }
  }
}
