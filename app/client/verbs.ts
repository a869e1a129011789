import type { EncodeObject } from "@cosmjs/proto-signing";
import type { ProofBase } from "./proven.ts";
import type { QueryBase } from "./query.ts";
import type { MessageType } from "./signing-client.ts";

/**
 * What an argument of a verb may be, and what the verb gets for it. The command line reads texts, files and names of keys;
 * a verb sees values alone.
 */
export interface ArgumentKinds {
  /** The account that signs: on the command line the name or address of one of the user's keys. */
  signer: string;
  /** Bech32; on the command line also the name of a key. */
  address: string;
  /** `<owner address>/<name>`; on the command line also `name` and `<key name>/name`. */
  namespace: string;
  /** A key of the store: text, or `--key-hex`, `--key-base64`. */
  key: Uint8Array;
  /** Text, `--file F`, or `-` for standard input. */
  value: Uint8Array;
  /** Such as `5ulaz` or `5ulaz,2ustake`. */
  coins: readonly { readonly denom: string; readonly amount: bigint }[];
}

export interface FlagKinds {
  /** A text's UTF-8 bytes. */
  bytes: Uint8Array;
  /** Bytes in base64. */
  base64: Uint8Array;
  /** 0 to 2⁶⁴ − 1. */
  uint64: bigint;
  boolean: boolean;
  text: string;
}

export interface Argument {
  /** As the help shows it. */
  readonly name: string;
  readonly kind: keyof ArgumentKinds;
  readonly describe: string;
}

export interface Flag {
  readonly kind: keyof FlagKinds;
  readonly describe: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What the user typed behind the verb, and what it does. */
export type Example = readonly [command: string, describe: string];

interface Verb {
  readonly name: string;
  readonly describe: string;
  readonly arguments: readonly Argument[];
  readonly examples: readonly Example[];
}

type ValuesOf<A extends readonly Argument[]> = {
  readonly [One in A[number] as One["name"]]: ArgumentKinds[One["kind"]];
};

type FlagsOf<F extends Flags> = { readonly [Name in keyof F]?: FlagKinds[F[Name]["kind"]] };

type Values = Readonly<Record<string, unknown>>;

/** A verb of `tx`. */
export interface TxVerb extends Verb {
  message(values: Values, signer: string): Promise<EncodeObject>;
  /** What the answer of the message adds to the result. */
  response?(value: Uint8Array): Promise<Values>;
}

/** The node that a verb of `query` asks. */
export type NodeBase = QueryBase & ProofBase;

/** A verb of `query`. */
export interface QueryVerb extends Verb {
  readonly flags: Flags;
  run(base: NodeBase, values: Values, flags: Values, height: number | undefined): Promise<Answer>;
}

/** A query's result in both forms. */
export interface Answer {
  /** Plain data with names in snake_case; a bigint becomes a decimal text, bytes become base64. */
  readonly json: unknown;
  /** Lines of text, or bytes that are printed as they are; the fields of `json` unless given. */
  readonly text?: string | Uint8Array;
  /** What `text` does not say and `json` does; a line on the error stream, so that a pipe gets the result alone. */
  readonly remark?: string;
}

/** The command line of a module. */
export interface ModuleCommands {
  readonly name: string;
  readonly describe: string;
  readonly tx: readonly TxVerb[];
  readonly query: readonly QueryVerb[];
  /** The messages that its transactions may hold. */
  types(): Promise<readonly MessageType[]>;
}

/** Gives `message` values of the types that `arguments` say. */
export function txVerb<const A extends readonly Argument[]>(
  verb: Omit<TxVerb, "message" | "arguments"> & {
    readonly arguments: A;
    message(values: ValuesOf<A>, signer: string): Promise<EncodeObject>;
  },
): TxVerb {
  return { ...verb, message: (values, signer) => verb.message(values as ValuesOf<A>, signer) };
}

/** Gives `run` values of the types that `arguments` and `flags` say. */
export function queryVerb<const A extends readonly Argument[], const F extends Flags>(
  verb: Omit<QueryVerb, "run" | "arguments" | "flags"> & {
    readonly arguments: A;
    readonly flags?: F;
    run(
      base: NodeBase,
      values: ValuesOf<A>,
      flags: FlagsOf<F>,
      height: number | undefined,
    ): Promise<Answer>;
  },
): QueryVerb {
  return {
    ...verb,
    flags: verb.flags ?? {},
    run: (base, values, flags, height) =>
      verb.run(base, values as ValuesOf<A>, flags as FlagsOf<F>, height),
  };
}

/** Flags of every query that answers pages. */
export const PAGE_FLAGS = {
  limit: { kind: "uint64", describe: "Entries of a page; the node decides unless given" },
  "page-key": { kind: "base64", describe: "Where to go on: next_key of the page before" },
  reverse: { kind: "boolean", describe: "From the end" },
} as const satisfies Flags;

interface PageRequest {
  readonly key: Uint8Array;
  readonly offset: bigint;
  readonly limit: bigint;
  readonly countTotal: boolean;
  readonly reverse: boolean;
}

export function pageRequest(flags: FlagsOf<typeof PAGE_FLAGS>): PageRequest {
  return {
    key: flags["page-key"] ?? new Uint8Array(),
    offset: 0n,
    limit: flags.limit ?? 0n,
    countTotal: false,
    reverse: flags.reverse ?? false,
  };
}
