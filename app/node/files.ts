import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "./user-error.ts";

/** Readable and writable by the owner alone: keys and whatever reveals them. */
export const MODE_SECRET = 0o600;
/** Readable by all: what is public anyway. */
export const MODE_PUBLIC = 0o644;
const MODE_FOLDER = 0o700;
const MODE_BITS = 0o777;

/** In parts, it need not be in memory at once. */
type FileContent = string | Uint8Array | Iterable<string>;

interface WriteOptions {
  readonly mode: number;
  /** False: an existing file is an error and stays as it is. */
  readonly overwrite: boolean;
}

/** Makes the folder and its parents, for the owner alone; an existing folder keeps its mode. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: MODE_FOLDER });
}

/**
 * Writes a file so that a reader, and the disk after a power cut, has either the old content or the
 * new one, whole.
 *
 * @throws UserError if the file exists and may not be overwritten
 */
export async function writeFileAtomic(
  path: string,
  content: FileContent,
  options: WriteOptions,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeDurable(temporary, content, options.mode);
    if (options.overwrite) await rename(temporary, path);
    // Unlike rename, link refuses to replace what has come into being in between.
    else await link(temporary, path);
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw new UserError(`${path} exists; it is not overwritten`);
    throw error;
  } finally {
    await removeIfPresent(temporary);
  }
  await syncFolder(dirname(path));
}

async function writeDurable(path: string, content: FileContent, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    const isWhole = typeof content === "string" || content instanceof Uint8Array;
    for (const part of isWhole ? [content] : content) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Who may read and write a file; {@link MODE_PUBLIC} if it is not there. */
export async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & MODE_BITS;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return MODE_PUBLIC;
    throw error;
  }
}

/** Makes a rename or removal in the folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes a file and makes that durable. @returns false if it was not there */
export async function removeFile(path: string): Promise<boolean> {
  const removed = await removeIfPresent(path);
  if (removed) await syncFolder(dirname(path));
  return removed;
}

async function removeIfPresent(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** @returns the text, or undefined if there is no such file */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** As {@link readTextFile}. @throws UserError if the file has more bytes */
export async function readSmallFile(path: string, bytesMax: number): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > bytesMax) {
      throw new UserError(`${path}: expected at most ${bytesMax} bytes, got ${size}`);
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A JSON object with the keys unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object in an object; an empty one if it is not there. */
export function memberOf(object: JsonObject, name: string): JsonObject {
  const member = object[name];
  return isJsonObject(member) ? member : {};
}

/**
 * @returns the object, or undefined if there is no such file.
 * @throws UserError if it is not a JSON object
 */
export async function readJsonFile(path: string): Promise<JsonObject | undefined> {
  const text = await readTextFile(path);
  return text === undefined ? undefined : parseJsonObject(path, text);
}

/** @param source what the text is, for the error. @throws UserError if it is not a JSON object */
export function parseJsonObject(source: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, which may be a private key; the cause stays out of it.
    throw new UserError(`${source}: expected JSON, got ${text.length} characters that are not`, {
      cause: error instanceof SyntaxError ? "syntax error" : error,
    });
  }
  if (!isJsonObject(value)) throw new UserError(`${source}: expected a JSON object`);
  return value;
}

/** The file as this project writes JSON: two spaces, a newline at the end. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The system's code of a failed call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
