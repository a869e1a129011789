import type { Options } from "yargs";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { openHome } from "./options.ts";
import { findPayers, openTxChain } from "./tx-chain.ts";
import { DOCUMENT_OPTIONS, TX_FILE, readTxBatch, readTxFile, writeDocuments } from "./tx-files.ts";
import {
  CHAIN_OPTIONS,
  FROM_OPTIONS,
  PAYER_OPTIONS,
  SIGN_MODE_OPTIONS,
  TX_OPTIONS,
  UNASKED_OPTIONS,
  assertNoSecret,
} from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";

const SIGNING_OPTIONS = {
  ...FROM_OPTIONS,
  multisig: {
    type: "string",
    requiresArg: true,
    describe: "Sign as a member of this multisig: name or address; prints the signature alone",
  },
  "signature-only": { type: "boolean", describe: "Print the signatures without the transaction" },
  ...DOCUMENT_OPTIONS,
  ...SIGN_MODE_OPTIONS,
  ...UNASKED_OPTIONS,
  ...CHAIN_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

export const signCommand: Command = command({
  name: "sign",
  describe: "Sign a transaction that --generate-only has printed; nothing is sent",
  positionals: [TX_FILE],
  options: {
    overwrite: { type: "boolean", describe: "Drop the signatures that are there" },
    ...SIGNING_OPTIONS,
  },
  examples: [
    ["unsigned.json --from alice > signed.json", "The numbers of the account from a node"],
    [
      "unsigned.json --from alice --offline --chain-id lazuli-1 -a 7 -s 3",
      "On a machine that has no network",
    ],
    ["unsigned.json --from alice --multisig treasury", "One signature of several"],
  ],
  async handler(args, env) {
    const { chain, signer } = await openSigner(args, args.overwrite === true, env);
    const sourced = await readTxFile(args.file, env);
    await chain.chainId();
    const signed = await signer.sign(sourced, await signer.position(sourced));
    await writeDocuments([signed], args["output-document"], env);
  },
});

export const signBatchCommand: Command = command({
  name: "sign-batch",
  describe: "Sign transactions, one a line, with sequences that follow each other",
  positionals: [{ ...TX_FILE, describe: "Transactions as JSON, one a line", isList: true }],
  options: {
    append: { type: "boolean", describe: "Make one transaction of all their messages" },
    note: { ...TX_OPTIONS.note, describe: "With --append: a public remark" },
    ...PAYER_OPTIONS,
    ...SIGNING_OPTIONS,
  },
  examples: [["unsigned.jsonl --from alice > signed.jsonl", "As many as there are lines"]],
  async handler(args, env) {
    assertAppendOptions(args);
    await assertNoSecret(args.note ?? "");
    const { chain, signer } = await openSigner(args, true, env);
    const read = await readTxBatch(args.file, env);
    const payers = await findPayers(
      { feePayer: args["fee-payer"], feeGranter: args["fee-granter"] },
      chain,
    );
    const { joinTxs } = await import("./tx-join.ts");
    const txs = args.append === true ? [joinTxs(read, payers, args.note ?? "")] : read;
    const [first] = txs;
    if (first === undefined) throw new TypeError("a batch without transactions");
    await chain.chainId();
    const { accountNumber, sequence } = await signer.position(first);
    const signed = [];
    for (const [i, sourced] of txs.entries()) {
      signed.push(await signer.sign(sourced, { accountNumber, sequence: sequence + BigInt(i) }));
    }
    await writeDocuments(signed, args["output-document"], env);
  },
});

type SigningArgs = OptionsOf<typeof SIGNING_OPTIONS>;

async function openSigner(args: SigningArgs, overwrite: boolean, env: Env) {
  const { from, multisig } = args;
  if (from === undefined) {
    throw new UsageError("who signs? Give --from with the name or address of one of your keys");
  }
  const opened = await openHome(args, env);
  const chain = await openTxChain(args, opened, env);
  const { TxSigner } = await import("./tx-signer.ts");
  const signatureOnly = args["signature-only"] === true;
  const request = { from, multisig, signMode: args["sign-mode"], overwrite, signatureOnly };
  return { chain, signer: await TxSigner.open(chain, request) };
}

/** @throws UsageError for options that would be without effect */
function assertAppendOptions(
  args: OptionsOf<typeof PAYER_OPTIONS> & {
    readonly append: boolean | undefined;
    readonly note: string | undefined;
  },
): void {
  if (args.append === true) return;
  for (const name of ["note", "fee-payer", "fee-granter"] as const) {
    if (args[name] === undefined) continue;
    throw new UsageError(`--${name} goes with --append: without it transactions stay as they are`);
  }
}
