import { coinsFromProto } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import { isNotFound } from "../../app/client/errors.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { BaseAccount, ModuleAccount } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { LegacyAminoPubKey } from "../../proto/gen/cosmos/crypto/multisig/keys.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import {
  type BaseVestingAccount,
  ContinuousVestingAccount,
  DelayedVestingAccount,
  PeriodicVestingAccount,
  PermanentLockedAccount,
} from "../../proto/gen/cosmos/vesting/v1beta1/vesting.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";

export interface Account {
  readonly address: string;
  readonly accountNumber: bigint;
  /** Of the account's next transaction. */
  readonly sequence: bigint;
  /** 33 bytes for secp256k1, 32 for ed25519; undefined until the account has signed, and for a multisig. */
  readonly publicKey: Uint8Array | undefined;
  /** The keys of a multisig that has signed. */
  readonly multisig: Multisig | undefined;
  /** The module whose account it is. */
  readonly module: string | undefined;
  /** Of an account that was made with coins which come free in time. */
  readonly vesting:
    | {
        readonly original: readonly Coin[];
        /** When all are free, Unix seconds; undefined if never. */
        readonly endSeconds: bigint | undefined;
      }
    | undefined;
}

export interface Multisig {
  /** How many of the keys have to sign. */
  readonly threshold: number;
  readonly publicKeys: readonly Uint8Array[];
}

/** Queries of accounts. All throw QueryFailed if the chain refuses. */
export interface AuthExtension {
  readonly auth: {
    /** @returns undefined if the account has never had coins */
    account(address: string, height?: number): Promise<Account | undefined>;
  };
}

/** An extension for our clients; CosmJS's own of the same name knows more queries, but no heights. */
export function setupAuthExtension(base: QueryBase): AuthExtension {
  const service = queryService(base, QueryDefinition);
  return {
    auth: {
      async account(address, height) {
        try {
          const { account } = await service.account({ address }, height);
          return account === undefined ? undefined : accountOf(account);
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      },
    },
  };
}

const MODULE_ACCOUNT = "/cosmos.auth.v1beta1.ModuleAccount";
const SECP256K1_KEY = "/cosmos.crypto.secp256k1.PubKey";
const ED25519_KEY = "/cosmos.crypto.ed25519.PubKey";
const MULTISIG_KEY = "/cosmos.crypto.multisig.LegacyAminoPubKey";
const SIMPLE_KEYS = [SECP256K1_KEY, ED25519_KEY];
const VESTING = "/cosmos.vesting.v1beta1";

/** Vesting accounts by type URL. */
const VESTING_ACCOUNTS: Readonly<
  Record<
    string,
    { decode(bytes: Uint8Array): { baseVestingAccount: BaseVestingAccount | undefined } }
  >
> = {
  [`${VESTING}.ContinuousVestingAccount`]: ContinuousVestingAccount,
  [`${VESTING}.DelayedVestingAccount`]: DelayedVestingAccount,
  [`${VESTING}.PeriodicVestingAccount`]: PeriodicVestingAccount,
  [`${VESTING}.PermanentLockedAccount`]: PermanentLockedAccount,
};

/** Every type of account has what a base account has. */
function accountOf(any: Any): Account {
  const module = any.typeUrl === MODULE_ACCOUNT ? ModuleAccount.decode(any.value) : undefined;
  const vesting = VESTING_ACCOUNTS[any.typeUrl]?.decode(any.value).baseVestingAccount;
  const holder = module ?? vesting;
  const base = holder === undefined ? BaseAccount.decode(any.value) : holder.baseAccount;
  return {
    address: base?.address ?? "",
    accountNumber: base?.accountNumber ?? 0n,
    sequence: base?.sequence ?? 0n,
    publicKey: simpleKeyOf(base?.pubKey),
    multisig: multisigOf(base?.pubKey),
    module: module?.name,
    vesting: vesting && {
      original: coinsFromProto(vesting.originalVesting),
      endSeconds: vesting.endTime === 0n ? undefined : vesting.endTime,
    },
  };
}

/** Both types of simple keys have one encoding. */
function simpleKeyOf(any: Any | undefined): Uint8Array | undefined {
  return any && SIMPLE_KEYS.includes(any.typeUrl) ? PubKey.decode(any.value).key : undefined;
}

function multisigOf(any: Any | undefined): Multisig | undefined {
  if (any?.typeUrl !== MULTISIG_KEY) return undefined;
  const { threshold, publicKeys } = LegacyAminoPubKey.decode(any.value);
  return { threshold, publicKeys: publicKeys.flatMap((key) => simpleKeyOf(key) ?? []) };
}
