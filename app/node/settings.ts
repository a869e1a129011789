import { parse, stringify } from "smol-toml";
import { UserError } from "./user-error.ts";

/** What a setting may be: TOML's types but for dates and tables. */
export type SettingValue = string | number | boolean | readonly string[];

export interface Setting<Value extends SettingValue> {
  /** What it does and when to change it; lines of the file's comment. */
  readonly comment: readonly string[];
  readonly initial: Value;
  /** The table of the file that it stands in; before all tables unless given. */
  readonly table?: string;
  /** Its name in the file; the name in the code with dashes unless given. */
  readonly key?: string;
  /** Follows "expected" in the error. */
  readonly expected: string;
  /** @returns the value, or undefined if it is not what is expected */
  readonly read: (value: unknown) => Value | undefined;
}

type Definitions = Readonly<Record<string, Setting<SettingValue>>>;

export type SettingsOf<D extends Definitions> = {
  readonly [Name in keyof D]: D[Name] extends Setting<infer Value> ? Value : never;
};

export interface SettingsFile<D extends Definitions> {
  readonly initial: SettingsOf<D>;
  /**
   * A key that is missing has its initial value.
   *
   * @throws UserError that names file, key, what was expected and what was found
   */
  parse(text: string): SettingsOf<D>;
  /** The file with a comment on every key. What it gives, `parse` takes. */
  render(values: Partial<SettingsOf<D>>): string;
  /** @param key as the file has it. @throws UserError that names the nearest key */
  find(key: string): SettingEntry;
}

/** One key of a file. */
export interface SettingEntry {
  /** Where it stands in the file: the table, if it has one, and the key. */
  readonly path: readonly string[];
  readonly comment: readonly string[];
  /** @param text the whole file. @throws UserError if it is malformed */
  valueIn(text: string): SettingValue;
  /**
   * @param typed TOML, or a text without its quotes
   * @throws UserError that names what was expected
   */
  read(typed: string): SettingValue;
}

/**
 * Names in the code are camelCase; in the file the same name is written with dashes, as in the
 * SDK's files.
 */
export function defineSettings<D extends Definitions>(
  fileName: string,
  title: string,
  definitions: D,
): SettingsFile<D> {
  const settings = Object.entries(definitions).map(([name, setting]) => ({
    name,
    key: keyOf(name, setting),
    setting,
  }));
  const tables = [...new Set(settings.flatMap(({ setting: { table } }) => table ?? []))];
  const check = (key: string, setting: Setting<SettingValue>, found: unknown): SettingValue => {
    const value = setting.read(found);
    if (value !== undefined) return value;
    throw new UserError(
      `${fileName}: ${key}: expected ${setting.expected}, got ${JSON.stringify(found)}`,
    );
  };
  const collect = (read: (entry: (typeof settings)[number]) => SettingValue): SettingsOf<D> =>
    Object.fromEntries(settings.map((entry) => [entry.name, read(entry)])) as SettingsOf<D>;
  const keys = settings.map(({ key }) => key);
  const parseFile = (text: string): SettingsOf<D> => {
    const table = flatten(parseToml(fileName, text), tables);
    for (const key of Object.keys(table)) {
      if (!keys.includes(key)) throw new UserError(unknownKey(fileName, key, keys));
    }
    return collect(({ key, setting }) =>
      key in table ? check(key, setting, table[key]) : setting.initial,
    );
  };
  return {
    initial: collect(({ setting }) => setting.initial),
    parse: parseFile,
    render(values) {
      const given = values as Readonly<Record<string, SettingValue | undefined>>;
      const block = ({ name, key, setting }: (typeof settings)[number]): string => {
        const value = given[name];
        const checked = value === undefined ? setting.initial : check(key, setting, value);
        const comment = setting.comment.map((line) => `# ${line}\n`).join("");
        return `${comment}${stringify({ [bareKey(key)]: checked })}`;
      };
      // In TOML, what belongs to no table stands before all tables.
      const blocks = (table?: string): string[] =>
        settings.filter(({ setting }) => setting.table === table).map(block);
      const parts = tables.flatMap((table) => [`[${table}]\n`, ...blocks(table)]);
      return [`# ${title}\n`, ...blocks(), ...parts].join("\n");
    },
    find(wanted) {
      const found = settings.find(({ key }) => key === wanted);
      if (found === undefined) throw new UserError(unknownKey(fileName, wanted, keys));
      const { name, key, setting } = found;
      return {
        path: key.split("."),
        comment: setting.comment,
        valueIn: (text) => parseFile(text)[name] ?? setting.initial,
        read: (typed) => setting.read(parseTomlValue(typed)) ?? check(key, setting, typed),
      };
    },
  };
}

