import type { Condition, Lease } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import {
  type MsgAcceptNamespace,
  type MsgAppend,
  type MsgBatch,
  type MsgCount,
  type MsgCreate,
  MsgDefinition,
  type MsgDelete,
  type MsgDeleteAll,
  type MsgEntries,
  type MsgEntriesResponse,
  type MsgGetLease,
  type MsgGrant,
  type MsgHas,
  type MsgIncrement,
  type MsgKeys,
  type MsgKeysResponse,
  type MsgMultiUpdate,
  type MsgOfferNamespace,
  type MsgRead,
  type MsgRename,
  type MsgRenewLease,
  type MsgRenewLeaseAll,
  type MsgRevoke,
  type MsgUpdate,
  type MsgUpsert,
  type Operation,
  type OperationResult,
} from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { Context } from "../../app/core/context.ts";
import { located } from "../../app/core/errors.ts";
import {
  type MessageHandler,
  type MessageRoute,
  messageRoutes,
  type Synchronous,
} from "../../app/core/module.ts";
import { checkKey, checkValue } from "./checks.ts";
import { KvError } from "./errors.ts";
import { acceptNamespace, checkGrant, grant, offerNamespace, revoke } from "./grants.ts";
import type { KvKeeper, WriteRequest } from "./keeper.ts";
import { leaseSeconds } from "./lease.ts";
import { BULK_ENTRIES_MAX, OPERATIONS_MAX } from "./limits.ts";
import { parseNamespace } from "./namespace.ts";
import { assertSome, checkTarget } from "./operations.ts";
import { readCount, readEntries, readEntry, readHas, readKeys } from "./reads.ts";

type Step = NonNullable<Operation["operation"]>;

const HASH_BYTES = 32;

const signers = ({ signer }: WriteRequest): readonly string[] => [signer];

/** @param toOperation the message as an operation of a batch */
function write<Request extends WriteRequest, Response>(
  keeper: KvKeeper,
  toOperation: (request: Request) => Step,
  toResponse: (result: OperationResult) => Response,
): MessageHandler<Request & { readonly condition?: Condition | undefined }, Response> {
  return {
    signers,
    validate(request, ctx) {
      parseNamespace(ctx, request.namespace);
      checkOperation({ condition: request.condition, operation: toOperation(request) });
    },
    handle(ctx, request) {
      const { condition } = request;
      const operation = { condition, operation: toOperation(request) };
      const [result] = keeper.write(ctx, request, [operation]);
      return toResponse(result as OperationResult) as Synchronous<Response>;
    },
  };
}

export function kvMessages(keeper: KvKeeper): readonly MessageRoute[] {
  return messageRoutes(MsgDefinition, {
    ...writes(keeper),
    ...ownerActs(keeper),
    ...reads(keeper),
  });
}

function writes(keeper: KvKeeper) {
  const toRevision = ({ revision }: OperationResult) => ({ revision });
  return {
    create: write(keeper, (value: MsgCreate) => ({ $case: "create", value }), toRevision),
    update: write(keeper, (value: MsgUpdate) => ({ $case: "update", value }), toRevision),
    upsert: write(
      keeper,
      (value: MsgUpsert) => ({ $case: "upsert", value }),
      ({ revision, created }) => ({ revision, created }),
    ),
    delete: write(keeper, (value: MsgDelete) => ({ $case: "delete", value }), toRevision),
    rename: write(keeper, (value: MsgRename) => ({ $case: "rename", value }), toRevision),
    increment: write(
      keeper,
      (value: MsgIncrement) => ({ $case: "increment", value }),
      ({ revision, value }) => ({ revision, value }),
    ),
    append: write(
      keeper,
      (value: MsgAppend) => ({ $case: "append", value }),
      ({ revision, size }) => ({ revision, size }),
    ),
    renewLease: write(
      keeper,
      (value: MsgRenewLease) => ({ $case: "renewLease", value }),
      ({ revision, leaseDeadlineNs }) => ({ revision, leaseDeadlineNs }),
    ),
    multiUpdate: write(
      keeper,
      (value: MsgMultiUpdate) => ({ $case: "multiUpdate", value }),
      toRevision,
    ),
    deleteAll: write(
      keeper,
      (value: MsgDeleteAll) => ({ $case: "deleteAll", value }),
      ({ revision, changed, nextKey }) => ({ revision, deleted: changed, nextKey }),
    ),
    renewLeaseAll: write(
      keeper,
      (value: MsgRenewLeaseAll) => ({ $case: "renewLeaseAll", value }),
      ({ revision, changed, nextKey }) => ({ revision, renewed: changed, nextKey }),
    ),
    batch: {
      signers,
      validate: validateBatch,
      handle: (ctx: Context, batch: MsgBatch) => runBatch(ctx, keeper, batch),
    },
  };
}

