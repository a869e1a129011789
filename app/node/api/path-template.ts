/** A path of `google.api.http`, such as `/lazuli/kv/v1/namespaces/{namespace=STAR/STAR}` (with asterisks). */
export interface PathTemplate {
  readonly segments: readonly Segment[];
  readonly variables: readonly Variable[];
}

/** A literal, `*` for any one segment, or `**` for all that are left. */
type Segment = { readonly literal: string } | { readonly wildcard: "*" | "**" };

interface Variable {
  /** Of the request, with dots between nested ones. */
  readonly field: string;
  /** Indexes of its segments: from, and one behind the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a template. Verbs behind a colon are not supported: no service of the ecosystem has one.
 *
 * @throws TypeError if it is malformed
 */
export function parseTemplate(text: string): PathTemplate {
  const segments: Segment[] = [];
  const variables: Variable[] = [];
  const parts = /^(?:\/(?:\{[^{}]+\}|[^/{}:]+))+$/.test(text)
    ? (text.slice(1).match(/\{[^{}]+\}|[^/]+/g) ?? [])
    : [];
  if (parts.length === 0) throw new TypeError(`malformed path template ${text}`);
  for (const part of parts) {
    const [, field, inner = "*"] = /^\{([^=]+)(?:=(.+))?\}$/.exec(part) ?? [];
    const from = segments.length;
    for (const one of field === undefined ? [part] : inner.split("/")) {
      segments.push(one === "*" || one === "**" ? { wildcard: one } : { literal: one });
    }
    if (field !== undefined) variables.push({ field, from, to: segments.length });
  }
  const rest = segments.findIndex((one) => "wildcard" in one && one.wildcard === "**");
  if (rest >= 0 && rest !== segments.length - 1) {
    throw new TypeError(`path template ${text}: ** has to be last`);
  }
  return { segments, variables };
}

/**
 * @param path its segments, decoded
 * @returns the variables' texts by field; undefined if the path is another
 */
export function matchTemplate(
  { segments, variables }: PathTemplate,
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const last = segments.at(-1);
  const isOpen = last !== undefined && "wildcard" in last && last.wildcard === "**";
  if (isOpen ? path.length < segments.length - 1 : path.length !== segments.length) {
    return undefined;
  }
  const fits = segments.every((segment, index) => {
    const found = path[index];
    if ("literal" in segment) return found === segment.literal;
    return segment.wildcard === "**" || found !== "";
  });
  if (!fits) return undefined;
  return new Map(
    variables.map(({ field, from, to }) => {
      const end = isOpen && to === segments.length ? path.length : to;
      return [field, path.slice(from, end).join("/")];
    }),
  );
}

/** Negative if the first is the more special of two that match the same path: its end or a literal before `*` before `**`. */
export function compareTemplates(a: PathTemplate, b: PathTemplate): number {
  const rank = (segment: Segment | undefined): number => {
    if (segment === undefined || "literal" in segment) return 0;
    return segment.wildcard === "*" ? 1 : 2;
  };
  const length = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}
