import type { Params } from "../../proto/gen/cosmos/bank/v1beta1/bank.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";

export const DEFAULT_PARAMS: Params = { sendEnabled: [], defaultSendEnabled: true };

/** @throws CoreError.invalidRequest; the list in the parameters was replaced by one of its own in the SDK 0.47 */
export function parseParams(json: JsonValue): Params {
  const object = json.object();
  const sendEnabled = object.optional("send_enabled");
  if (sendEnabled !== undefined && sendEnabled.list().length > 0) {
    throw CoreError.invalidRequest(
      `${sendEnabled.path}: use of send_enabled in params is no longer supported; ` +
        `list the denoms in bank.send_enabled`,
    );
  }
  const params = {
    sendEnabled: [],
    defaultSendEnabled: object.field("default_send_enabled").boolean(),
  };
  object.end();
  return params;
}

export function paramsToJson(params: Params): unknown {
  return { send_enabled: [], default_send_enabled: params.defaultSendEnabled };
}