/** `keep-recent`, or `table.keep-recent`. */
function keyOf(name: string, setting: Setting<SettingValue>): string {
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { table, key = dashed } = setting;
  return table === undefined ? key : `${table}.${key}`;
}

function bareKey(key: string): string {
  return key.slice(key.indexOf(".") + 1);
}

/** The keys of known tables as `table.key`, beside those outside of tables. */
function flatten(
  values: Readonly<Record<string, unknown>>,
  tables: readonly string[],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    tables.includes(key) && typeof value === "object" && value !== null
      ? Object.entries(value).map(([inner, found]) => [`${key}.${inner}`, found as unknown])
      : [[key, value]],
  );
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

/** @throws UserError with the line and column of the fault */
export function parseToml(fileName: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError(`${fileName}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** @returns what the text is as a value of TOML; undefined if it is none */
export function parseTomlValue(text: string): unknown {
  try {
    const { value, ...others } = parse(`value = ${text}`);
    return Object.keys(others).length === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The error for a key that a file may not have, with the nearest of those that it may. */
export function unknownKey(fileName: string, key: string, keys: readonly string[]): string {
  const nearest = keys
    // Its table may have been forgotten.
    .map((known) => ({
      known,
      distance: Math.min(
        ...[known, bareKey(known)].map((one) => editDistance(normalized(key), one)),
      ),
    }))
    .sort((a, b) => a.distance - b.distance)[0];
  const close = nearest !== undefined && nearest.distance <= nearest.known.length / 2;
  const hint = close ? `did you mean ${nearest.known}?` : `known keys are ${keys.join(", ")}`;
  return `${fileName}: unknown key ${JSON.stringify(key)}: ${hint}`;
}

/** Longer keys are compared by their beginning only. */
const COMPARED_CHARACTERS_MAX = 64;

function normalized(key: string): string {
  return key.slice(0, COMPARED_CHARACTERS_MAX).replaceAll("_", "-").toLowerCase();
}

/** Levenshtein's distance: insertions, removals and replacements from one text to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const current = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replace = (previous[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      current.push(Math.min(replace, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** A setting that is one of a few words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  initial: NoInfer<Word>,
  comment: readonly string[],
): Setting<Word> {
  return {
    comment,
    initial,
    expected: `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`,
    read: (value) => words.find((word) => word === value),
  };
}

/** A setting that is a text in a certain form. */
export function text(form: RegExp, setting: Omit<Setting<string>, "read">): Setting<string> {
  return {
    ...setting,
    read: (value) => (typeof value === "string" && form.test(value) ? value : undefined),
  };
}

/** A setting that is on or off. */
export function toggle(
  initial: boolean,
  comment: readonly string[],
  place: Pick<Setting<boolean>, "table" | "key"> = {},
): Setting<boolean> {
  return {
    comment,
    initial,
    ...place,
    expected: "true or false",
    read: (value) => (typeof value === "boolean" ? value : undefined),
  };
}

/** A setting that is a whole number of a range, both ends included. */
export function integer(
  least: number,
  most: number,
  initial: number,
  comment: readonly string[],
  table?: string,
): Setting<number> {
  return {
    comment,
    initial,
    ...(table === undefined ? {} : { table }),
    expected: `a whole number from ${least} to ${most}`,
    read: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
        ? value
        : undefined,
  };
}