/** What changes who may write. */
function ownerActs(keeper: KvKeeper) {
  const act = <Request extends WriteRequest>(
    check: (ctx: Context, request: Request) => void,
    run: (ctx: Context, keeper: KvKeeper, request: Request) => void,
  ): MessageHandler<Request, object> => ({
    signers,
    validate(request, ctx) {
      parseNamespace(ctx, request.namespace);
      check(ctx, request);
    },
    handle(ctx, request) {
      run(ctx, keeper, request);
      return {};
    },
  });
  return {
    grant: act((ctx, request: MsgGrant) => {
      checkGrant(ctx, request);
      leaseSeconds(request.expiresIn);
    }, grant),
    revoke: act((ctx, { grantee, prefix }: MsgRevoke) => {
      checkGrant(ctx, { grantee, prefix });
    }, revoke),
    offerNamespace: act((ctx, { newOwner }: MsgOfferNamespace) => {
      if (newOwner !== "") ctx.addresses.parse(newOwner);
    }, offerNamespace),
    acceptNamespace: act((_, __: MsgAcceptNamespace) => undefined, acceptNamespace),
  };
}

/** Reads in consensus: messages whose answer is in the transaction's result. */
function reads(keeper: KvKeeper) {
  const read = <Request extends WriteRequest & { readonly key?: Uint8Array }, Response>(
    answer: (ctx: Context, keeper: KvKeeper, request: Request) => Response,
  ): MessageHandler<Request, Response> => ({
    signers,
    validate(request, ctx) {
      parseNamespace(ctx, request.namespace);
      if (request.key) checkKey(request.key);
    },
    handle: (ctx, request) => answer(ctx, keeper, request) as Synchronous<Response>,
  });
  return {
    read: read((ctx, _, { namespace, key }: MsgRead) => ({
      entry: readEntry(ctx, keeper, namespace, key, KvError.keyNotFound),
    })),
    has: read((ctx, _, { namespace, key }: MsgHas) => readHas(ctx, keeper, namespace, key)),
    count: read((ctx, _, { namespace }: MsgCount) => readCount(ctx, keeper, namespace)),
    keys: read<MsgKeys, MsgKeysResponse>(readKeys),
    entries: read<MsgEntries, MsgEntriesResponse>(readEntries),
    getLease: read((ctx, _, { namespace, key }: MsgGetLease) => ({
      lease: keeper.leaseOf(ctx, namespace, key),
    })),
  };
}

function runBatch(ctx: Context, keeper: KvKeeper, batch: MsgBatch) {
  const results = keeper.write(ctx, batch, batch.operations);
  return { revision: results.at(-1)?.revision ?? 0n, results };
}

function validateBatch({ namespace, operations }: MsgBatch, ctx: Context): void {
  parseNamespace(ctx, namespace);
  assertSome(operations.length, OPERATIONS_MAX, "operations");
  operations.forEach((operation, i) => {
    located(`operation ${i}`, () => {
      checkOperation(operation);
    });
  });
}

/** Checks what needs no state. @throws KvError */
function checkOperation({ condition, operation }: Operation): void {
  if (!operation) throw KvError.invalidOperation("it names none of the operations");
  checkCondition(condition);
  checkTarget({ condition, operation });
  const { value } = operation;
  if ("key" in value) checkKey(value.key);
  if ("newKey" in value) checkKey(value.newKey);
  if ("value" in value) checkValue(value.value);
  if ("lease" in value) checkLease(value.lease);
  if ("limit" in value && value.limit > BULK_ENTRIES_MAX) {
    throw KvError.tooManyOperations(
      `limit is ${value.limit}, expected at most ${BULK_ENTRIES_MAX}`,
    );
  }
  if (operation.$case !== "multiUpdate") return;
  const { entries } = operation.value;
  assertSome(entries.length, OPERATIONS_MAX, "entries");
  entries.forEach((entry, i) => {
    located(`entry ${i}`, () => {
      checkKey(entry.key);
      checkValue(entry.value);
    });
  });
}

function checkLease(lease: Lease | undefined): void {
  leaseSeconds(lease);
}

function checkCondition(condition: Condition | undefined): void {
  const is = condition?.condition;
  if (condition && !is) throw KvError.invalidOperation("a condition says nothing");
  if ((is?.$case === "absent" || is?.$case === "present") && !is.value) {
    throw KvError.invalidOperation(`the condition "${is.$case}" must be true, or be left out`);
  }
  if (is?.$case === "valueSha256" && is.value.length !== HASH_BYTES) {
    throw KvError.invalidOperation(
      `value_sha256 of ${is.value.length} bytes, expected ${HASH_BYTES}`,
    );
  }
}
