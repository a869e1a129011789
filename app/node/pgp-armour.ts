import { UserError } from "./user-error.ts";

/** Bytes as OpenPGP writes them between lines of text. */
export interface Armoured {
  /** What stands behind BEGIN and END. */
  readonly type: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly data: Uint8Array;
}

const LINE_CHARACTERS = 64;
const HEADERS_MAX = 16;
const ARMOUR_CHARACTERS_MAX = 16_384;

/** @source RFC 4880 §6: a header, base64 in lines, a checksum */
export function armour({ type, headers, data }: Armoured): string {
  const body = Buffer.from(data).toString("base64");
  const lines = body.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [];
  return [
    `-----BEGIN ${type}-----`,
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
    "",
    ...lines,
    `=${checksum(data).toString("base64")}`,
    `-----END ${type}-----`,
    "",
  ].join("\n");
}

/** @throws UserError if the text is none, or was changed */
export function unarmour(text: string): Armoured {
  if (text.length > ARMOUR_CHARACTERS_MAX) {
    throw new UserError(`exported key: expected at most ${ARMOUR_CHARACTERS_MAX} characters`);
  }
  const lines = text.split("\n").map((line) => line.trim());
  const [first = "", ...rest] = lines.slice(lines.findIndex((line) => line !== ""));
  const type = /^-----BEGIN ([A-Z ]{1,40})-----$/.exec(first)?.[1];
  const end = rest.indexOf(`-----END ${type}-----`);
  if (type === undefined || end < 0) {
    throw new UserError(
      'expected an exported key: a text from "-----BEGIN …-----" to "-----END …-----"',
    );
  }
  const blank = rest.indexOf("");
  const headers = new Map<string, string>();
  for (const line of rest.slice(0, Math.max(0, Math.min(blank, HEADERS_MAX)))) {
    const [, name = "", value = ""] = /^([A-Za-z0-9-]{1,40}): (.*)$/.exec(line) ?? [];
    headers.set(name, value);
  }
  const body = rest.slice(blank + 1, end).filter((line) => line !== "");
  const sum = body.at(-1)?.startsWith("=") === true ? body.pop()?.slice(1) : undefined;
  const data = decodeBase64(body.join(""));
  if (data === undefined || (sum !== undefined && sum !== checksum(data).toString("base64"))) {
    throw new UserError("exported key: the text was changed or is cut");
  }
  return { type, headers, data };
}

function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(Buffer.from(text, "base64"));
}

const CRC_START = 0xb704ce;
const CRC_POLYNOMIAL = 0x1864cfb;
const CRC_OVERFLOW = 0x1000000;

/** Three bytes, big-endian. @source RFC 4880 §6.1 CRC-24 */
function checksum(data: Uint8Array): Buffer {
  let crc = CRC_START;
  for (const byte of data) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & CRC_OVERFLOW) !== 0) crc ^= CRC_POLYNOMIAL;
    }
  }
  return Buffer.from([(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff]);
}
