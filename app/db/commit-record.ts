import { Buffer } from "node:buffer";
import { MachineFault } from "../core/faults.ts";
import type { CommitRecord } from "../core/store/database.ts";

/** First field of a record; another number is another form. */
const FORM = 2;

/** A {@link CommitRecord} as it is kept: JSON, read by people who look into a database. */
interface CommitJson {
  readonly form: number;
  readonly chainId: string;
  readonly height: number;
  /** Decimal. */
  readonly timeNs: string;
  /** Hexadecimal. */
  readonly appHash: string;
  readonly stores: CommitRecord["stores"];
}

export function encodeCommit(record: CommitRecord): Buffer {
  const json: CommitJson = {
    form: FORM,
    chainId: record.chainId,
    height: record.height,
    timeNs: record.timeNs.toString(),
    appHash: Buffer.from(record.appHash).toString("hex"),
    stores: record.stores,
  };
  return Buffer.from(JSON.stringify(json));
}

/** @throws MachineFault if the record is of another form */
export function decodeCommit(bytes: Uint8Array): CommitRecord {
  const json = JSON.parse(Buffer.from(bytes).toString()) as CommitJson;
  if (json.form !== FORM) {
    throw new MachineFault(
      `the database has records of form ${json.form}, expected ${FORM}; use the version that wrote it`,
    );
  }
  return {
    chainId: json.chainId,
    height: json.height,
    timeNs: BigInt(json.timeNs),
    appHash: new Uint8Array(Buffer.from(json.appHash, "hex")),
    stores: json.stores,
  };
}
