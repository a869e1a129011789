import { MsgDefinition } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { Context } from "../../app/core/context.ts";
import { type MessageRoute, messageRoutes } from "../../app/core/module.ts";
import { checkKey, checkValue, type KvKeeper, type WriteRequest } from "./keeper.ts";
import { parseNamespace } from "./namespace.ts";

interface PutRequest extends WriteRequest {
  readonly value: Uint8Array;
}

const signers = ({ signer }: WriteRequest): readonly string[] => [signer];

function validateWrite(message: WriteRequest, ctx: Context): void {
  parseNamespace(ctx, message.namespace);
  checkKey(message.key);
}

function validatePut(message: PutRequest, ctx: Context): void {
  validateWrite(message, ctx);
  checkValue(message.value);
}

export function kvMessages(keeper: KvKeeper): readonly MessageRoute[] {
  return messageRoutes(MsgDefinition, {
    create: {
      signers,
      validate: validatePut,
      handle: (ctx, message) => ({ revision: keeper.create(ctx, message, message.value) }),
    },
    update: {
      signers,
      validate: validatePut,
      handle: (ctx, message) => ({ revision: keeper.update(ctx, message, message.value) }),
    },
    upsert: {
      signers,
      validate: validatePut,
      handle: (ctx, message) => keeper.upsert(ctx, message, message.value),
    },
    delete: {
      signers,
      validate: validateWrite,
      handle: (ctx, message) => ({ revision: keeper.delete(ctx, message) }),
    },
  });
}
