import type { EncodeObject } from "@cosmjs/proto-signing";
import type { StdFee } from "@cosmjs/stargate";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { ResultsBase } from "./block-results.ts";
import type { Coin } from "./coins.ts";
import type { Duration } from "./duration.ts";
import { ClientError } from "./errors.ts";
import { pageRequest } from "./page.ts";
import type { ProofBase } from "./proven.ts";
import type { EncodedAnswer, QueryBase } from "./query.ts";
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
  /** A key of the store: text, or `--<name of the argument>-hex` and `-base64`. */
  key: Uint8Array;
  /** Text, `--file F`, or `-` for standard input. */
  value: Uint8Array;
  /** Such as `5ulaz` or `5ulaz,2ustake`. */
  coins: readonly Coin[];
  /** `--file F` with JSON, or `--file -` for standard input. */
  json: JsonDocument;
  /** The path of a file with JSON, or `-` for standard input. */
  jsonFile: JsonDocument;
  /** The path of a file with a transaction in the SDK's JSON, or `-` for standard input: its messages. */
  txFile: readonly Any[];
  /** As it was typed. */
  text: string;
  /** 0 to 2⁶⁴ − 1. */
  uint64: bigint;
  /** −2⁶³ to 2⁶³ − 1. */
  int64: bigint;
}

/** JSON that the user wrote. */
export interface JsonDocument {
  /** Where it stood, for errors. */
  readonly source: string;
  readonly value: unknown;
}

export interface FlagKinds {
  /** A text's UTF-8 bytes; other bytes with `--<name>-hex`. */
  bytes: Uint8Array;
  /** Bytes in base64. */
  base64: Uint8Array;
  /** 32 bytes, 64 hexadecimal digits. */
  sha256: Uint8Array;
  /** 0 to 2³² − 1. */
  uint32: number;
  /** 0 to 2⁶⁴ − 1. */
  uint64: bigint;
  /** −2⁶³ to 2⁶³ − 1. */
  int64: bigint;
  /** Such as `8s` or `1d12h`. */
  duration: Duration;
  /** RFC 3339, such as `2030-01-31T12:00:00Z`: nanoseconds since the Unix epoch. */
  time: bigint;
  /** Such as `5ulaz` or `5ulaz,2ustake`. */
  coins: readonly Coin[];
  /** Words separated by commas, none twice; some of the flag's `choices` if it has any. */
  list: readonly string[];
  boolean: boolean;
  text: string;
}

export interface Argument {
  /** As the help shows it. */
  readonly name: string;
  readonly kind: keyof ArgumentKinds;
  readonly describe: string;
  /** It may be left out; no argument that is not optional follows it. */
  readonly optional?: true;
  /** It stands for several words, at least one unless it is optional; one argument of a verb at most, and no option gives others. */
  readonly isList?: true;
}

