import { getOption } from "@bufbuild/protobuf";
import type { DescExtension, DescMethod, FileRegistry } from "@bufbuild/protobuf";
import { REGISTRY, methodAt, pathOf } from "./descriptors.ts";
import {
  type PathTemplate,
  compareTemplates,
  matchTemplate,
  parseTemplate,
} from "./path-template.ts";

/** A way to call a method over HTTP, as its `google.api.http` says. */
export interface Route {
  readonly verb: string;
  /** As in the .proto. */
  readonly path: string;
  readonly template: PathTemplate;
  readonly method: DescMethod;
  /** The field that the body holds, `*` for the whole request, empty if there is no body. */
  readonly body: string;
}

export interface RouteMatch {
  readonly route: Route;
  readonly variables: ReadonlyMap<string, string>;
}

/** Every route of these methods, in the order of the paths. */
export function routesOf(
  paths: readonly string[],
  registry: FileRegistry = REGISTRY,
): readonly Route[] {
  const option = registry.getExtension("google.api.http");
  if (option === undefined) throw new TypeError("google/api/annotations.proto is missing");
  return paths.flatMap((path) => {
    const method = methodAt(path, registry);
    if (method === undefined) throw new TypeError(`${path} is in no .proto file`);
    return routesOfMethod(method, option);
  });
}

/** `google.api.HttpRule`, as far as it is used. */
interface HttpRule {
  readonly pattern: { readonly case: string | undefined; readonly value?: unknown };
  readonly body: string;
  readonly additionalBindings: readonly HttpRule[];
}

function routesOfMethod(method: DescMethod, option: DescExtension): readonly Route[] {
  const rule = getOption(method, option) as HttpRule | undefined;
  if (rule === undefined) return [];
  return [rule, ...rule.additionalBindings].flatMap(({ pattern, body }) => {
    if (pattern.case === undefined || typeof pattern.value !== "string") return [];
    const path = pattern.value;
    const verb = pattern.case.toUpperCase();
    return [{ verb, path, template: parseTemplate(path), method, body }];
  });
}

/** Finds routes. Of two that match, the more special comes first; of equal ones the first of the .proto, as in the gateway. */
export class RouteTable {
  readonly routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.routes = routes.toSorted((a, b) => compareTemplates(a.template, b.template));
  }

  /**
   * The route that a path is of; more than one if others are equal to it, and differ in what their variables may be.
   *
   * @param path not decoded, without parameters
   */
  find(verb: string, path: string): readonly RouteMatch[] {
    const segments = decodeSegments(path);
    if (segments === undefined) return [];
    const candidates = this.routes.filter((route) => route.verb === verb);
    // The gateway takes %2F for a slash; here it may stand in a segment too if the path fits no other way.
    const split = segments.flatMap((segment) => segment.split("/"));
    const matches = matching(candidates, split);
    return matches.length > 0 ? matches : matching(candidates, segments);
  }

  /** The verbs by which a path can be asked. */
  verbs(path: string): readonly string[] {
    const verbs = new Set(this.routes.map(({ verb }) => verb));
    return [...verbs].filter((verb) => this.find(verb, path).length > 0);
  }
}

function matching(routes: readonly Route[], segments: readonly string[]): readonly RouteMatch[] {
  const matches = routes.flatMap((route) => {
    const variables = matchTemplate(route.template, segments);
    return variables === undefined ? [] : [{ route, variables }];
  });
  const [first] = matches;
  if (first === undefined) return [];
  return matches.filter(
    ({ route }) => compareTemplates(route.template, first.route.template) === 0,
  );
}

function decodeSegments(path: string): readonly string[] | undefined {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** For messages: `GET /cosmos/bank/v1beta1/supply of /cosmos.bank.v1beta1.Query/TotalSupply`. */
export function describeRoute({ verb, path, method }: Route): string {
  return `${verb} ${path} of ${pathOf(method)}`;
}
