import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { OPENAPI } from "../../../proto/gen/openapi.ts";

export interface Page {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

const INDEX = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Lazuli API</title>
<link rel="stylesheet" href="/swagger/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/swagger/swagger-ui-bundle.js"></script>
<script src="/swagger/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/swagger/openapi.json", dom_id: "#swagger-ui" });\n`;

/** Nothing but what this server has may load or run; the page styles itself inline and draws small images. */
export const SWAGGER_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Files of the package swagger-ui-dist that the page needs. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ["swagger-ui.css", "text/css; charset=utf-8"],
  ["swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
]);

/** @param path below the root. @returns undefined if it is no part of the documentation */
export async function swaggerPage(path: string): Promise<Page | undefined> {
  if (/^\/swagger\/?$/.test(path)) return { contentType: "text/html; charset=utf-8", body: INDEX };
  const name = /^\/swagger\/([a-z.-]+)$/.exec(path)?.[1] ?? "";
  if (name === "openapi.json") return { contentType: "application/json", body: OPENAPI };
  if (name === "start.js") return { contentType: "text/javascript; charset=utf-8", body: START };
  const contentType = ASSETS.get(name);
  if (contentType === undefined) return undefined;
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return { contentType, body: await readFile(join(folder, name)) };
}
