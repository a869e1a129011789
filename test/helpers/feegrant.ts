import {
  AllowedMsgAllowance,
  BasicAllowance,
  type Grant,
  PeriodicAllowance,
} from "../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/feegrant/v1beta1/query.ts";
import {
  MsgGrantAllowance,
  MsgPruneAllowances,
  MsgRevokeAllowance,
} from "../../proto/gen/cosmos/feegrant/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { TestChain } from "./executor.ts";
import type { Signer } from "./tx.ts";

const PACKAGE = "/cosmos.feegrant.v1beta1";

/** Coins as in `10eth,555atom`, in that order. */
export function coins(text: string): { denom: string; amount: string }[] {
  return [...text.matchAll(/(-?[0-9]+)([a-z]+)/g)].map(([, amount = "", denom = ""]) => ({
    denom,
    amount,
  }));
}

export function timestamp(timeNs: bigint): { seconds: bigint; nanos: number } {
  return { seconds: timeNs / 1_000_000_000n, nanos: Number(timeNs % 1_000_000_000n) };
}

export const basicAny = (message: Partial<BasicAllowance> = {}): Any => ({
  typeUrl: `${PACKAGE}.BasicAllowance`,
  value: BasicAllowance.encode(BasicAllowance.fromPartial(message)).finish(),
});

export const periodicAny = (message: Partial<PeriodicAllowance> = {}): Any => ({
  typeUrl: `${PACKAGE}.PeriodicAllowance`,
  value: PeriodicAllowance.encode(PeriodicAllowance.fromPartial(message)).finish(),
});

export const allowedAny = (allowance: Any | undefined, ...allowedMessages: string[]): Any => ({
  typeUrl: `${PACKAGE}.AllowedMsgAllowance`,
  value: AllowedMsgAllowance.encode({ allowance, allowedMessages }).finish(),
});

export const feegrantMessage = {
  grant: (granter: Signer, grantee: Signer, allowance: Any | undefined): Any => ({
    typeUrl: `${PACKAGE}.MsgGrantAllowance`,
    value: MsgGrantAllowance.encode({
      granter: granter.address,
      grantee: grantee.address,
      allowance,
    }).finish(),
  }),
  revoke: (granter: Signer, grantee: Signer): Any => ({
    typeUrl: `${PACKAGE}.MsgRevokeAllowance`,
    value: MsgRevokeAllowance.encode({
      granter: granter.address,
      grantee: grantee.address,
    }).finish(),
  }),
  prune: (pruner: Signer): Any => ({
    typeUrl: `${PACKAGE}.MsgPruneAllowances`,
    value: MsgPruneAllowances.encode({ pruner: pruner.address }).finish(),
  }),
};

/** What somebody was granted, as the chain answers it. */
export function allowancesOf(chain: TestChain, grantee: Signer): readonly Grant[] {
  const request = { grantee: grantee.address, pagination: undefined };
  return chain.ask(QueryDefinition, QueryDefinition.methods.allowances, request).allowances;
}
