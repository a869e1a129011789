import { base64 } from "@scure/base";
import { PAGE_FLAGS, queryVerb, txVerb } from "../../app/client/verbs.ts";
import type { Answer, ModuleCommands } from "../../app/client/verbs.ts";
import type { CoinPage, CoinPageOptions } from "./client.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");

interface PageFlags {
  readonly limit?: bigint;
  readonly "page-key"?: Uint8Array;
  readonly reverse?: boolean;
}

function pageOptions(flags: PageFlags, height: number | undefined): CoinPageOptions {
  const { "page-key": pageKey, ...rest } = flags;
  return {
    ...rest,
    ...(pageKey === undefined ? {} : { pageKey }),
    ...(height === undefined ? {} : { height }),
  };
}

function coinsAnswer(name: "balances" | "supply", page: CoinPage): Answer {
  const next = page.nextKey === undefined ? null : base64.encode(page.nextKey);
  const more = next === null ? "" : `# there are more: --page-key ${next}\n`;
  return {
    json: { [name]: page.coins, next_key: next },
    text: page.coins.map(({ denom, amount }) => `${amount}${denom}\n`).join("") + more,
  };
}

export const bankCommands: ModuleCommands = {
  name: "bank",
  describe: "Coins",
  tx: [
    txVerb({
      name: "send",
      describe: "Send coins",
      arguments: [
        { name: "from", kind: "signer", describe: "Who pays: name or address of your key" },
        { name: "to", kind: "address", describe: "Who gets them: an address or a key's name" },
        { name: "amount", kind: "coins", describe: "Such as 1000000ulaz" },
      ],
      examples: [["alice bob 1000000ulaz", "One LAZ from alice to bob"]],
      async message({ to, amount }, signer) {
        const { bankMessages } = await client();
        return bankMessages(signer).send(to, amount);
      },
    }),
  ],
  query: [
    queryVerb({
      name: "balances",
      describe: "What an account holds, a denomination a line",
      arguments: [{ name: "address", kind: "address", describe: "An address or a key's name" }],
      flags: PAGE_FLAGS,
      examples: [["alice", "Prints lines like 1000000ulaz"]],
      async run(base, { address }, flags, height) {
        const { setupBankExtension } = await client();
        const { bank } = setupBankExtension(base);
        return coinsAnswer("balances", await bank.balances(address, pageOptions(flags, height)));
      },
    }),
    queryVerb({
      name: "total",
      describe: "What exists of each denomination",
      arguments: [],
      flags: PAGE_FLAGS,
      examples: [["", "Prints lines like 1000000000ulaz"]],
      async run(base, _values, flags, height) {
        const { setupBankExtension } = await client();
        const { bank } = setupBankExtension(base);
        return coinsAnswer("supply", await bank.total(pageOptions(flags, height)));
      },
    }),
  ],
  types: async () => (await client()).bankTypes,
};
