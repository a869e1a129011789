import type { EncodeObject } from "@cosmjs/proto-signing";
import { coinsFromProto, coinsToProto } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import { ClientError, QueryFailed } from "../../app/client/errors.ts";
import { pageOf, pageRequest } from "../../app/client/page.ts";
import type { ListOptions, Page } from "../../app/client/page.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import type { MessageType } from "../../app/client/signing-client.ts";
import { joinNs, splitNs } from "../../app/client/time.ts";
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

const PACKAGE = "/cosmos.feegrant.v1beta1";
const BASIC = `${PACKAGE}.BasicAllowance`;
const PERIODIC = `${PACKAGE}.PeriodicAllowance`;
const ALLOWED = `${PACKAGE}.AllowedMsgAllowance`;

/** For CosmJS's registry: messages, and the allowances that they hold. */
export const feegrantTypes: readonly MessageType[] = [
  [`${PACKAGE}.MsgGrantAllowance`, MsgGrantAllowance],
  [`${PACKAGE}.MsgRevokeAllowance`, MsgRevokeAllowance],
  [`${PACKAGE}.MsgPruneAllowances`, MsgPruneAllowances],
  [BASIC, BasicAllowance],
  [PERIODIC, PeriodicAllowance],
  [ALLOWED, AllowedMsgAllowance],
];

/** What a grantee may pay fees of. */
export interface AllowanceTerms {
  /** In all; without limit unless given. */
  readonly spendLimit?: readonly Coin[] | undefined;
  /** Last nanosecond since the Unix epoch at which it may be used; for ever unless given. */
  readonly expiresNs?: bigint | undefined;
  readonly period?: PeriodTerms | undefined;
  /** Type URLs of the messages whose fees it pays, at least one; of all unless given. */
  readonly allowedMessages?: readonly string[] | undefined;
}

/** What may be spent in each period. */
export interface PeriodTerms {
  /** Nanoseconds. */
  readonly lengthNs: bigint;
  readonly limit: readonly Coin[];
  /** When the first period ends, nanoseconds since the Unix epoch. */
  readonly resetNs: bigint;
}

/** What a grantee may still pay fees of. */
export interface Allowance {
  /** Empty: without limit. */
  readonly spendLimit: readonly Coin[];
  /** Undefined: for ever. */
  readonly expiresNs: bigint | undefined;
  /** `left` is what may be spent until the period ends. */
  readonly period: (PeriodTerms & { readonly left: readonly Coin[] }) | undefined;
  /** Undefined: of all messages. */
  readonly allowedMessages: readonly string[] | undefined;
}

export interface FeeGrant {
  readonly granter: string;
  readonly grantee: string;
  readonly allowance: Allowance;
}

/** Queries of allowances. All throw QueryFailed if the chain refuses. */
export interface FeegrantExtension {
  readonly feegrant: {
    /** @returns undefined if there is none */
    allowance(granter: string, grantee: string, height?: number): Promise<Allowance | undefined>;
    /** What an account was granted. */
    allowances(grantee: string, options?: ListOptions): Promise<Page<FeeGrant>>;
    /** What an account granted. */
    allowancesByGranter(granter: string, options?: ListOptions): Promise<Page<FeeGrant>>;
  };
}

/** An extension for our clients; CosmJS's own of the same name leaves allowances encoded. */
export function setupFeegrantExtension(base: QueryBase): FeegrantExtension {
  const service = queryService(base, QueryDefinition);
  return {
    feegrant: {
      async allowance(granter, grantee, height) {
        try {
          const { allowance } = await service.allowance({ granter, grantee }, height);
          return allowance && grantOf(allowance).allowance;
        } catch (error) {
          // The SDK has no code of its own for it.
          if (error instanceof QueryFailed && error.log.includes("fee-grant not found")) {
            return undefined;
          }
          throw error;
        }
      },
      async allowances(grantee, options = {}) {
        const request = { grantee, pagination: pageRequest(options) };
        const { allowances, pagination } = await service.allowances(request, options.height);
        return pageOf(allowances.map(grantOf), pagination);
      },
      async allowancesByGranter(granter, options = {}) {
        const request = { granter, pagination: pageRequest(options) };
        const answer = await service.allowancesByGranter(request, options.height);
        return pageOf(answer.allowances.map(grantOf), answer.pagination);
      },
    },
  };
}

