import type { EncodeObject } from "@cosmjs/proto-signing";
import { coinsFromProto, coinsToProto } from "../../app/client/coins.ts";
import type { Coin } from "../../app/client/coins.ts";
import { ClientError } from "../../app/client/errors.ts";
import { pageOf, pageRequest } from "../../app/client/page.ts";
import type { ListOptions, Page } from "../../app/client/page.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import type { MessageType } from "../../app/client/signing-client.ts";
import { joinNs, splitNs } from "../../app/client/time.ts";
import { GenericAuthorization } from "../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import type { Grant, GrantAuthorization } from "../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/authz/v1beta1/query.ts";
import { MsgExec, MsgGrant, MsgRevoke } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { SendAuthorization } from "../../proto/gen/cosmos/bank/v1beta1/authz.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";

const PACKAGE = "/cosmos.authz.v1beta1";
const GENERIC = `${PACKAGE}.GenericAuthorization`;
const SEND = "/cosmos.bank.v1beta1.SendAuthorization";

/** For CosmJS's registry: messages, and the authorizations that they hold. */
export const authzTypes: readonly MessageType[] = [
  [`${PACKAGE}.MsgGrant`, MsgGrant],
  [`${PACKAGE}.MsgRevoke`, MsgRevoke],
  [`${PACKAGE}.MsgExec`, MsgExec],
  [GENERIC, GenericAuthorization],
  [SEND, SendAuthorization],
];

/** Messages of one type, without limit. */
export interface AnyMessage {
  readonly kind: "generic";
  readonly msgTypeUrl: string;
}

/** Payments by MsgSend. */
export interface Payments {
  readonly kind: "send";
  /** In all; at least one coin. */
  readonly spendLimit: readonly Coin[];
  /** Who may be paid; everybody if empty. */
  readonly allowList: readonly string[];
}

/** What a grantee may do in the granter's name. */
export type Authorization = AnyMessage | Payments;

