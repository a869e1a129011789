import { bech32 } from "@scure/base";
import { ClientError } from "../../app/client/errors.ts";
import { isNamespaceName } from "./keys.ts";

/**
 * Reads `<owner address>/<name>`. A namespace that cannot exist would be proven absent, and the mistake would go unseen.
 *
 * @throws ClientError
 */
export function parseNamespacePath(namespace: string): {
  readonly owner: Uint8Array;
  readonly name: string;
} {
  const slash = namespace.indexOf("/");
  const name = namespace.slice(slash + 1);
  const decoded = bech32.decodeUnsafe(namespace.slice(0, Math.max(0, slash)), false);
  const owner = decoded && bech32.fromWordsUnsafe(decoded.words);
  if (owner && owner.length > 0 && owner.length <= 255 && isNamespaceName(name)) {
    return { owner, name };
  }
  throw new ClientError(
    `namespace ${JSON.stringify(namespace.slice(0, 160))}: expected "<owner address>/<name>"`,
  );
}
