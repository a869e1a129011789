import type { AccountPosition } from "../node/tx-signing.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { formatOf, openHome } from "./options.ts";
import { oneLine, printAnswer } from "./output.ts";
import { openTxChain } from "./tx-chain.ts";
import { TX_FILE, readTxFile } from "./tx-files.ts";
import { CHAIN_OPTIONS, UNASKED_OPTIONS, readPosition } from "./tx-options.ts";
import type { GivenPosition } from "./tx-options.ts";

export const validateCommand: Command = command({
  name: "validate-signatures",
  describe: "Who has to sign a transaction, who has, and whether the signatures are good",
  positionals: [TX_FILE],
  options: { ...UNASKED_OPTIONS, ...CHAIN_OPTIONS },
  examples: [
    ["signed.json", "The accounts' numbers from a node"],
    [
      "signed.json --offline",
      "Whose they are; checked themselves with --chain-id, -a and -s of one signer",
    ],
  ],
  async handler(args, env) {
    const { source, tx } = await readTxFile(args.file, env);
    const opened = await openHome(args, env);
    const given = readPosition({ ...args, offline: false });
    const chain = await openTxChain(args, opened, env, given);
    const [{ signatureFault }, { requiredSigners }, { createCrypto }] = await Promise.all([
      import("../node/tx-signing.ts"),
      import("../node/tx-signers.ts"),
      import("../node/crypto.ts"),
    ]);
    const required = requiredSigners(source, tx);
    const isOnline = chain.reader !== undefined;
    // Given numbers are those of one account.
    const numbers = required.signers.length === 1 ? wholePosition(given) : undefined;
    const chainId = args["chain-id"] ?? opened.config.chainId;
    const isChecked = isOnline || (numbers !== undefined && chainId !== "");
    const crypto = await createCrypto(env.variables);
    const signing = { chainId: isChecked ? await chain.chainId() : "", crypto };
    const places = Math.max(required.signers.length, tx.signatures.length);
    const signatures: { address: string; valid: boolean; error?: string }[] = [];
    for (let i = 0; i < places; i++) {
      const address = required.signers[i]?.address ?? "";
      const known = isOnline && address !== "" ? await chain.account(address) : undefined;
      const position = isChecked ? (numbers ?? known) : undefined;
      const verify = { chain: signing, position, known: known?.publicKey };
      const error = signatureFault(tx, required, i, verify);
      signatures.push({ address, valid: error === undefined, ...(error && { error }) });
    }
    const signers = required.signers.map(({ address }) => address);
    const json = { signers, signatures, checked: isChecked };
    const text = textOf(signers, signatures, isChecked);
    await printAnswer(env.terminal, formatOf(args, opened.config), { json, text });
    const bad = signatures.filter(({ valid }) => !valid).length;
    if (bad > 0) {
      throw new UserError(`${source}: ${bad} of ${places} signatures are missing or not valid`);
    }
  },
});

function wholePosition({ accountNumber, sequence }: GivenPosition): AccountPosition | undefined {
  if (accountNumber === undefined || sequence === undefined) return undefined;
  return { accountNumber, sequence };
}

/** The form of the SDK. */
function textOf(
  signers: readonly string[],
  signatures: readonly { readonly address: string; readonly error?: string }[],
  isChecked: boolean,
): string {
  const good = isChecked ? "OK" : "OK, not checked offline";
  const lines = [
    "Signers:",
    ...signers.map((address, i) => `  ${i}: ${address}`),
    "",
    "Signatures:",
    ...signatures.map(({ address, error }, i) => {
      const verdict = error === undefined ? good : `ERROR: ${oneLine(error)}`;
      return `  ${i}: ${address}  [${verdict}]`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
