import type { Timestamp } from "../../../proto/gen/google/protobuf/timestamp.ts";

/** A value in an answer of CometBFT's RPC. What is absent reads as the default of its type, as in protobuf. */
export class CometJson {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  at(...names: readonly string[]): CometJson {
    let value = this.#value;
    for (const name of names) {
      const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
      value = isObject ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    }
    return new CometJson(value);
  }

  get isPresent(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  get text(): string {
    return typeof this.#value === "string" ? this.#value : "";
  }

  get isTrue(): boolean {
    return this.#value === true;
  }

  /** Of 64 bits, which CometBFT writes as text. */
  get integer(): bigint {
    const text = typeof this.#value === "number" ? String(this.#value) : this.text;
    return /^-?\d{1,20}$/.test(text) ? BigInt(text) : 0n;
  }

  get number(): number {
    return typeof this.#value === "number" ? this.#value : Number(this.integer);
  }

  get hex(): Uint8Array {
    return new Uint8Array(Buffer.from(this.text, "hex"));
  }

  get base64(): Uint8Array {
    return new Uint8Array(Buffer.from(this.text, "base64"));
  }

  get list(): readonly CometJson[] {
    return Array.isArray(this.#value) ? this.#value.map((value) => new CometJson(value)) : [];
  }

  /** Of RFC 3339, with up to nine digits after the second. */
  get time(): Timestamp {
    const [, second = "", fraction = ""] = /^([^.]{19})(?:\.(\d{1,9}))?Z$/.exec(this.text) ?? [];
    const milliseconds = Date.parse(`${second}Z`);
    if (Number.isNaN(milliseconds)) return { seconds: 0n, nanos: 0 };
    return {
      seconds: BigInt(Math.floor(milliseconds / 1_000)),
      nanos: Number(fraction.padEnd(9, "0")),
    };
  }
}
