import type { Context } from "../../app/core/context.ts";
import { ChainError } from "../../app/core/errors.ts";
import { KvError } from "./errors.ts";
import { isNamespaceName } from "./keys.ts";
import { NAMESPACE_NAME_CHARACTERS_MAX } from "./limits.ts";

/** A namespace's identity: a name below its owner's address. */
export interface NamespaceId {
  readonly owner: Uint8Array;
  /** 1–64 of `a-z 0-9 . _ -`, the first a letter or digit. */
  readonly name: string;
}

/**
 * Reads `<owner address>/<name>`.
 *
 * @throws KvError.invalidNamespace
 */
export function parseNamespace(ctx: Pick<Context, "addresses">, text: string): NamespaceId {
  const slash = text.indexOf("/");
  const shown = JSON.stringify(text.slice(0, 160));
  if (slash < 0) throw KvError.invalidNamespace(`${shown}, expected "<owner address>/<name>"`);
  const name = text.slice(slash + 1);
  if (!isNamespaceName(name)) {
    throw KvError.invalidNamespace(
      `name ${JSON.stringify(name.slice(0, 80))}, expected 1 to ${NAMESPACE_NAME_CHARACTERS_MAX} ` +
        `of a-z 0-9 . _ - that start with a letter or digit`,
    );
  }
  try {
    return { owner: ctx.addresses.parse(text.slice(0, slash)), name };
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw KvError.invalidNamespace(`owner of ${shown}: ${error.message}`);
  }
}
