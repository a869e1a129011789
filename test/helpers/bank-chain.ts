import type { Context } from "../../app/core/context.ts";
import { createDispatcher } from "../../app/core/dispatch.ts";
import { JsonValue } from "../../app/core/json.ts";
import type { MessageRoute, QueryRoute } from "../../app/core/module.ts";
import { authModule } from "../../modules/auth/module.ts";
import { authzModule } from "../../modules/authz/module.ts";
import { bankModule } from "../../modules/bank/module.ts";
import { vestingModule } from "../../modules/vesting/module.ts";
import { memoryContext, type MemoryContextOptions, MemoryState } from "./context.ts";

/** Auth, bank, vesting and authz on stores in memory, as app/app.ts wires them. */
export function bankChain(
  options: {
    readonly moduleAccounts?: readonly string[];
    /** Of a chain that goes on; empty unless given. */
    readonly state?: MemoryState;
  } = {},
) {
  const names = options.moduleAccounts ?? ["fee_collector", "kv"];
  const auth = authModule(names.map((name) => ({ name })));
  const bank = bankModule({ accounts: auth.keeper, blocked: names });
  const vesting = vestingModule({ accounts: auth.keeper, bank: bank.keeper, blocked: names });
  const authz = authzModule({
    accounts: auth.keeper,
    blocked: names,
    dispatcher: createDispatcher((typeUrl) => routes.find((route) => route.typeUrl === typeUrl)),
    authorizations: bank.authorizations,
  });
  const modules = [auth, bank, vesting, authz];
  const routes: readonly MessageRoute[] = modules.flatMap(({ messages }) => messages ?? []);
  const state = options.state ?? new MemoryState();
  return {
    auth,
    bank,
    vesting,
    authz,
    /** Of all messages. */
    routes,
    state,
    context: (options: MemoryContextOptions = {}) => memoryContext({ state, ...options }),
    /** @param genesis parts of `app_state`; the default where absent */
    init(genesis: Readonly<Record<string, unknown>> = {}): void {
      const ctx = memoryContext({ state, mode: "genesis", height: 0n });
      for (const module of modules) {
        module.initGenesis?.(
          ctx,
          new JsonValue(genesis[module.name] ?? module.defaultGenesis?.(), module.name),
          [],
        );
      }
    },
    export(): Record<string, unknown> {
      const ctx = memoryContext({ state, mode: "query" });
      return Object.fromEntries(
        modules.map((module) => [module.name, module.exportGenesis?.(ctx)]),
      );
    },
  };
}

/** Runs a message as the executor does: what it checks without state, then its handler. */
export function runMessage(
  routes: readonly MessageRoute[] | undefined,
  ctx: Context,
  typeUrl: string,
  message: unknown,
): unknown {
  const route = routes?.find((candidate) => candidate.typeUrl === typeUrl);
  if (route === undefined) throw new Error(`no message ${typeUrl}`);
  route.handler.validate?.(message, ctx);
  return route.handler.handle(ctx, message);
}

/** Asks as a client does: through the encoded form of request and response. */
export function runQuery(
  routes: readonly QueryRoute[] | undefined,
  ctx: Context,
  path: string,
  request: Readonly<Record<string, unknown>> = {},
): unknown {
  const route = routes?.find((candidate) => candidate.path === path);
  if (route === undefined) throw new Error(`no query ${path}`);
  const defaults = route.request.decode(new Uint8Array(0)) as Record<string, unknown>;
  const encoded = route.request.encode({ ...defaults, ...request }).finish();
  const response = route.handle(ctx, route.request.decode(encoded));
  return route.response.decode(route.response.encode(response).finish());
}

/** A page request with everything else unset. */
export function page(
  request: Partial<{
    key: Uint8Array;
    offset: bigint;
    limit: bigint;
    countTotal: boolean;
    reverse: boolean;
  }>,
) {
  return {
    key: new Uint8Array(0),
    offset: 0n,
    limit: 0n,
    countTotal: false,
    reverse: false,
    ...request,
  };
}
