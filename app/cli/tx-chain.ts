import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Client } from "../client/client.ts";
import { ChainIdMismatch, ClientError, isNotFound } from "../client/errors.ts";
import { queryService } from "../client/query.ts";
import { equalBytes } from "../core/bytes.ts";
import type { ClientConfig } from "../node/config.ts";
import type { KeyInfo } from "../node/key-record.ts";
import type { Keyring } from "../node/keyring.ts";
import type { AccountPosition } from "../node/tx-signing.ts";
import { Accounts, givenPrefix, localPrefix, openTerminalKeyring } from "./accounts.ts";
import type { Env, OptionsOf } from "./command.ts";
import { backendOf } from "./options.ts";
import type { ClientHome } from "./options.ts";
import type { CHAIN_OPTIONS } from "./tx-options.ts";
import { readPosition } from "./tx-options.ts";
import type { GivenPosition, TxSettings } from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";

type Args = OptionsOf<typeof CHAIN_OPTIONS>;

/** An account as the chain knows it. */
export interface KnownAccount extends AccountPosition {
  /** Absent until it has signed. */
  readonly publicKey: Any | undefined;
}

/** What is known of the chain and of keys while transactions are made and signed: with a node, or without one. */
export interface TxChain {
  readonly keyring: Keyring;
  readonly accounts: Accounts;
  /** The node; undefined with --offline. */
  readonly reader: Client | undefined;
  /** @throws UsageError if nobody says it, ChainIdMismatch if the node is of another chain than the one that is meant */
  chainId(): Promise<string>;
  /** The account as the node has it, which has to be there to ask. @throws ClientError if the chain has none */
  account(address: string): Promise<KnownAccount>;
  /** Where the account stands that the given numbers are for; what was not given is the chain's. */
  position(address: string): Promise<AccountPosition>;
}

/** @param given numbers of the account; those of `args` unless given. @throws UsageError if --offline lacks the account's numbers */
export async function openTxChain(
  args: Args,
  { home, config }: ClientHome,
  env: Env,
  given: GivenPosition = readPosition(args),
): Promise<TxChain> {
  const reader = args.offline === true ? undefined : await connect(args, config);
  const keyring = await openTerminalKeyring(home, backendOf(args, config), env.terminal);
  const option = givenPrefix(args["bech32-prefix"]);
  let prefix: Promise<string> | undefined;
  const findPrefix = async (): Promise<string> =>
    reader === undefined || option !== undefined
      ? localPrefix(home, option)
      : (await reader.chainParams()).bech32Prefix;
  const expected = args["chain-id"] ?? config.chainId;
  const account = async (address: string): Promise<KnownAccount> => {
    if (reader === undefined) throw new TypeError("there is no node to ask");
    return findAccount(reader, address);
  };
  return {
    keyring,
    accounts: new Accounts(
      () => Promise.resolve(keyring),
      () => (prefix ??= findPrefix()),
    ),
    reader,
    async chainId() {
      const found = await reader?.chainId();
      if (found === undefined && expected === "") {
        throw new UsageError("--chain-id is missing: with --offline there is no node to ask");
      }
      if (found !== undefined && expected !== "" && found !== expected) {
        throw new ChainIdMismatch(expected, found);
      }
      return found ?? expected;
    },
    account,
    async position(address) {
      const { accountNumber, sequence } = given;
      if (accountNumber !== undefined && sequence !== undefined) return { accountNumber, sequence };
      const found = await account(address);
      return {
        accountNumber: accountNumber ?? found.accountNumber,
        sequence: sequence ?? found.sequence,
      };
    },
  };
}

async function connect(args: Args, config: ClientConfig): Promise<Client> {
  const { connectComet, createClient } = await import("../client/client.ts");
  return createClient(connectComet(args.node ?? config.node));
}

/** @throws ClientError if the chain has no such account */
async function findAccount({ base }: Client, address: string): Promise<KnownAccount> {
  const { QueryDefinition } = await import("../../proto/gen/cosmos/auth/v1beta1/query.ts");
  try {
    const { info } = await queryService(base, QueryDefinition).accountInfo({ address });
    if (info === undefined) throw new ClientError(`the node answered no account ${address}`);
    const { accountNumber, sequence, pubKey: publicKey } = info;
    return { accountNumber, sequence, publicKey };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new ClientError(
      `account ${address} does not exist on the chain yet: send coins to it first`,
      { cause: error },
    );
  }
}

/** Accounts beside the signer that have to do with the fee: bech32 addresses. */
export interface Payers {
  readonly feePayer: string | undefined;
  readonly feeGranter: string | undefined;
}

/** @throws UserError if there is neither such an address nor a key of this name */
export async function findPayers(
  { feePayer, feeGranter }: Pick<TxSettings, "feePayer" | "feeGranter">,
  { accounts }: Pick<TxChain, "accounts">,
): Promise<Payers> {
  const find = (text: string | undefined) =>
    text === undefined ? undefined : accounts.address(text);
  return { feePayer: await find(feePayer), feeGranter: await find(feeGranter) };
}

/** The key of an address in the keyring, if it is there. */
export async function findKeyOf(
  { keyring }: TxChain,
  addressBytes: Uint8Array,
): Promise<KeyInfo | undefined> {
  const { addressBytesOf } = await import("../node/key.ts");
  const keys = await keyring.list();
  return keys.find(({ publicKey }) => equalBytes(addressBytesOf(publicKey), addressBytes));
}
