import type { EncodeObject } from "@cosmjs/proto-signing";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import type { MessageType } from "../../app/client/signing-client.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { MsgMultiSend, MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";

/** For CosmJS's registry, which knows these types too. */
export const bankTypes: readonly MessageType[] = [
  ["/cosmos.bank.v1beta1.MsgSend", MsgSend],
  ["/cosmos.bank.v1beta1.MsgMultiSend", MsgMultiSend],
];

/** An amount of the smallest unit of a denomination. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

export interface CoinPage {
  readonly coins: readonly Coin[];
  /** Undefined on the last page. */
  readonly nextKey: Uint8Array | undefined;
}

export interface CoinPageOptions {
  readonly limit?: bigint;
  /** `nextKey` of the page before. */
  readonly pageKey?: Uint8Array;
  readonly reverse?: boolean;
  /** The latest unless given. */
  readonly height?: number;
}

/** Queries of balances. All throw QueryFailed if the chain refuses. */
export interface BankExtension {
  readonly bank: {
    /** @returns 0 for an account that is unknown */
    balance(address: string, denom: string, height?: number): Promise<bigint>;
    balances(address: string, options?: CoinPageOptions): Promise<CoinPage>;
    /** What exists of every denomination. */
    total(options?: CoinPageOptions): Promise<CoinPage>;
  };
}

/** An extension for our clients; CosmJS's own of the same name knows more queries, but no heights. */
export function setupBankExtension(base: QueryBase): BankExtension {
  const service = queryService(base, QueryDefinition);
  return {
    bank: {
      async balance(address, denom, height) {
        const { balance } = await service.balance({ address, denom }, height);
        return BigInt(balance?.amount ?? "0");
      },
      async balances(address, options = {}) {
        const request = { address, pagination: pageOf(options), resolveDenom: false };
        const { balances, pagination } = await service.allBalances(request, options.height);
        return coinPage(balances, pagination);
      },
      async total(options = {}) {
        const request = { pagination: pageOf(options) };
        const { supply, pagination } = await service.totalSupply(request, options.height);
        return coinPage(supply, pagination);
      },
    },
  };
}

/** Messages of one signer. */
export interface BankMessages {
  /** @param coins at least one, each denomination once, amounts of 1 and more */
  send(to: string, coins: readonly Coin[]): EncodeObject;
}

/** @param signer address of the account that sends and pays */
export function bankMessages(signer: string): BankMessages {
  return {
    send(to, coins) {
      // The chain wants denominations in order.
      const amount = [...coins]
        .sort((a, b) => (a.denom < b.denom ? -1 : 1))
        .map((coin) => ({ denom: coin.denom, amount: coin.amount.toString() }));
      const message: MsgSend = { fromAddress: signer, toAddress: to, amount };
      return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: message };
    },
  };
}

function pageOf(options: CoinPageOptions) {
  return {
    key: options.pageKey ?? new Uint8Array(),
    offset: 0n,
    limit: options.limit ?? 0n,
    countTotal: false,
    reverse: options.reverse ?? false,
  };
}

function coinPage(
  coins: readonly { readonly denom: string; readonly amount: string }[],
  pagination: { readonly nextKey: Uint8Array } | undefined,
): CoinPage {
  const next = pagination?.nextKey;
  return {
    coins: coins.map(({ denom, amount }) => ({ denom, amount: BigInt(amount) })),
    nextKey: next === undefined || next.length === 0 ? undefined : next,
  };
}
