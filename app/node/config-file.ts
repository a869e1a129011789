import { basename, dirname } from "node:path";
import { APP_SETTINGS, CLIENT_SETTINGS } from "./config.ts";
import { isJsonObject, makeFolder, modeOf, readTextFile, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import type { Home } from "./home.ts";
import { parseToml, parseTomlValue, unknownKey } from "./settings.ts";
import type { SettingEntry, SettingValue } from "./settings.ts";
import { setInToml, valueInToml } from "./toml-edit.ts";
import { UserError } from "./user-error.ts";

/** The files of a home's configuration, without `.toml`; `config` is CometBFT's. */
export const CONFIG_NAMES = ["client", "app", "config"] as const;
export type ConfigName = (typeof CONFIG_NAMES)[number];

/** A file of settings, key by key. Keys have their table before them: `grpc.address`. */
export interface ConfigFile {
  /** @throws UserError if there is none */
  read(): Promise<string>;
  /** @throws UserError for another key, or if the file is malformed */
  get(key: string): Promise<SettingValue>;
  /**
   * Changes one value; the rest of the file stays as it is. A running node reads it at its next start.
   *
   * @param typed TOML, or a text without its quotes
   * @returns the value
   * @throws UserError for another key or a value that it may not have
   */
  set(key: string, typed: string): Promise<SettingValue>;
}

export function openConfigFile(home: Home, name: ConfigName): ConfigFile {
  switch (name) {
    case "client":
      // The client works without the file, so its first setting makes it.
      return ownFile(home.clientToml, CLIENT_SETTINGS, CLIENT_SETTINGS.render({}));
    case "app":
      return ownFile(home.appToml, APP_SETTINGS);
    case "config":
      return cometFile(home.cometToml);
  }
}

async function readFrom(path: string, initial?: string): Promise<string> {
  const text = (await readTextFile(path)) ?? initial;
  if (text !== undefined) return text;
  throw new UserError(`${path} is missing; make a home folder with "lazuli init"`);
}

async function write(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, { mode: await modeOf(path), overwrite: true });
}

/** A file whose settings we define; one that it does not have yet is added with its explanation. */
function ownFile(
  path: string,
  settings: { find(key: string): SettingEntry },
  initial?: string,
): ConfigFile {
  return {
    read: () => readFrom(path, initial),
    async get(key) {
      return settings.find(key).valueIn(await readFrom(path, initial));
    },
    async set(key, typed) {
      const entry = settings.find(key);
      const change = { path: entry.path, comment: entry.comment, value: entry.read(typed) };
      const edited = setInToml(basename(path), await readFrom(path, initial), change);
      // What is wrong elsewhere in the file is better said now than at the node's start.
      entry.valueIn(edited);
      await makeFolder(dirname(path));
      await write(path, edited);
      return change.value;
    },
  };
}

/** CometBFT's file: which settings there are, and of which type, is known from what is there. */
function cometFile(path: string): ConfigFile {
  const fileName = basename(path);
  const find = (text: string, key: string): SettingValue => {
    const table = parseToml(fileName, text);
    const value = valueInToml(table, key.split("."));
    if (isSettingValue(value)) return value;
    const nearest = unknownKey(fileName, key, keysOf(table));
    throw new UserError(`${nearest}; what is not in the file has its default: add it by hand`);
  };
  return {
    read: () => readFrom(path),
    async get(key) {
      return find(await readFrom(path), key);
    },
    async set(key, typed) {
      const text = await readFrom(path);
      const value = sameType(find(text, key), typed);
      if (value === undefined) {
        const expected = typeName(find(text, key));
        const got = JSON.stringify(typed);
        throw new UserError(`${fileName}: ${key}: expected ${expected}, got ${got}`);
      }
      await write(path, setInToml(fileName, text, { path: key.split("."), value }));
      return value;
    },
  };
}

function isSettingValue(value: unknown): value is SettingValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Nesting of CometBFT's file is two. */
const TABLES_DEPTH_MAX = 4;

function keysOf(table: JsonObject, depth = 0): string[] {
  return Object.entries(table).flatMap(([name, value]) => {
    if (isSettingValue(value)) return [name];
    if (!isJsonObject(value) || depth === TABLES_DEPTH_MAX) return [];
    return keysOf(value, depth + 1).map((inner) => `${name}.${inner}`);
  });
}

/** What was typed as a value of the present one's type; undefined if it is none. */
function sameType(present: SettingValue, typed: string): SettingValue | undefined {
  const value = parseTomlValue(typed);
  if (typeof present === "string") return typeof value === "string" ? value : typed;
  if (!isSettingValue(value) || Array.isArray(value) !== Array.isArray(present)) return undefined;
  if (Number.isInteger(present) && !Number.isInteger(value)) return undefined;
  return typeof value === typeof present ? value : undefined;
}

function typeName(value: SettingValue): string {
  if (typeof value === "boolean") return "true or false";
  if (typeof value === "number") return Number.isInteger(value) ? "a whole number" : "a number";
  return 'a list of texts like ["a", "b"]';
}
