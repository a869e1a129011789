import type { Options } from "yargs";
import type { JsonObject } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { openHome } from "./options.ts";
import { openTxChain } from "./tx-chain.ts";
import {
  DOCUMENT_OPTIONS,
  TX_FILE,
  readSignatureBatch,
  readSignatureFile,
  readTxBatch,
  readTxFile,
  writeDocuments,
} from "./tx-files.ts";
import type { SourcedSignatures } from "../node/tx-multisign.ts";
import type { SourcedTx } from "./tx-files.ts";
import { CHAIN_OPTIONS, UNASKED_OPTIONS } from "./tx-options.ts";

const NAME = {
  name: "name",
  describe: "The multisig: name or address of a key of several",
  required: true,
} as const;

const SIGNATURE_FILES = {
  name: "signature-file",
  describe: "What tx sign --multisig printed for a member",
  required: true,
  isList: true,
} as const;

const MULTISIGN_OPTIONS = {
  "signature-only": { type: "boolean", describe: "Print the signature without the transaction" },
  "skip-signature-verification": {
    type: "boolean",
    describe: "Do not check the members' signatures",
  },
  ...DOCUMENT_OPTIONS,
  ...UNASKED_OPTIONS,
  ...CHAIN_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

type MultisignArgs = OptionsOf<typeof MULTISIGN_OPTIONS> & { readonly name: string };

export const multiSignCommand: Command = command({
  name: "multi-sign",
  aliases: ["multisign"],
  describe: "Join the signatures of a multisig's members",
  positionals: [TX_FILE, NAME, SIGNATURE_FILES],
  options: MULTISIGN_OPTIONS,
  examples: [["unsigned.json treasury alice.json bob.json > signed.json", "Then tx broadcast"]],
  async handler(args, env) {
    const sourced = await readTxFile(args.file, env);
    const members: SourcedSignatures[] = [];
    for (const file of args["signature-file"]) members.push(await readSignatureFile(file, env));
    await joinAll([{ sourced, members }], args, env);
  },
});

export const multiSignBatchCommand: Command = command({
  name: "multisign-batch",
  aliases: ["multi-sign-batch"],
  describe: "Join the signatures of a multisig's members for transactions, one a line",
  positionals: [
    { ...TX_FILE, describe: "Transactions as JSON, one a line" },
    NAME,
    { ...SIGNATURE_FILES, describe: "What tx sign-batch --multisig printed for a member" },
  ],
  options: {
    "auto-increment": {
      type: "boolean",
      default: true,
      describe: "Sequences follow each other; --no-auto-increment: all have the same",
    },
    ...MULTISIGN_OPTIONS,
  },
  examples: [["unsigned.jsonl treasury alice.jsonl bob.jsonl > signed.jsonl", "Line by line"]],
  async handler(args, env) {
    const txs = await readTxBatch([args.file], env);
    const files: (readonly SourcedSignatures[])[] = [];
    for (const file of args["signature-file"]) {
      const batch = await readSignatureBatch(file, env);
      if (batch.length !== txs.length) {
        throw new UserError(
          `${file}: expected ${txs.length} lines, one for each transaction, got ${batch.length}`,
        );
      }
      files.push(batch);
    }
    const lines = txs.map((sourced, i) => ({
      sourced,
      members: files.map((batch) => batch[i] as SourcedSignatures),
    }));
    await joinAll(lines, args, env, args["auto-increment"] ? 1n : 0n);
  },
});

/** @param step what the sequence grows by from one transaction to the next */
async function joinAll(
  lines: readonly { sourced: SourcedTx; members: readonly SourcedSignatures[] }[],
  args: MultisignArgs,
  env: Env,
  step = 1n,
): Promise<void> {
  const opened = await openHome(args, env);
  const chain = await openTxChain(args, opened, env);
  const { name, publicKey } = await chain.accounts.key(args.name);
  if (publicKey.type !== "multisig") throw new UserError(`${name} is no key of several`);
  const [{ multiSignTx }, { signerOfKey }, { requiredSigners }, { createCrypto }] =
    await Promise.all([
      import("../node/tx-multisign.ts"),
      import("../node/tx-signing.ts"),
      import("../node/tx-signers.ts"),
      import("../node/crypto.ts"),
    ]);
  const signing = { chainId: await chain.chainId(), crypto: await createCrypto(env.variables) };
  const isTrusted = args["skip-signature-verification"] === true;
  const documents: JsonObject[] = [];
  let position: { accountNumber: bigint; sequence: bigint } | undefined;
  for (const { sourced, members } of lines) {
    const { source, tx } = sourced;
    const required = requiredSigners(source, tx);
    const signer = signerOfKey(required, publicKey);
    if (signer === undefined) throw new UserError(`${source}: ${name} does not have to sign it`);
    position ??= await chain.position(signer.address);
    const { accountNumber, sequence } = position;
    const account = { signer, publicKey, accountNumber, sequence };
    const signed = multiSignTx(tx, required, account, members, { chain: signing, isTrusted });
    documents.push(await documentOf(signed, args["signature-only"] === true));
    position = { accountNumber, sequence: sequence + step };
  }
  await writeDocuments(documents, args["output-document"], env);
}

async function documentOf(tx: SourcedTx["tx"], signatureOnly: boolean): Promise<JsonObject> {
  const [{ signaturesToJson }, { txToJson }, { encodeTx }] = await Promise.all([
    import("../node/signature-json.ts"),
    import("../node/tx-json.ts"),
    import("../core/tx-encode.ts"),
  ]);
  return signatureOnly ? signaturesToJson(tx) : txToJson(encodeTx(tx));
}
