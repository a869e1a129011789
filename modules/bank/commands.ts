import type { Coin } from "../../app/client/coins.ts";
import { txVerb, VerbMisuse } from "../../app/client/verbs.ts";
import type { ModuleCommands } from "../../app/client/verbs.ts";
import { bankQueryVerbs } from "./commands-query.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");

const FROM = {
  name: "from",
  kind: "signer",
  describe: "Who pays: name or address of your key",
} as const;

export const bankCommands: ModuleCommands = {
  name: "bank",
  describe: "Coins",
  tx: [
    txVerb({
      name: "send",
      describe: "Send coins",
      arguments: [
        FROM,
        { name: "to", kind: "address", describe: "Who gets them: an address or a key's name" },
        { name: "amount", kind: "coins", describe: "Such as 1000000ulaz" },
      ],
      examples: [["alice bob 1000000ulaz", "One LAZ from alice to bob"]],
      async message({ to, amount }, signer) {
        const { bankMessages } = await client();
        return bankMessages(signer).send(to, amount);
      },
    }),
    txVerb({
      name: "multi-send",
      describe: "Send the same coins to each of several accounts",
      arguments: [
        FROM,
        { name: "to", kind: "address", isList: true, describe: "Addresses or keys' names" },
        { name: "amount", kind: "coins", describe: "For each, or with --split for all together" },
      ],
      flags: {
        split: { kind: "boolean", describe: "Divide AMOUNT; what does not divide stays" },
      },
      examples: [
        ["alice bob carol 1000000ulaz", "One LAZ to each of them"],
        ["alice bob carol 1000000ulaz --split", "Half a LAZ to each of them"],
      ],
      async message({ to, amount }, signer, { split }) {
        const { bankMessages } = await client();
        const share = (coin: Coin) => ({
          denom: coin.denom,
          amount: split === true ? coin.amount / BigInt(to.length) : coin.amount,
        });
        const each = amount.map(share).filter((coin) => coin.amount > 0n);
        if (each.length === 0) {
          throw new VerbMisuse(`AMOUNT: expected something for each of ${to.length} accounts`);
        }
        return bankMessages(signer).multiSend(to.map((address) => ({ address, coins: each })));
      },
    }),
  ],
  query: bankQueryVerbs,
  types: async () => (await client()).bankTypes,
};
