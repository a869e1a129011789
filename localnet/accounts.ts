import { join } from "node:path";
import { MODE_SECRET, formatJson, readTextFile, writeFileAtomic } from "../app/node/files.ts";
import type { Home } from "../app/node/home.ts";
import { addressOf, createMnemonic } from "../app/node/key.ts";
import { openKeyring } from "../app/node/keyring.ts";
import { UserError } from "../app/node/user-error.ts";

/** An account of a localnet that tests and people may use. */
export interface TestAccount {
  readonly name: string;
  /** Bech32. */
  readonly address: string;
  /** 24 words; whoever has them has the account. */
  readonly mnemonic: string;
}

const LAZ = 1_000_000n;

/** Who starts with how much, in ulaz. */
export const FUNDS: readonly { readonly name: string; readonly amount: bigint }[] = [
  { name: "alice", amount: 1_000_000n * LAZ },
  { name: "bob", amount: 1_000_000n * LAZ },
  { name: "carol", amount: 1_000_000n * LAZ },
  { name: "faucet", amount: 1_000_000_000n * LAZ },
];

function accountsFile(client: Home): string {
  return join(client.root, "accounts.json");
}

/** Makes the accounts' keys in the client's test keyring, and accounts.json beside it. */
export async function createAccounts(client: Home, prefix: string): Promise<TestAccount[]> {
  const keyring = openKeyring(client, "test", () =>
    Promise.reject(new Error("the test keyring asks for no password")),
  );
  const accounts: TestAccount[] = [];
  for (const { name } of FUNDS) {
    const mnemonic = createMnemonic();
    const { publicKey } = await keyring.add(name, { mnemonic });
    accounts.push({ name, address: addressOf(publicKey, prefix), mnemonic });
  }
  const options = { mode: MODE_SECRET, overwrite: false };
  await writeFileAtomic(accountsFile(client), formatJson(accounts), options);
  return accounts;
}

/** @throws UserError if accounts.json is missing or damaged */
export async function readAccounts(client: Home): Promise<readonly TestAccount[]> {
  const path = accountsFile(client);
  const text = await readTextFile(path);
  if (text === undefined)
    throw new UserError(`${path} is missing; "lazuli localnet start" makes it`);
  const accounts: unknown = JSON.parse(text);
  if (Array.isArray(accounts) && accounts.every(isAccount)) return accounts;
  throw new UserError(`${path}: expected a list of accounts with name, address and mnemonic`);
}

function isAccount(value: unknown): value is TestAccount {
  if (typeof value !== "object" || value === null) return false;
  const keys = ["name", "address", "mnemonic"];
  return keys.every((key) => typeof Reflect.get(value, key) === "string");
}
