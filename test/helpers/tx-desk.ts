import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../app/node/files.ts";
import { ChainRpc, writeKeys } from "../unit/client/chain-rpc.ts";
import { startScriptedNode } from "../unit/client/scripted-node.ts";
import type { ScriptedNode } from "../unit/client/scripted-node.ts";
import { runCli } from "./cli.ts";
import type { CliRun } from "./cli.ts";
import { alice, bob, carol } from "./executor.ts";
import { CHAIN_ID } from "./tx.ts";

/** A transaction as JSON, as far as tests look into it. */
export interface TxJson extends JsonObject {
  readonly body: { readonly messages: readonly JsonObject[]; readonly memo: string };
  readonly auth_info: {
    readonly signer_infos: readonly JsonObject[];
    readonly fee: JsonObject & { readonly gas_limit: string };
  };
  readonly signatures: readonly string[];
}

/** Options of commands that ask no node. */
export const offline = (accountNumber: number, sequence: number): string[] =>
  `--offline --chain-id ${CHAIN_ID} -a ${accountNumber} -s ${sequence}`.split(" ");

/** Commands with files in one folder, against the real state machine; each transaction is a block of its own. */
export class TxDesk {
  readonly rpc = new ChainRpc();
  folder = "";
  #node: ScriptedNode | undefined;

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "lazuli-tx-"));
    await writeKeys(`${this.folder}/home`, { alice, bob, carol });
    this.#node = await startScriptedNode(this.rpc.handlers);
  }

  async close(): Promise<void> {
    await this.#node?.close();
    await rm(this.folder, { recursive: true });
  }

  get variables(): Readonly<Record<string, string>> {
    return { LAZULI_NODE: this.#node?.url ?? "", LAZULI_KEYRING_BACKEND: "test" };
  }

  run(line: string | readonly string[], input = ""): Promise<CliRun> {
    const argv = typeof line === "string" ? line.split(" ") : line;
    return runCli(argv, { folder: this.folder, variables: this.variables, input });
  }

  /** Standard output of a command that succeeds. */
  async ok(line: string | readonly string[], input = ""): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, input);
    assert.equal(code, 0, `${String(line)}: ${stderr}`);
    return stdout;
  }

  async json(line: string | readonly string[], input = ""): Promise<unknown> {
    return JSON.parse(await this.ok(line, input));
  }

  /** Writes what a command prints to a file, as `>` does. */
  async into(file: string, line: string | readonly string[]): Promise<string> {
    const text = await this.ok(line);
    await writeFile(join(this.folder, file), text);
    return text;
  }

  write(file: string, content: unknown): Promise<void> {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return writeFile(join(this.folder, file), text);
  }

  async read(file: string): Promise<TxJson> {
    return JSON.parse(await readFile(join(this.folder, file), "utf8")) as TxJson;
  }

  /** Standard error of a command that fails. @param code 1 failed, 2 wrongly used */
  async fails(line: string | readonly string[], code: 1 | 2 = 1): Promise<string> {
    const run = await this.run(line);
    assert.equal(run.code, code, `${String(line)}: ${run.stdout}${run.stderr}`);
    return run.stderr;
  }
}
