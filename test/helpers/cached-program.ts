import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../app/node/comet-binary.ts";

/** From dist/test/helpers/ to the sources. */
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** A Go program that takes minutes to build, and so is built by hand, once for each state of its source. */
export interface CachedProgram {
  /** In the cache folder; there once it was built. */
  readonly path: string;
  /** Why it cannot run, for the reason of a skipped test. */
  readonly fault: string | undefined;
}

/** @param folder of its module, from the project's root */
export function cachedProgram(folder: string, name: string): CachedProgram {
  const source = ["main.go", "go.mod", "go.sum"].map((file) =>
    readFileSync(join(ROOT, folder, file)),
  );
  const digest = createHash("sha256").update(Buffer.concat(source)).digest("hex").slice(0, 16);
  const path = join(cacheFolder(process.env), name, digest, name);
  try {
    accessSync(path, constants.X_OK);
    return { path, fault: undefined };
  } catch {
    const build = `go build -o ${path} .`;
    const fault = `${name} is not built; to have it: install Go and run \`${build}\` in ${relative(".", join(ROOT, folder)) || "."}`;
    return { path, fault };
  }
}
