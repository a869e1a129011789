import { GenericAuthorization, type Grant } from "../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/authz/v1beta1/query.ts";
import { MsgExec, MsgGrant, MsgRevoke } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { SendAuthorization } from "../../proto/gen/cosmos/bank/v1beta1/authz.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { TestChain } from "./executor.ts";
import { timestamp } from "./feegrant.ts";
import type { Signer } from "./tx.ts";

type Address = Pick<Signer, "address">;

export const SEND_TYPE = "/cosmos.bank.v1beta1.MsgSend";
export const EXEC_TYPE = "/cosmos.authz.v1beta1.MsgExec";

export const genericAny = (msg: string): Any => ({
  typeUrl: "/cosmos.authz.v1beta1.GenericAuthorization",
  value: GenericAuthorization.encode({ msg }).finish(),
});

export const sendAny = (message: Partial<SendAuthorization>): Any => ({
  typeUrl: "/cosmos.bank.v1beta1.SendAuthorization",
  value: SendAuthorization.encode(SendAuthorization.fromPartial(message)).finish(),
});

export const authzMessage = {
  /** @param expiresNs for ever if absent */
  grant: (granter: Address, grantee: Address, authorization: Any, expiresNs?: bigint): Any => ({
    typeUrl: "/cosmos.authz.v1beta1.MsgGrant",
    value: MsgGrant.encode({
      granter: granter.address,
      grantee: grantee.address,
      grant: {
        authorization,
        expiration: expiresNs === undefined ? undefined : timestamp(expiresNs),
      },
    }).finish(),
  }),
  revoke: (granter: Address, grantee: Address, msgTypeUrl: string): Any => ({
    typeUrl: "/cosmos.authz.v1beta1.MsgRevoke",
    value: MsgRevoke.encode({
      granter: granter.address,
      grantee: grantee.address,
      msgTypeUrl,
    }).finish(),
  }),
  exec: (grantee: Address, ...msgs: Any[]): Any => ({
    typeUrl: EXEC_TYPE,
    value: MsgExec.encode({ grantee: grantee.address, msgs }).finish(),
  }),
};

/** A message in as many MsgExecs of one grantee. */
export function nest(grantee: Address, message: Any, depth: number): Any {
  let nested = message;
  for (let i = 0; i < depth; i += 1) nested = authzMessage.exec(grantee, nested);
  return nested;
}

/** What one granted the other, as the chain answers it. */
export function grantsOf(chain: TestChain, granter: Address, grantee: Address): readonly Grant[] {
  return chain.ask(QueryDefinition, QueryDefinition.methods.grants, {
    granter: granter.address,
    grantee: grantee.address,
    msgTypeUrl: "",
    pagination: undefined,
  }).grants;
}
