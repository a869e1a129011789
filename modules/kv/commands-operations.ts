import { base64, hex } from "@scure/base";
import { toBytes } from "../../app/client/bytes.ts";
import { parseDuration } from "../../app/client/duration.ts";
import { ClientError } from "../../app/client/errors.ts";
import type { JsonDocument } from "../../app/client/verbs.ts";
import type {
  BatchOperation,
  BulkOptions,
  KeyValueLike,
  KvCondition,
  LeaseTime,
} from "./client-messages.ts";

/* Operations as JSON: what `Operation` in tx.proto has, by the names that it has there. Nothing is passed over. */

export interface ParsedBatch {
  /** Where it stood, for errors. */
  readonly path: string;
  readonly namespace: string | undefined;
  readonly operations: readonly BatchOperation[];
}

type Fields = Readonly<Record<string, unknown>>;

/** One batch, or a list of them. @throws ClientError with the place of what is wrong */
export function parseBatches({ source, value }: JsonDocument): ParsedBatch[] {
  if (!Array.isArray(value)) return [batchAt(value, source, "")];
  if (value.length === 0) throw problem(source, "at least one batch", value);
  return value.map((item, index) => batchAt(item, source, `[${index}]`));
}

function batchAt(value: unknown, source: string, place: string): ParsedBatch {
  const path = place === "" ? source : `${source}: ${place}`;
  const inner = (name: string) => (place === "" ? `${source}: ${name}` : `${path}.${name}`);
  const { namespace, operations } = fieldsAt(value, path, ["namespace", "operations"]);
  if (operations === undefined) throw new ClientError(`${path}: "operations" is missing`);
  const list = listAt(operations, inner("operations"));
  if (namespace !== undefined) assertNamespace(namespace, inner("namespace"));
  return {
    path,
    namespace,
    operations: list.map((item, i) => operationAt(item, `${inner("operations")}[${i}]`)),
  };
}

/** A list of keys with values, or an object with `entries`. @throws ClientError with the place of what is wrong */
export function parseEntries({ source, value }: JsonDocument): KeyValueLike[] {
  if (Array.isArray(value)) return keyValuesAt(value, source);
  const { entries } = fieldsAt(value, source, ["entries"]);
  if (entries === undefined) throw new ClientError(`${source}: "entries" is missing`);
  return keyValuesAt(entries, `${source}: entries`);
}

const KINDS = {
  create: putAt,
  update: putAt,
  upsert: putAt,
  append: putAt,
  delete: (value: unknown, path: string) => ({
    operation: "delete" as const,
    key: keyAt(fieldsAt(value, path, ["key"]), path),
  }),
  rename(value: unknown, path: string) {
    const fields = fieldsAt(value, path, ["key", "new_key"]);
    const key = keyAt(fields, path);
    return { operation: "rename" as const, key, newKey: keyAt(fields, path, "new_key") };
  },
  increment(value: unknown, path: string) {
    const fields = fieldsAt(value, path, ["key", "by", "lease"]);
    const { by } = fields;
    return {
      ...{ operation: "increment" as const, key: keyAt(fields, path), ...leaseOf(fields, path) },
      ...(by === undefined ? {} : { by: integerAt(by, `${path}.by`, INT64_MIN, INT64_MAX) }),
    };
  },
  renew_lease(value: unknown, path: string) {
    const fields = fieldsAt(value, path, ["key", "lease"]);
    const key = keyAt(fields, path);
    return { operation: "renewLease" as const, key, ...leaseOf(fields, path) };
  },
  multi_update(value: unknown, path: string) {
    const { entries } = fieldsAt(value, path, ["entries"]);
    if (entries === undefined) throw new ClientError(`${path}: "entries" is missing`);
    return {
      operation: "multiUpdate" as const,
      entries: keyValuesAt(entries, `${path}.entries`),
    };
  },
  delete_all(value: unknown, path: string) {
    const fields = fieldsAt(value, path, ["range", "limit"]);
    return { operation: "deleteAll" as const, ...bulkOf(fields, path) };
  },
  renew_lease_all(value: unknown, path: string) {
    const fields = fieldsAt(value, path, ["range", "lease", "limit"]);
    return {
      operation: "renewLeaseAll" as const,
      ...bulkOf(fields, path),
      ...leaseOf(fields, path),
    };
  },
} as const;

