import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** From dist/test/helpers/ to the source. */
const RECORDER = fileURLToPath(new URL("../../../test/helpers/record-writes.c", import.meta.url));

const HEAD_BYTES = 16;
const KINDS = ["start", "name", "write", "durable", "sync", "truncate", "said", "unknown"] as const;

/** What a process did to the files of its folder, in order; paths are relative to the folder. */
export type DiskEvent =
  | {
      readonly kind: "write";
      readonly path: string;
      readonly offset: number;
      readonly bytes: Buffer;
    }
  /** To a file that was opened to be synced with each write. */
  | {
      readonly kind: "durable";
      readonly path: string;
      readonly offset: number;
      readonly bytes: Buffer;
    }
  | { readonly kind: "sync"; readonly path: string }
  | { readonly kind: "truncate"; readonly path: string; readonly size: number }
  /** A file or the folder is opened for the first time. */
  | { readonly kind: "name"; readonly path: string }
  /** What it wrote to its standard output. */
  | { readonly kind: "said"; readonly text: string }
  /** A call that the recording does not understand. */
  | { readonly kind: "unknown"; readonly path: string; readonly text: string };

/**
 * Compiles the recorder.
 *
 * @returns its library, or why there is none, for the reason of a skipped test
 */
export function buildRecorder(
  folder: string,
): { readonly library: string } | { readonly reason: string } {
  if (process.platform !== "linux") return { reason: "writes are recorded on Linux only" };
  const library = join(folder, "record-writes.so");
  try {
    const args = ["-shared", "-fPIC", "-O1", "-o", library, RECORDER, "-ldl", "-lpthread"];
    execFileSync("cc", args, { stdio: "pipe" });
    return { library };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
    return { reason: "there is no C compiler; to have it: install gcc or clang as `cc`" };
  }
}

/** Variables of a process whose writes below a folder are recorded. */
export function recordingEnvironment(options: {
  readonly library: string;
  readonly folder: string;
  readonly log: string;
}): NodeJS.ProcessEnv {
  const { library, folder, log } = options;
  return { ...process.env, LD_PRELOAD: library, RECORD_FOLDER: folder, RECORD_LOG: log };
}

/** What the processes did that were recorded in one file, one after the other. */
export function readRecording(log: string): DiskEvent[] {
  if (!existsSync(log)) throw new Error("nothing was recorded");
  const bytes = readFileSync(log);
  const events: DiskEvent[] = [];
  const names: string[] = [];
  // A process that was killed may have left half a record at the end, of a call that had not returned.
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const kind = KINDS[bytes.readUInt8(at)];
    const file = bytes.readUInt8(at + 1);
    const length = bytes.readUInt32LE(at + 4);
    const offset = Number(bytes.readBigUInt64LE(at + 8));
    const payload = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    at += HEAD_BYTES + length;
    const path = names[file] ?? "";
    if (kind === undefined) throw new Error(`byte ${at} of the recording is no record`);
    if (kind === "start") {
      names.length = 0;
    } else if (kind === "name") {
      names[file] = payload.toString();
      events.push({ kind, path: payload.toString() });
    } else if (kind === "write" || kind === "durable") {
      events.push({ kind, path, offset, bytes: payload });
    } else if (kind === "sync") {
      events.push({ kind, path });
    } else if (kind === "truncate") {
      events.push({ kind, path, size: offset });
    } else if (kind === "said") {
      events.push({ kind, text: payload.toString() });
    } else {
      events.push({ kind, path, text: payload.toString() });
    }
  }
  return events;
}
