import type { QueryDefinition } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import type { Context } from "../../app/core/context.ts";
import { ADDRESS_BYTES_MAX } from "../../app/core/address.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { invalidArgument, notFound } from "../../app/core/query-error.ts";
import { parseQueryAddress } from "../../app/core/query-address.ts";
import { type Account, accountToAny, accountToBase } from "./account.ts";
import type { AuthKeeper } from "./keeper.ts";

/** @param moduleNames modules that have an account */
export function authQueries(
  keeper: AuthKeeper,
  moduleNames: readonly string[],
): QueryHandlers<QueryDefinition> {
  const sortedNames = [...moduleNames].sort((a, b) => (a < b ? -1 : 1));
  return {
    account(ctx, { address }) {
      if (address === "") throw invalidArgument("Address cannot be empty");
      return { account: accountToAny(find(keeper, ctx, address)) };
    },

    accounts(ctx, { pagination }) {
      const page = keeper.accounts(ctx, pagination);
      return { accounts: page.entries.map(accountToAny), pagination: page.pagination };
    },

    accountInfo(ctx, { address }) {
      if (address === "") throw invalidArgument("address cannot be empty");
      return { info: accountToBase(find(keeper, ctx, address)) };
    },

    accountAddressByID(ctx, { id, accountId }) {
      if (id !== 0n) {
        throw invalidArgument(
          "requesting with id isn't supported, try to request using account-id",
        );
      }
      const address = keeper.addressByNumber(ctx, accountId);
      if (address === undefined) {
        throw notFound(`account address not found with account number ${accountId}`);
      }
      return { accountAddress: ctx.addresses.format(address) };
    },

    params: (ctx) => ({ params: keeper.params(ctx) }),

    moduleAccounts: (ctx) => ({
      accounts: sortedNames.map((name) => accountToAny(findModule(keeper, ctx, name))),
    }),

    moduleAccountByName(ctx, { name }) {
      if (name === "") throw invalidArgument("module name is empty");
      return { account: accountToAny(findModule(keeper, ctx, name)) };
    },

    bech32Prefix: (ctx) => ({ bech32Prefix: ctx.addresses.prefix }),

    addressBytesToString(ctx, { addressBytes }) {
      if (addressBytes.length === 0) throw invalidArgument("empty address bytes is not allowed");
      if (addressBytes.length > ADDRESS_BYTES_MAX) {
        throw invalidArgument(
          `address of ${addressBytes.length} bytes, expected 1 to ${ADDRESS_BYTES_MAX}`,
        );
      }
      return { addressString: ctx.addresses.format(addressBytes) };
    },

    addressStringToBytes(ctx, { addressString }) {
      if (addressString.trim() === "") {
        throw invalidArgument("empty address string is not allowed");
      }
      return { addressBytes: parseQueryAddress(ctx, addressString) };
    },
  };
}

function find(keeper: AuthKeeper, ctx: Context, address: string): Account {
  const account = keeper.getAccount(ctx, parseQueryAddress(ctx, address));
  if (account === undefined) throw notFound(`account ${address} not found`);
  return account;
}

function findModule(keeper: AuthKeeper, ctx: Context, name: string): Account {
  const account = keeper.moduleAccount(ctx, name);
  if (account === undefined) throw notFound(`account ${name} not found`);
  return account;
}
