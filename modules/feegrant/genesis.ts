import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import type { ReceiverAccounts } from "../../app/core/receiver.ts";
import { parseAllowance } from "./allowance.ts";
import { allowanceFromJson, allowanceToJson } from "./allowance-json.ts";
import type { FeegrantKeeper } from "./keeper.ts";
import { parseParties } from "./messages.ts";

export function defaultGenesis(): unknown {
  return { allowances: [] };
}

/**
 * Reads the SDK's `app_state.feegrant`. An allowance that has expired is taken, as an export may have one that waits to be
 * pruned; a block soon frees it.
 *
 * @throws ChainError with the path of what is wrong
 */
export function initGenesis(
  ctx: Context,
  keeper: FeegrantKeeper,
  accounts: Pick<ReceiverAccounts, "ensureAccount">,
  state: JsonValue,
): void {
  const object = state.object();
  for (const json of object.field("allowances").list()) {
    const entry = json.object();
    const granter = entry.field("granter").text();
    const grantee = entry.field("grantee").text();
    const any = allowanceFromJson(entry.field("allowance"));
    entry.end();
    json.located(() => {
      const text = "cannot self-grant fee authorization";
      const parties = parseParties(ctx, { granter, grantee }, text);
      if (keeper.find(ctx, parties) !== undefined) {
        throw CoreError.invalidRequest("fee allowance already exists");
      }
      accounts.ensureAccount(ctx, parties.grantee);
      keeper.add(ctx, parties, parseAllowance(any));
    });
  }
  object.end();
}

export function exportGenesis(ctx: Context, keeper: FeegrantKeeper): unknown {
  return {
    allowances: [...keeper.all(ctx)].map(({ granter, grantee, allowance }) => ({
      granter,
      grantee,
      allowance: allowanceToJson(parseAllowance(allowance)),
    })),
  };
}