const NAMES = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

function operationAt(value: unknown, path: string): BatchOperation {
  const fields = fieldsAt(value, path, [...NAMES, "condition"]);
  const [name, ...others] = NAMES.filter((one) => fields[one] !== undefined);
  if (name === undefined || others.length > 0) {
    throw new ClientError(
      `${path}: expected one operation (${NAMES.join(", ")}), got ${name === undefined ? "none" : [name, ...others].join(" and ")}`,
    );
  }
  const operation = KINDS[name](fields[name], `${path}.${name}`, name as never);
  const { condition } = fields;
  return condition === undefined
    ? operation
    : { ...operation, condition: conditionAt(condition, `${path}.condition`) };
}

function putAt(value: unknown, path: string, operation: "create" | "update" | "upsert" | "append") {
  const fields = fieldsAt(value, path, ["key", "value", "lease"]);
  return { operation, ...keyValueOf(fields, path), ...leaseOf(fields, path) };
}

function keyValuesAt(value: unknown, path: string): KeyValueLike[] {
  return listAt(value, path).map((item, i) => {
    const place = `${path}[${i}]`;
    return keyValueOf(fieldsAt(item, place, ["key", "value"]), place);
  });
}

function keyValueOf(fields: Fields, path: string): KeyValueLike {
  const key = keyAt(fields, path);
  if (fields["value"] === undefined) throw new ClientError(`${path}: "value" is missing`);
  return { key, value: bytesAt(fields["value"], `${path}.value`) };
}

function keyAt(fields: Fields, path: string, name: "key" | "new_key" = "key"): Uint8Array {
  if (fields[name] === undefined) throw new ClientError(`${path}: "${name}" is missing`);
  const key = bytesAt(fields[name], `${path}.${name}`);
  if (key.length > 0) return key;
  throw problem(`${path}.${name}`, "a key of at least one byte", fields[name]);
}

function leaseOf(fields: Fields, path: string): { readonly lease?: LeaseTime } {
  const { lease } = fields;
  return lease === undefined ? {} : { lease: leaseAt(lease, `${path}.lease`) };
}

const LEASE_PARTS = ["days", "hours", "minutes", "seconds"] as const;

function leaseAt(value: unknown, path: string): LeaseTime {
  if (typeof value === "object" && value !== null) {
    const fields = fieldsAt(value, path, LEASE_PARTS);
    const parts = LEASE_PARTS.flatMap((name) => {
      const part = fields[name];
      return part === undefined ? [] : [[name, integerAt(part, `${path}.${name}`, 0n, UINT64_MAX)]];
    });
    return Object.fromEntries(parts) as LeaseTime;
  }
  if (typeof value !== "string") throw problem(path, `a text such as "8s" or "1d12h"`, value);
  try {
    return parseDuration(value);
  } catch (error) {
    throw error instanceof ClientError ? new ClientError(`${path} ${error.message}`) : error;
  }
}

const SHA256_BYTES = 32;

function conditionAt(value: unknown, path: string): KvCondition {
  const names = ["absent", "present", "mod_revision", "value_sha256"];
  const fields = fieldsAt(value, path, names);
  const given = names.filter((name) => fields[name] !== undefined);
  const [name = ""] = given;
  if (given.length !== 1) throw problem(path, `one of ${names.join(", ")}`, value);
  const place = `${path}.${name}`;
  const condition = fields[name];
  if (name === "mod_revision") return { modRevision: integerAt(condition, place, 0n, UINT64_MAX) };
  if (name === "value_sha256") return { valueSha256: hashAt(condition, place) };
  if (condition !== true) throw problem(place, "true", condition);
  return name === "absent" ? { absent: true } : { present: true };
}