function grantOf({ granter, grantee, allowance }: Grant): FeeGrant {
  if (allowance?.typeUrl !== ALLOWED) {
    return { granter, grantee, allowance: plainOf(allowance, undefined) };
  }
  const { allowance: inner, allowedMessages } = AllowedMsgAllowance.decode(allowance.value);
  return { granter, grantee, allowance: plainOf(inner, allowedMessages) };
}

/** @throws ClientError if the allowance is of a type that the chain has no more than this client */
function plainOf(any: Any | undefined, allowedMessages: readonly string[] | undefined): Allowance {
  switch (any?.typeUrl) {
    case BASIC:
      return { ...basicOf(BasicAllowance.decode(any.value)), period: undefined, allowedMessages };
    case PERIODIC: {
      const allowance = PeriodicAllowance.decode(any.value);
      const { basic, period, periodReset, periodSpendLimit, periodCanSpend } = allowance;
      return {
        ...basicOf(basic),
        period: {
          lengthNs: period === undefined ? 0n : joinNs(period),
          limit: coinsFromProto(periodSpendLimit),
          left: coinsFromProto(periodCanSpend),
          resetNs: periodReset === undefined ? 0n : joinNs(periodReset),
        },
        allowedMessages,
      };
    }
    default:
      throw new ClientError(
        `the node answered an allowance of type ${any?.typeUrl ?? "none"}, which this client does not know`,
      );
  }
}

function basicOf(basic: BasicAllowance | undefined) {
  const expiration = basic?.expiration;
  return {
    spendLimit: coinsFromProto(basic?.spendLimit ?? []),
    expiresNs: expiration && joinNs(expiration),
  };
}

/** Messages of one signer. */
export interface FeegrantMessages {
  /** Lets somebody pay fees with the signer's coins. There must be no allowance of the two yet. */
  grant(grantee: string, terms?: AllowanceTerms): EncodeObject;
  revoke(grantee: string): EncodeObject;
  /** Frees some of the allowances that have expired, whoever granted them. */
  prune(): EncodeObject;
}

/** @param signer address of the account that grants */
export function feegrantMessages(signer: string): FeegrantMessages {
  return {
    grant(grantee, terms = {}) {
      const allowance = allowanceToProto(terms);
      const message: MsgGrantAllowance = { granter: signer, grantee, allowance };
      return { typeUrl: `${PACKAGE}.MsgGrantAllowance`, value: message };
    },
    revoke(grantee) {
      const message: MsgRevokeAllowance = { granter: signer, grantee };
      return { typeUrl: `${PACKAGE}.MsgRevokeAllowance`, value: message };
    },
    prune() {
      const message: MsgPruneAllowances = { pruner: signer };
      return { typeUrl: `${PACKAGE}.MsgPruneAllowances`, value: message };
    },
  };
}

function allowanceToProto(terms: AllowanceTerms): Any {
  const { spendLimit = [], expiresNs, period, allowedMessages } = terms;
  const basic: BasicAllowance = {
    spendLimit: coinsToProto(spendLimit),
    expiration: expiresNs === undefined ? undefined : splitNs(expiresNs),
  };
  const allowance =
    period === undefined
      ? { typeUrl: BASIC, value: BasicAllowance.encode(basic).finish() }
      : { typeUrl: PERIODIC, value: PeriodicAllowance.encode(periodic(basic, period)).finish() };
  if (allowedMessages === undefined) return allowance;
  const filter: AllowedMsgAllowance = { allowance, allowedMessages: [...allowedMessages] };
  return { typeUrl: ALLOWED, value: AllowedMsgAllowance.encode(filter).finish() };
}

function periodic(basic: BasicAllowance, period: PeriodTerms): PeriodicAllowance {
  return {
    basic,
    period: splitNs(period.lengthNs),
    periodSpendLimit: coinsToProto(period.limit),
    periodCanSpend: coinsToProto(period.limit),
    periodReset: splitNs(period.resetNs),
  };
}
