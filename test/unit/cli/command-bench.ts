import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { methodAt, REGISTRY } from "../../../app/node/api/descriptors.ts";
import { messageToJson } from "../../../app/node/api/proto-json.ts";
import type { Any } from "../../../proto/gen/google/protobuf/any.ts";
import { type CliOptions, runCli } from "../../helpers/cli.ts";
import type { Signer } from "../../helpers/tx.ts";
import { ChainRpc, writeKeys } from "../client/chain-rpc.ts";
import { startScriptedNode } from "../client/scripted-node.ts";
import type { RpcHandler, ScriptedNode } from "../client/scripted-node.ts";

/** Commands against the real state machine; each transaction is a block of its own, a second after the last. */
export class CommandBench {
  readonly rpc = new ChainRpc();
  folder = "";
  node: ScriptedNode | undefined;
  readonly #people: Readonly<Record<string, Signer>>;
  readonly #handlers: Readonly<Record<string, RpcHandler>>;

  /**
   * @param people whose keys are in the keyring, by name
   * @param handlers in place of the chain's own
   */
  constructor(
    people: Readonly<Record<string, Signer>>,
    handlers: Readonly<Record<string, RpcHandler>> = {},
  ) {
    this.#people = people;
    this.#handlers = handlers;
  }

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "lazuli-sdk-"));
    await writeKeys(`${this.folder}/home`, this.#people);
    this.node = await startScriptedNode({ ...this.rpc.handlers, ...this.#handlers });
  }

  async close(): Promise<void> {
    await this.node?.close();
    await rm(this.folder, { recursive: true });
  }

  run(argv: readonly string[], options: Pick<CliOptions, "terminal" | "input"> = {}) {
    const variables = { LAZULI_NODE: this.node?.url ?? "", LAZULI_KEYRING_BACKEND: "test" };
    return runCli(argv, { folder: this.folder, variables, ...options });
  }

  /** Words of a command line that are printed in JSON. */
  async json(...argv: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run([...argv, "-o", "json"]);
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return JSON.parse(stdout);
  }

  async text(...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv);
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** What a node prints over REST for the same query: the form of the SDK. */
  rest(path: string, request: JsonValue): unknown {
    const method = methodAt(path);
    assert.ok(method, path);
    const data = toBinary(method.input, fromJson(method.input, request));
    const answer = this.rpc.chain.executor.query({ path, data, height: 0n, prove: false });
    assert.equal(answer.code, 0, answer.log);
    return messageToJson(method.output, answer.value);
  }

  /** The last transaction's messages in protobuf's JSON form. */
  sent(): unknown[] {
    return messagesToJson(this.rpc.sent.at(-1) ?? []);
  }
}

/** Messages in protobuf's JSON form, with their names. */
export function messagesToJson(messages: readonly Any[]): unknown[] {
  return messages.map(({ typeUrl, value }) => {
    const schema = REGISTRY.getMessage(typeUrl.slice(1));
    assert.ok(schema, typeUrl);
    return { type: schema.name, ...(messageToJson(schema, value) as object) };
  });
}
