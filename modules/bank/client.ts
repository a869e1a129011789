import type { EncodeObject } from "@cosmjs/proto-signing";
import { coinsFromProto, coinsToProto } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import { pageOf, pageRequest } from "../../app/client/page.ts";
import type { ListOptions, Page } from "../../app/client/page.ts";
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

/** Queries of balances. All throw QueryFailed if the chain refuses. */
export interface BankExtension {
  readonly bank: {
    /** @returns 0 for an account that is unknown */
    balance(address: string, denom: string, height?: number): Promise<bigint>;
    balances(address: string, options?: ListOptions): Promise<Page<Coin>>;
    /** What exists of every denomination. */
    total(options?: ListOptions): Promise<Page<Coin>>;
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
        const request = { address, pagination: pageRequest(options), resolveDenom: false };
        const { balances, pagination } = await service.allBalances(request, options.height);
        return pageOf(coinsFromProto(balances), pagination);
      },
      async total(options = {}) {
        const request = { pagination: pageRequest(options) };
        const { supply, pagination } = await service.totalSupply(request, options.height);
        return pageOf(coinsFromProto(supply), pagination);
      },
    },
  };
}

/** One recipient of a payment to many. */
export interface Payment {
  readonly address: string;
  /** At least one, each denomination once, amounts of 1 and more. */
  readonly coins: readonly Coin[];
}

/** Messages of one signer. */
export interface BankMessages {
  /** @param coins at least one, each denomination once, amounts of 1 and more */
  send(to: string, coins: readonly Coin[]): EncodeObject;
  /** Pays all or none. @param payments at least one */
  multiSend(payments: readonly Payment[]): EncodeObject;
}

/** @param signer address of the account that sends and pays */
export function bankMessages(signer: string): BankMessages {
  return {
    send(to, coins) {
      const message: MsgSend = {
        fromAddress: signer,
        toAddress: to,
        amount: coinsToProto(coins),
      };
      return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: message };
    },
    multiSend(payments) {
      const totals = new Map<string, bigint>();
      for (const { denom, amount } of payments.flatMap(({ coins }) => coins)) {
        totals.set(denom, (totals.get(denom) ?? 0n) + amount);
      }
      const total = [...totals].map(([denom, amount]) => ({ denom, amount }));
      const message: MsgMultiSend = {
        inputs: [{ address: signer, coins: coinsToProto(total) }],
        outputs: payments.map(({ address, coins }) => ({
          address,
          coins: coinsToProto(coins),
        })),
      };
      return { typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend", value: message };
    },
  };
}
