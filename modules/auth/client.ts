import { isNotFound } from "../../app/client/errors.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { BaseAccount, ModuleAccount } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";

export interface Account {
  readonly address: string;
  readonly accountNumber: bigint;
  /** Of the account's next transaction. */
  readonly sequence: bigint;
  /** secp256k1, 33 bytes; undefined until the account has signed. */
  readonly publicKey: Uint8Array | undefined;
  /** The module whose account it is. */
  readonly module: string | undefined;
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

function accountOf(any: Any): Account {
  const module = any.typeUrl === MODULE_ACCOUNT ? ModuleAccount.decode(any.value) : undefined;
  const base = module === undefined ? BaseAccount.decode(any.value) : module.baseAccount;
  const key = base?.pubKey;
  return {
    address: base?.address ?? "",
    accountNumber: base?.accountNumber ?? 0n,
    sequence: base?.sequence ?? 0n,
    publicKey: key?.typeUrl === SECP256K1_KEY ? PubKey.decode(key.value).key : undefined,
    module: module?.name,
  };
}
