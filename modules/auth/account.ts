import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { BaseAccount, ModuleAccount } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { Any } from "../../proto/gen/google/protobuf/any.ts";
import { messageValue, type ValueCodec } from "../../app/core/collections/codecs.ts";
import { type Codec, encodeMessage } from "../../app/core/protobuf.ts";
import { MachineFault } from "../../app/core/faults.ts";
import type { Vesting } from "./vesting.ts";
import { vestingAccountFromAny, vestingAccountToAny } from "./vesting-any.ts";

export const BASE_ACCOUNT_TYPE = "/cosmos.auth.v1beta1.BaseAccount";
export const MODULE_ACCOUNT_TYPE = "/cosmos.auth.v1beta1.ModuleAccount";

/** What the chain knows of an address. */
export interface Account {
  /** Bech32, as the SDK stores it. */
  readonly address: string;
  /** Unset until the account has signed; a key of a type that `parsePublicKey` knows, and that hashes to the address. */
  readonly publicKey: Any | undefined;
  /** Given once, never reused; part of what is signed. */
  readonly accountNumber: bigint;
  /** Transactions that the account has signed; the next must carry this number. */
  readonly sequence: bigint;
  /** Present for an account that belongs to a module and that nobody can sign for. */
  readonly module?: { readonly name: string; readonly permissions: readonly string[] };
  /** Present for an account that was made with coins which come free in time. */
  readonly vesting?: Vesting;
}

/** The form of queries and of the store. */
export function accountToAny(account: Account): Any {
  const base: BaseAccount = accountToBase(account);
  if (account.vesting !== undefined) return vestingAccountToAny(base, account.vesting);
  if (account.module === undefined) {
    return { typeUrl: BASE_ACCOUNT_TYPE, value: encodeMessage(BaseAccount, base) };
  }
  const { name, permissions } = account.module;
  const value = ModuleAccount.encode({ baseAccount: base, name, permissions: [...permissions] });
  return { typeUrl: MODULE_ACCOUNT_TYPE, value: value.finish() };
}

export function accountToBase(account: Account): BaseAccount {
  const { address, publicKey, accountNumber, sequence } = account;
  return { address, pubKey: publicKey, accountNumber, sequence };
}

function accountFromAny(any: Any): Account {
  const { typeUrl, value } = any;
  if (typeUrl === BASE_ACCOUNT_TYPE) return accountFromBase(BaseAccount.decode(value));
  if (typeUrl === MODULE_ACCOUNT_TYPE) {
    const { baseAccount, name, permissions } = ModuleAccount.decode(value);
    if (baseAccount !== undefined) {
      return { ...accountFromBase(baseAccount), module: { name, permissions } };
    }
  }
  const found = vestingAccountFromAny(any);
  if (found !== undefined) return { ...accountFromBase(found.base), vesting: found.vesting };
  throw new MachineFault(`a record in the store is corrupt: an account of type ${typeUrl}`);
}

function accountFromBase({ address, pubKey, accountNumber, sequence }: BaseAccount): Account {
  return { address, publicKey: pubKey, accountNumber, sequence };
}

const TYPE_URL_TAG = 10;
const VALUE_TAG = 18;

/** The encoding of {@link accountToAny} in one go for the accounts that every transaction writes. */
const StoredAccount: Codec<Account> = {
  encode(account, writer = new BinaryWriter()) {
    if (account.module !== undefined || account.vesting !== undefined) {
      return Any.encode(accountToAny(account), writer);
    }
    writer.uint32(TYPE_URL_TAG).string(BASE_ACCOUNT_TYPE).uint32(VALUE_TAG).fork();
    return BaseAccount.encode(accountToBase(account), writer).join();
  },
  decode: (input) => accountFromAny(Any.decode(input)),
};

/** An account as the SDK stores it: inside an `Any`. @source cosmos-sdk codec.CollInterfaceValue */
export const accountValue: ValueCodec<Account> = messageValue(StoredAccount);
