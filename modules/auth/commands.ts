import { ClientError } from "../../app/client/errors.ts";
import { queryVerb } from "../../app/client/verbs.ts";
import type { ModuleCommands } from "../../app/client/verbs.ts";

export const authCommands: ModuleCommands = {
  name: "auth",
  describe: "Accounts",
  tx: [],
  query: [
    queryVerb({
      name: "account",
      describe: "An account's number, sequence and public key",
      arguments: [{ name: "address", kind: "address", describe: "An address or a key's name" }],
      examples: [["alice", "The sequence of alice's next transaction, and more"]],
      async run(base, { address }, _flags, height) {
        const { setupAuthExtension } = await import("./client.ts");
        const account = await setupAuthExtension(base).auth.account(address, height);
        if (account === undefined) {
          throw new ClientError(
            `account not found: ${address} has never had coins; send it some first`,
          );
        }
        return {
          json: {
            address: account.address,
            account_number: account.accountNumber,
            sequence: account.sequence,
            // Bytes become base64.
            public_key: account.publicKey ?? null,
            ...(account.multisig && {
              multisig: {
                threshold: account.multisig.threshold,
                public_keys: account.multisig.publicKeys,
              },
            }),
            ...(account.module === undefined ? {} : { module: account.module }),
          },
        };
      },
    }),
  ],
  types: () => Promise.resolve([]),
};
