import type { ChildProcess } from "node:child_process";
import type { TestContext } from "node:test";

/** Kills a child when the test ends, and when the runner ends a file that takes too long: then no hook runs. */
export function endWithTest(t: TestContext, child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  process.once("SIGTERM", kill);
  t.after(() => {
    process.off("SIGTERM", kill);
    kill();
  });
}
