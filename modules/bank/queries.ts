import type { Metadata } from "../../proto/gen/cosmos/bank/v1beta1/bank.ts";
import type { QueryDefinition } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import { type Coin, coinsToProto, isDenom } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { parseQueryAddress } from "../../app/core/query-address.ts";
import { invalidArgument, notFound } from "../../app/core/query-error.ts";
import type { BankKeeper } from "./keeper.ts";
import { SEND_ENABLED_DENOMS_MAX } from "./limits.ts";

/** Characters of a malformed denom that an error names; the longest denom has 128. */
const DENOM_CHARACTERS_SHOWN = 140;

type Handlers = QueryHandlers<QueryDefinition>;

export function bankQueries(keeper: BankKeeper): Handlers {
  return { ...balanceQueries(keeper), ...supplyQueries(keeper), ...denomQueries(keeper) };
}

/** What an address holds, and what of it is spendable. */
function balanceQueries(
  keeper: BankKeeper,
): Pick<Handlers, "balance" | "spendableBalanceByDenom" | "allBalances" | "spendableBalances"> {
  return {
    balance(ctx, { address, denom }) {
      assertDenom(denom);
      const amount = keeper.balance(ctx, parseQueryAddress(ctx, address), denom);
      return { balance: coinToProto({ denom, amount }) };
    },

    spendableBalanceByDenom(ctx, { address, denom }) {
      const addressBytes = parseQueryAddress(ctx, address);
      assertDenom(denom);
      const amount = keeper.spendable(ctx, addressBytes, denom);
      return { balance: coinToProto({ denom, amount }) };
    },

    allBalances(ctx, { address, pagination, resolveDenom }) {
      const page = keeper.balances(ctx, parseQueryAddress(ctx, address), pagination);
      const coins = resolveDenom
        ? page.entries.map(({ denom, amount }) => ({
            denom: keeper.metadata(ctx, denom)?.display ?? denom,
            amount,
          }))
        : page.entries;
      return { balances: coinsToProto(coins), pagination: page.pagination };
    },

    spendableBalances(ctx, { address, pagination }) {
      const page = keeper.spendables(ctx, parseQueryAddress(ctx, address), pagination);
      return { balances: coinsToProto(page.entries), pagination: page.pagination };
    },
  };
}

/** How much there is, and who holds it. */
function supplyQueries(
  keeper: BankKeeper,
): Pick<Handlers, "totalSupply" | "supplyOf" | "denomOwners" | "denomOwnersByQuery"> {
  const denomOwners: Handlers["denomOwners"] = (ctx, { denom, pagination }) => {
    assertDenom(denom);
    const page = keeper.holders(ctx, denom, pagination);
    const owners = page.entries.map(({ address, amount }) => ({
      address: ctx.addresses.format(address),
      balance: coinToProto({ denom, amount }),
    }));
    return { denomOwners: owners, pagination: page.pagination };
  };
  return {
    denomOwners,
    denomOwnersByQuery: denomOwners,

    totalSupply(ctx, { pagination }) {
      const page = keeper.supplies(ctx, pagination);
      return { supply: coinsToProto(page.entries), pagination: page.pagination };
    },

    supplyOf(ctx, { denom }) {
      assertDenom(denom);
      return { amount: coinToProto({ denom, amount: keeper.supply(ctx, denom) }) };
    },
  };
}

/** What denoms are called, and which may be sent. */
function denomQueries(
  keeper: BankKeeper,
): Pick<
  Handlers,
  "params" | "denomMetadata" | "denomMetadataByQueryString" | "denomsMetadata" | "sendEnabled"
> {
  const denomMetadata: Handlers["denomMetadata"] = (ctx, { denom }) => ({
    metadata: findMetadata(keeper, ctx, denom),
  });
  return {
    params: (ctx) => ({ params: keeper.params(ctx) }),
    denomMetadata,
    denomMetadataByQueryString: denomMetadata,

    denomsMetadata(ctx, { pagination }) {
      const page = keeper.metadatas(ctx, pagination);
      return { metadatas: page.entries, pagination: page.pagination };
    },

    sendEnabled(ctx, { denoms, pagination }) {
      if (denoms.length === 0) {
        const page = keeper.sendEnableds(ctx, pagination);
        return { sendEnabled: page.entries, pagination: page.pagination };
      }
      if (denoms.length > SEND_ENABLED_DENOMS_MAX) {
        throw invalidArgument(
          `${denoms.length} denoms, expected at most ${SEND_ENABLED_DENOMS_MAX}`,
        );
      }
      const sendEnabled = denoms.flatMap((denom) => {
        const enabled = keeper.sendEnabled(ctx, denom);
        return enabled === undefined ? [] : [{ denom, enabled }];
      });
      return { sendEnabled, pagination: undefined };
    },
  };
}

function assertDenom(denom: string): void {
  if (!isDenom(denom)) {
    throw invalidArgument(`invalid denom: ${denom.slice(0, DENOM_CHARACTERS_SHOWN)}`);
  }
}

function findMetadata(keeper: BankKeeper, ctx: Context, denom: string): Metadata {
  assertDenom(denom);
  const metadata = keeper.metadata(ctx, denom);
  if (metadata === undefined) throw notFound(`client metadata for denom ${denom}`);
  return metadata;
}

function coinToProto({ denom, amount }: Coin): ProtoCoin {
  return { denom, amount: amount.toString() };
}
