import { resolve } from "node:path";
import type { Options } from "yargs";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { isJsonObject, MODE_PUBLIC, writeFileAtomic } from "../node/files.ts";
import type { JsonObject } from "../node/files.ts";
import type { LooseSignature } from "../node/signature-json.ts";
import { UserError } from "../node/user-error.ts";
import type { Env } from "./command.ts";
import { TX_BATCH_BYTES_MAX, TX_BATCH_MAX, TX_JSON_BYTES_MAX } from "./limits.ts";
import { parseJson, readText } from "./values.ts";

/** A transaction, and what it is called in errors. */
export interface SourcedTx {
  readonly source: string;
  readonly tx: Tx;
}

export const TX_FILE = {
  name: "file",
  describe: "A transaction as JSON, such as --generate-only prints; - is standard input",
  required: true,
} as const;

/** Where signed transactions and signatures go. */
export const DOCUMENT_OPTIONS = {
  "output-document": {
    type: "string",
    requiresArg: true,
    describe: "Write to this file, which is replaced, instead of standard output",
  },
} as const satisfies Readonly<Record<string, Options>>;

/** @param file its path, or `-` for standard input. @throws UserError that names the place of the fault */
export async function readTxFile(file: string, env: Env): Promise<SourcedTx> {
  const { source, text } = await readText(file, env, { option: "", bytesMax: TX_JSON_BYTES_MAX });
  return parseTx(source, text);
}

/** @returns the messages of a transaction. @throws UserError as {@link readTxFile}, or if it has none */
export async function readTxMessages(file: string, env: Env): Promise<readonly Any[]> {
  const { source, tx } = await readTxFile(file, env);
  const messages = tx.body?.messages ?? [];
  if (messages.length > 0) return messages;
  throw new UserError(`${source}: expected a transaction with messages in body.messages`);
}

/**
 * The transactions of files, one a line, in their order.
 *
 * @throws UserError that names the line
 */
export async function readTxBatch(files: readonly string[], env: Env): Promise<SourcedTx[]> {
  const txs: SourcedTx[] = [];
  for (const { source, text } of await readLines(files, env)) txs.push(await parseTx(source, text));
  return txs;
}

async function parseTx(source: string, text: string): Promise<SourcedTx> {
  const { txFromJson } = await import("../node/tx-json.ts");
  return { source, tx: txFromJson(source, objectOf(source, text)) };
}

/** @throws UserError, ChainError */
export async function readSignatureFile(
  file: string,
  env: Env,
): Promise<{ source: string; signatures: LooseSignature[] }> {
  const { source, text } = await readText(file, env, { option: "", bytesMax: TX_JSON_BYTES_MAX });
  return { source, signatures: await parseSignatures(source, text) };
}

/** Signatures of the transactions of a batch: a line each. @throws UserError, ChainError */
export async function readSignatureBatch(
  file: string,
  env: Env,
): Promise<{ source: string; signatures: LooseSignature[] }[]> {
  const batch: { source: string; signatures: LooseSignature[] }[] = [];
  for (const { source, text } of await readLines([file], env)) {
    batch.push({ source, signatures: await parseSignatures(source, text) });
  }
  return batch;
}

async function parseSignatures(source: string, text: string): Promise<LooseSignature[]> {
  const { signaturesFromJson } = await import("../node/signature-json.ts");
  return signaturesFromJson(source, objectOf(source, text));
}

function objectOf(source: string, text: string): JsonObject {
  const { value } = parseJson(source, text);
  if (isJsonObject(value)) return value;
  throw new UserError(`${source}: expected a JSON object`);
}

/** The lines that are not empty. @throws UserError beyond the limits of a batch */
async function readLines(
  files: readonly string[],
  env: Env,
): Promise<{ source: string; text: string }[]> {
  const lines: { source: string; text: string }[] = [];
  let bytesMax = TX_BATCH_BYTES_MAX;
  for (const file of files) {
    const { source, text, bytes } = await readText(file, env, { option: "", bytesMax });
    bytesMax -= bytes;
    for (const [i, line] of text.split("\n").entries()) {
      if (line.trim() === "") continue;
      if (lines.length === TX_BATCH_MAX) {
        throw new UserError(`${source}: expected at most ${TX_BATCH_MAX} lines, got more`);
      }
      lines.push({ source: `${source}: line ${i + 1}`, text: line });
    }
  }
  if (lines.length > 0) return lines;
  throw new UserError(`${files.join(", ")}: expected JSON, a line each, got nothing`);
}

/** Prints documents, a line each, or writes them to the file that was asked for. */
export async function writeDocuments(
  documents: readonly JsonObject[],
  file: string | undefined,
  env: Env,
): Promise<void> {
  const text = documents.map((document) => `${JSON.stringify(document)}\n`).join("");
  if (file === undefined) return env.terminal.print(text);
  const options = { mode: MODE_PUBLIC, overwrite: true };
  await writeFileAtomic(resolve(env.folder, file), text, options);
}
