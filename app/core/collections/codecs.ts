import { bytesToString, concatBytes, utf8, utf8ToText } from "../bytes.ts";
import { CoreError } from "../errors.ts";
import { MachineFault } from "../faults.ts";
import { bytesToUint64, uint64ToBytes } from "../integers.ts";
import { type Codec, encodeMessage } from "../protobuf.ts";
import { parseTime, SORTABLE_TIME_CHARACTERS, sortableTime } from "../time.ts";

/**
 * How a key is written so that encoded keys sort as the keys do. `encodePart` is the form inside a composite key, from which
 * the end can be told; it is absent for codecs that can only come last.
 */
export interface KeyCodec<T> {
  encode(key: T): Uint8Array;
  decode(bytes: Uint8Array): T;
  encodePart?(key: T): Uint8Array;
  /** @returns the key and how many bytes it took from `offset` on */
  decodePart?(bytes: Uint8Array, offset: number): readonly [key: T, size: number];
}

export interface ValueCodec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

function corrupt(what: string): MachineFault {
  return new MachineFault(`a record in the store is corrupt: ${what}`);
}

/** Unsigned 64-bit integers, big-endian. */
export const u64Key: KeyCodec<bigint> = {
  encode: uint64ToBytes,
  decode(bytes) {
    if (bytes.length !== 8) throw corrupt(`a number of ${bytes.length} bytes`);
    return bytesToUint64(bytes);
  },
  encodePart: uint64ToBytes,
  decodePart(bytes, offset) {
    if (bytes.length < offset + 8) throw corrupt("a number is cut");
    return [bytesToUint64(bytes, offset), 8];
  },
};

/** Text without NUL. Inside a composite key it ends with a NUL, as the SDK's collections do. */
export const textKey: KeyCodec<string> = {
  encode: utf8,
  decode: decodeText,
  encodePart(text) {
    if (text.includes("\0")) throw CoreError.invalidRequest("a key's text contains NUL");
    return utf8(`${text}\0`);
  },
  decodePart(bytes, offset) {
    const end = bytes.indexOf(0, offset);
    if (end < 0) throw corrupt("text without an end");
    return [decodeText(bytes.subarray(offset, end)), end + 1 - offset];
  },
};

function decodeText(bytes: Uint8Array): string {
  const text = utf8ToText(bytes);
  if (text === undefined) throw corrupt("text that is not UTF-8");
  return text;
}

/** A time in nanoseconds since 1970, from the year 1 to 9999, as text that sorts. @source cosmos-sdk types.FormatTimeBytes */
export const timeKey: KeyCodec<bigint> = {
  encode: encodeTime,
  decode: (bytes) => decodeTime(bytes, 0)[0],
  encodePart: encodeTime,
  decodePart: decodeTime,
};

function encodeTime(timeNs: bigint): Uint8Array {
  return utf8(sortableTime(timeNs));
}

function decodeTime(bytes: Uint8Array, offset: number): readonly [timeNs: bigint, size: number] {
  const text = bytesToString(bytes.subarray(offset, offset + SORTABLE_TIME_CHARACTERS));
  const timeNs = parseTime(`${text}Z`);
  if (timeNs === undefined || text.length !== SORTABLE_TIME_CHARACTERS) throw corrupt("a time");
  return [timeNs, SORTABLE_TIME_CHARACTERS];
}

/** Any bytes; comes last in a composite key. */
export const bytesKey: KeyCodec<Uint8Array> = {
  encode: (key) => key,
  decode: (bytes) => bytes,
};

/** An address: alone as its bytes, inside a composite key after its length in one byte. @source cosmos-sdk ADR-028 */
export const addressKey: KeyCodec<Uint8Array> = {
  encode: (address) => address,
  decode: (bytes) => bytes,
  encodePart: encodeAddressPart,
  decodePart(bytes, offset) {
    const size = bytes[offset];
    if (size === undefined || bytes.length < offset + 1 + size) throw corrupt("an address is cut");
    return [bytes.slice(offset + 1, offset + 1 + size), size + 1];
  },
};

/** An address after its length in every position: the form of the SDK's denom index. */
export const prefixedAddressKey: KeyCodec<Uint8Array> = {
  ...addressKey,
  encode: encodeAddressPart,
  decode: (bytes) => bytes.slice(1),
};

function encodeAddressPart(address: Uint8Array): Uint8Array {
  if (address.length === 0 || address.length > 255) {
    throw CoreError.invalidAddress(`address of ${address.length} bytes, expected 1 to 255`);
  }
  return concatBytes(Uint8Array.of(address.length), address);
}

/** A composite key: sorts by the first part, then the second, and so on. Only the last part may lack `encodePart`. */
export function tupleKey<const T extends readonly unknown[]>(
  ...parts: { readonly [I in keyof T]: KeyCodec<T[I]> }
): KeyCodec<T> & { encodePrefix(key: readonly unknown[]): Uint8Array } {
  const last = parts.length - 1;
  parts.forEach((part: KeyCodec<unknown>, i) => {
    if (i < last && !part.encodePart) {
      throw new MachineFault(`part ${i} of a composite key can only come last`);
    }
  });
  return {
    encode(key) {
      return concatBytes(
        ...parts.map((part: KeyCodec<unknown>, i) =>
          i < last && part.encodePart ? part.encodePart(key[i]) : part.encode(key[i]),
        ),
      );
    },
    encodePrefix(key) {
      return concatBytes(
        ...key.map((value, i) => {
          const part = parts[i] as KeyCodec<unknown>;
          return part.encodePart ? part.encodePart(value) : part.encode(value);
        }),
      );
    },
    decode(bytes) {
      let offset = 0;
      const key = parts.map((part: KeyCodec<unknown>, i) => {
        if (i === last || !part.decodePart) return part.decode(bytes.slice(offset));
        const [value, size] = part.decodePart(bytes, offset);
        offset += size;
        return value;
      });
      return key as unknown as T;
    },
  };
}

/** A generated protobuf message. */
export function messageValue<T>(codec: Codec<T>): ValueCodec<T> {
  return {
    encode: (value) => encodeMessage(codec, value),
    decode: (bytes) => codec.decode(bytes),
  };
}

/** Nothing: the key says it all. */
export const emptyValue: ValueCodec<true> = {
  encode: () => new Uint8Array(0),
  decode: () => true,
};

/** A key that says it all, in a store whose absent keys are to be provable: ICS-23 cannot prove beside an empty value. */
export const markValue: ValueCodec<true> = {
  encode: () => Uint8Array.of(1),
  decode: () => true,
};

export const u64Value: ValueCodec<bigint> = {
  encode: uint64ToBytes,
  decode(bytes) {
    if (bytes.length !== 8) throw corrupt(`a number of ${bytes.length} bytes`);
    return bytesToUint64(bytes);
  },
};

/** An integer as decimal text: how the SDK stores balances and supply. @source cosmos-sdk math.Int Marshal */
export const integerTextValue: ValueCodec<bigint> = {
  encode: (value) => utf8(value.toString()),
  decode(bytes) {
    const text = bytesToString(bytes);
    if (!/^-?[0-9]+$/.test(text)) throw corrupt("an amount that is not a number");
    return BigInt(text);
  },
};