/** 64 hexadecimal digits, or bytes in the other forms. */
function hashAt(value: unknown, path: string): Uint8Array {
  const bytes = typeof value === "string" ? hexAt(value, path) : bytesAt(value, path);
  if (bytes.length === SHA256_BYTES) return bytes;
  throw problem(path, "64 hexadecimal digits", value);
}

function bulkOf(fields: Fields, path: string): BulkOptions {
  const { range, limit } = fields;
  return {
    ...(range === undefined ? {} : rangeAt(range, `${path}.range`)),
    ...(limit === undefined
      ? {}
      : { limit: Number(integerAt(limit, `${path}.limit`, 0n, UINT32_MAX)) }),
  };
}

function rangeAt(value: unknown, path: string): Readonly<Record<string, Uint8Array>> {
  const fields = fieldsAt(value, path, ["prefix", "start", "end"]);
  return Object.fromEntries(
    Object.entries(fields).map(([name, bound]) => [name, bytesAt(bound, `${path}.${name}`)]),
  );
}

/** Text, or `{"hex": …}` or `{"base64": …}`. */
function bytesAt(value: unknown, path: string): Uint8Array {
  if (typeof value === "string") return toBytes(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw problem(path, `a text, {"hex": …} or {"base64": …}`, value);
  }
  const { hex: inHex, base64: inBase64 } = fieldsAt(value, path, ["hex", "base64"]);
  if (typeof inHex === "string" && inBase64 === undefined) return hexAt(inHex, `${path}.hex`);
  if (typeof inBase64 === "string" && inHex === undefined) {
    return decodeAt(base64, inBase64, `${path}.base64`, "base64 with its padding");
  }
  throw problem(path, `a text, {"hex": …} or {"base64": …}`, value);
}

function hexAt(text: string, path: string): Uint8Array {
  return decodeAt(hex, text.toLowerCase(), path, "pairs of hexadecimal digits");
}

function decodeAt(coder: typeof hex, text: string, path: string, expected: string): Uint8Array {
  try {
    return coder.decode(text);
  } catch {
    throw problem(path, expected, text);
  }
}

const UINT32_MAX = 2n ** 32n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** A number, or decimal text where a JSON number would not be exact. */
function integerAt(value: unknown, path: string, least: bigint, most: bigint): bigint {
  const isExact = typeof value === "number" && Number.isSafeInteger(value);
  const isText = typeof value === "string" && /^-?\d{1,20}$/.test(value);
  const number = isExact || isText ? BigInt(value) : undefined;
  if (number !== undefined && number >= least && number <= most) return number;
  const expected = `a whole number from ${least} to ${most}, beyond 2^53 as a text`;
  throw problem(path, expected, value);
}

function assertNamespace(value: unknown, path: string): asserts value is string {
  if (typeof value === "string" && /^(?:[a-z0-9]+1[a-z0-9]+\/)?[^/]+$/.test(value)) return;
  throw problem(path, `"name" or "<owner address>/name"`, value);
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw problem(path, "a list", value);
  if (value.length === 0) throw problem(path, "at least one", value);
  return value;
}

function fieldsAt(value: unknown, path: string, names: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw problem(path, "an object", value);
  }
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown === undefined) return value as Fields;
  throw new ClientError(
    `${path}: unknown field ${JSON.stringify(unknown)}, expected ${names.join(", ")}`,
  );
}

const SHOWN_CHARACTERS_MAX = 80;

function problem(path: string, expected: string, value: unknown): ClientError {
  const shown = (JSON.stringify(value) as string | undefined) ?? "nothing";
  return new ClientError(
    `${path}: expected ${expected}, got ${shown.slice(0, SHOWN_CHARACTERS_MAX)}`,
  );
}
