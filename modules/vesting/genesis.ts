import type { JsonValue } from "../../app/core/json.ts";

/** The accounts are in the genesis of auth. */
export function defaultGenesis(): unknown {
  return {};
}

/** Reads the SDK's `app_state.vesting`, which is empty. @throws CoreError.invalidRequest if it is not */
export function initGenesis(state: JsonValue): void {
  state.object().end();
}
