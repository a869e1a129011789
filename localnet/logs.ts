import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause } from "node:timers/promises";
import { errorCode } from "../app/node/files.ts";

export const LOG_LINES_MAX = 10_000;
/** How far back the last lines are looked for. */
const TAIL_BYTES_MAX = 4 * 1_048_576;
const CHUNK_BYTES = 65_536;
const POLL_MS = 200;

/** The last lines of a file, oldest first; none if there is no such file. */
export async function lastLines(path: string, lines: number): Promise<string[]> {
  const found: string[] = [];
  for await (const line of readLines(path, { lines, follow: false })) found.push(line);
  return found;
}

/**
 * The last lines of a file and, if wanted, those that come, until the signal aborts.
 *
 * @param options.lines 0 to {@link LOG_LINES_MAX}
 */
export async function* readLines(
  path: string,
  options: { readonly lines: number; readonly follow: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES_MAX);
    const decoder = new StringDecoder("utf8");
    const texts = decoder.write(await readBytes(file, start, size - start)).split("\n");
    // Without a newline at its end the last line is still being written.
    let rest = texts.pop() ?? "";
    const wanted = Math.min(options.lines, LOG_LINES_MAX);
    if (wanted > 0) yield* texts.slice(-wanted);
    for (let position = size; options.follow && options.signal?.aborted !== true;) {
      const bytes = await readBytes(file, position, CHUNK_BYTES);
      position += bytes.length;
      const complete = `${rest}${decoder.write(bytes)}`.split("\n");
      rest = complete.pop() ?? "";
      yield* complete;
      if (bytes.length === 0) await pause(POLL_MS);
    }
    if (!options.follow && rest !== "" && wanted > 0) yield rest;
  } finally {
    await file.close();
  }
}

async function readBytes(file: FileHandle, position: number, sizeBytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(sizeBytes), 0, sizeBytes, position);
  return buffer.subarray(0, bytesRead);
}