export interface Flag {
  readonly kind: keyof FlagKinds;
  /** Its name in the SDK's tools, where that is another. */
  readonly alias?: string;
  readonly describe: string;
  /** What a `list` may hold; anything unless given. */
  readonly choices?: readonly string[];
  /** It has to be given. */
  readonly required?: true;
  /** At most one flag of a group is given. */
  readonly group?: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What the user typed behind the verb, and what it does. */
export type Example = readonly [command: string, describe: string];

/** What the user gave does not fit together, which shows without asking a node. */
export class VerbMisuse extends ClientError {
  override readonly name = "VerbMisuse";
}

interface Verb {
  readonly name: string;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  readonly describe: string;
  readonly arguments: readonly Argument[];
  readonly examples: readonly Example[];
}

type ValuesOf<A extends readonly Argument[]> = {
  readonly [One in A[number] as One["name"]]: One extends { readonly isList: true }
    ? readonly ArgumentKinds[One["kind"]][]
    : ArgumentKinds[One["kind"]] | (One extends { readonly optional: true } ? undefined : never);
};

/** The values of flags, typed by their definitions. */
export type FlagsOf<F extends Flags> = { readonly [Name in keyof F]?: FlagKinds[F[Name]["kind"]] };

/** What was given, before a node is asked: addresses and namespaces as they were typed. */
type GivenOf<A extends readonly Argument[]> = Partial<ValuesOf<A>>;

type Values = Readonly<Record<string, unknown>>;

type Messages = EncodeObject | readonly EncodeObject[];

/** What the answers of a transaction's messages add to its result, in both forms. */
export interface TxAnswer {
  /** As in {@link Answer}. */
  readonly json: Values;
  /** In place of `json` in text. */
  readonly text?: Values;
  /** A line on the error stream. */
  readonly remark?: string;
}

/** A verb of `tx`. */
export interface TxVerb extends Verb {
  readonly flags: Flags;
  /** Finds mistakes before a node or a password is asked. @throws VerbMisuse, ClientError */
  check?(given: Values, flags: Values): void;
  /** The messages of one transaction. */
  message(values: Values, signer: string, flags: Values): Promise<Messages>;
  /** Fields of a message that read better otherwise, before it is signed. */
  shown?(message: EncodeObject): Promise<Values>;
  /** @param answers encoded, one a message, of all transactions that were sent */
  response?(answers: readonly Uint8Array[]): Promise<TxAnswer>;
  /**
   * Where one transaction is not enough: the message that goes on.
   *
   * @param answer encoded, of `message`
   * @returns undefined when all is done
   */
  next?(message: EncodeObject, answer: Uint8Array): Promise<EncodeObject | undefined>;
}

/** Gas limit and fee of a message if the user signed it now, by simulation; nothing is signed. */
export type Estimate = (message: EncodeObject) => Promise<StdFee>;

/** Who asks, where it matters. */
export interface Asker {
  readonly address: string;
  readonly estimate: Estimate;
}

/** The node that a verb of `query` asks. */
export type NodeBase = QueryBase & ProofBase & ResultsBase;

/** A verb of `query`. */
export interface QueryVerb extends Verb {
  readonly flags: Flags;
  /** @param asker who `--from` says that asks; undefined without it */
  run(
    base: NodeBase,
    values: Values,
    flags: Values,
    height: number | undefined,
    asker: (() => Promise<Asker>) | undefined,
  ): Promise<Answer | GatewayAnswer>;
}

/** What a verb has that prints until the user has enough. */
export interface Following {
  /** Aborts when the user has enough: what is printed then ends, and that is no error. */
  readonly signal: AbortSignal;
  /** A line on the error stream. */
  readonly remark: (line: string) => void;
}

/** A verb of `query` that goes on printing: each answer is a line or some; in JSON a document on a line of its own. */
export interface FollowVerb extends Verb {
  readonly flags: Flags;
  follow(
    base: NodeBase,
    values: Values,
    flags: Values,
    following: Following,
  ): AsyncIterable<Answer>;
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

/** A query's result that is printed as the SDK's gateway prints it. */
export interface GatewayAnswer extends Pick<EncodedAnswer, "method" | "encoded"> {
  /** Lines in place of the answer's fields, in text. */
  readonly text?: string;
}

/** The command line of a module. */
export interface ModuleCommands {
  readonly name: string;
  readonly describe: string;
  readonly tx: readonly TxVerb[];
  readonly query: readonly (QueryVerb | FollowVerb)[];
  /** The messages that its transactions may hold. */
  types(): Promise<readonly MessageType[]>;
}

/** Gives `message` values of the types that `arguments` and `flags` say. */
export function txVerb<const A extends readonly Argument[], const F extends Flags>(
  verb: Omit<TxVerb, "message" | "check" | "arguments" | "flags"> & {
    readonly arguments: A;
    readonly flags?: F;
    check?(given: GivenOf<A>, flags: FlagsOf<F>): void;
    message(values: ValuesOf<A>, signer: string, flags: FlagsOf<F>): Promise<Messages>;
  },
): TxVerb {
  const check = verb.check?.bind(verb);
  return {
    ...verb,
    flags: verb.flags ?? {},
    message: (values, signer, flags) =>
      verb.message(values as ValuesOf<A>, signer, flags as FlagsOf<F>),
    ...(check && { check: (given, flags) => check(given as GivenOf<A>, flags as FlagsOf<F>) }),
  };
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
      asker: (() => Promise<Asker>) | undefined,
    ): Promise<Answer | GatewayAnswer>;
  },
): QueryVerb {
  return {
    ...verb,
    flags: verb.flags ?? {},
    run: (base, values, flags, height, asker) =>
      verb.run(base, values as ValuesOf<A>, flags as FlagsOf<F>, height, asker),
  };
}

/** Gives `follow` values of the types that `arguments` and `flags` say. */
export function followVerb<const A extends readonly Argument[], const F extends Flags>(
  verb: Omit<FollowVerb, "follow" | "arguments" | "flags"> & {
    readonly arguments: A;
    readonly flags: F;
    follow(
      base: NodeBase,
      values: ValuesOf<A>,
      flags: FlagsOf<F>,
      following: Following,
    ): AsyncIterable<Answer>;
  },
): FollowVerb {
  return {
    ...verb,
    follow: (base, values, flags, following) =>
      verb.follow(base, values as ValuesOf<A>, flags as FlagsOf<F>, following),
  };
}

/** Flags of every query that answers pages. */
export const PAGE_FLAGS = {
  limit: {
    kind: "uint64",
    alias: "page-limit",
    describe: "Entries of a page; the node decides unless given",
  },
  "page-key": { kind: "base64", describe: "Where to go on: next_key of the page before" },
  offset: {
    kind: "uint64",
    alias: "page-offset",
    describe: "Entries to pass over, instead of a page key",
  },
  reverse: { kind: "boolean", alias: "page-reverse", describe: "From the end" },
} as const satisfies Flags;

/** The page that the flags ask for, as a query's request has it. */
export function pageOfFlags(flags: FlagsOf<typeof PAGE_FLAGS>) {
  const { limit, offset, reverse } = flags;
  return pageRequest({ limit, pageKey: flags["page-key"], offset, reverse });
}