/** An authorization of a type that this client does not know. */
export interface UnknownAuthorization {
  readonly kind: "unknown";
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export interface GrantTerms {
  readonly authorization: Authorization | UnknownAuthorization;
  /** Nanoseconds since the Unix epoch; undefined: it does not end. */
  readonly expiresNs: bigint | undefined;
}

export interface AuthzGrant extends GrantTerms {
  readonly granter: string;
  readonly grantee: string;
}

export interface GrantsOptions extends ListOptions {
  /** The grant for messages of this type alone. */
  readonly msgTypeUrl?: string;
}

/** Queries of grants. All throw QueryFailed if the chain refuses, and if there is none for `msgTypeUrl`. */
export interface AuthzExtension {
  readonly authz: {
    grants(granter: string, grantee: string, options?: GrantsOptions): Promise<Page<GrantTerms>>;
    /** What an account granted. */
    granterGrants(granter: string, options?: ListOptions): Promise<Page<AuthzGrant>>;
    /** What an account was granted. */
    granteeGrants(grantee: string, options?: ListOptions): Promise<Page<AuthzGrant>>;
  };
}

/** An extension for our clients; CosmJS's own of the same name leaves authorizations encoded. */
export function setupAuthzExtension(base: QueryBase): AuthzExtension {
  const service = queryService(base, QueryDefinition);
  return {
    authz: {
      async grants(granter, grantee, options = {}) {
        const pagination = pageRequest(options);
        const request = { granter, grantee, msgTypeUrl: options.msgTypeUrl ?? "", pagination };
        const answer = await service.grants(request, options.height);
        return pageOf(answer.grants.map(termsOf), answer.pagination);
      },
      async granterGrants(granter, options = {}) {
        const request = { granter, pagination: pageRequest(options) };
        const { grants, pagination } = await service.granterGrants(request, options.height);
        return pageOf(grants.map(grantOf), pagination);
      },
      async granteeGrants(grantee, options = {}) {
        const request = { grantee, pagination: pageRequest(options) };
        const { grants, pagination } = await service.granteeGrants(request, options.height);
        return pageOf(grants.map(grantOf), pagination);
      },
    },
  };
}

function grantOf(grant: GrantAuthorization): AuthzGrant {
  return { granter: grant.granter, grantee: grant.grantee, ...termsOf(grant) };
}

function termsOf({ authorization, expiration }: Grant): GrantTerms {
  if (authorization === undefined) {
    throw new ClientError("the node answered a grant without authorization");
  }
  return {
    authorization: authorizationOf(authorization),
    expiresNs: expiration && joinNs(expiration),
  };
}

function authorizationOf({ typeUrl, value }: Any): GrantTerms["authorization"] {
  switch (typeUrl) {
    case GENERIC:
      return { kind: "generic", msgTypeUrl: GenericAuthorization.decode(value).msg };
    case SEND: {
      const { spendLimit, allowList } = SendAuthorization.decode(value);
      return { kind: "send", spendLimit: coinsFromProto(spendLimit), allowList };
    }
    default:
      return { kind: "unknown", typeUrl, value };
  }
}

/** Messages of one signer. */
export interface AuthzMessages {
  /** Lets somebody act in the signer's name; replaces what was granted for messages of the same type. */
  grant(
    grantee: string,
    authorization: Authorization,
    /** Nanoseconds since the Unix epoch; it does not end unless given. */
    options?: { readonly expiresNs?: bigint | undefined },
  ): EncodeObject;
  revoke(grantee: string, msgTypeUrl: string): EncodeObject;
  /**
   * Runs messages in the name of who granted it.
   *
   * @param messages at least one; values are encoded, or of the types that {@link authzMessages} was given
   * @throws ClientError for a message of another type
   */
  exec(messages: readonly EncodeObject[]): EncodeObject;
}

/**
 * @param signer address of the account that grants, or runs what was granted to it
 * @param types of the messages that it runs, such as `bankTypes`
 */
export function authzMessages(signer: string, types: readonly MessageType[] = []): AuthzMessages {
  return {
    grant(grantee, authorization, { expiresNs } = {}) {
      const expiration = expiresNs === undefined ? undefined : splitNs(expiresNs);
      const grant: Grant = { authorization: authorizationToProto(authorization), expiration };
      const message: MsgGrant = { granter: signer, grantee, grant };
      return { typeUrl: `${PACKAGE}.MsgGrant`, value: message };
    },
    revoke(grantee, msgTypeUrl) {
      const message: MsgRevoke = { granter: signer, grantee, msgTypeUrl };
      return { typeUrl: `${PACKAGE}.MsgRevoke`, value: message };
    },
    exec(messages) {
      const message: MsgExec = {
        grantee: signer,
        msgs: messages.map((one) => encode(one, types)),
      };
      return { typeUrl: `${PACKAGE}.MsgExec`, value: message };
    },
  };
}

function authorizationToProto(authorization: Authorization): Any {
  if (authorization.kind === "generic") {
    const generic: GenericAuthorization = { msg: authorization.msgTypeUrl };
    return { typeUrl: GENERIC, value: GenericAuthorization.encode(generic).finish() };
  }
  const { spendLimit, allowList } = authorization;
  const send: SendAuthorization = {
    spendLimit: coinsToProto(spendLimit),
    allowList: [...allowList],
  };
  return { typeUrl: SEND, value: SendAuthorization.encode(send).finish() };
}

function encode({ typeUrl, value }: EncodeObject, types: readonly MessageType[]): Any {
  if (value instanceof Uint8Array) return { typeUrl, value };
  const [, codec] = types.find(([known]) => known === typeUrl) ?? [];
  if (codec !== undefined) {
    const bytes = (codec.encode(codec.fromPartial(value)) as { finish(): Uint8Array }).finish();
    return { typeUrl, value: bytes };
  }
  throw new ClientError(`${typeUrl}: give authzMessages the types of the messages that it runs`);
}
