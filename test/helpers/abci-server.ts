import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Application, RequestKind } from "../../app/abci/application.ts";
import { AbciServer } from "../../app/abci/server.ts";
import { createNoopApplication, createRecordingLog } from "./abci-application.ts";
import { AbciClient } from "./abci-client.ts";

export type ServeOptions = {
  readonly overrides?: Partial<Application>;
  readonly frameBytesMax?: number;
  readonly address?: string;
};

export type Served = {
  readonly server: AbciServer;
  readonly address: string;
  readonly lines: readonly string[];
  readonly faults: readonly Error[];
  /** What was executed, in order. */
  readonly kinds: readonly RequestKind[];
  connect(): Promise<AbciClient>;
};

/** An empty folder that is removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "lazuli-abci-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A running server with a no-op application on a unix socket, closed after the test. */
export async function serve(t: TestContext, options: ServeOptions = {}): Promise<Served> {
  const log = createRecordingLog();
  const faults: Error[] = [];
  const kinds: RequestKind[] = [];
  const server = new AbciServer({
    application: createNoopApplication(options.overrides),
    address: options.address ?? `unix://${join(temporaryFolder(t), "abci.sock")}`,
    log,
    frameBytesMax: options.frameBytesMax ?? 1 << 20,
    onFault: (error) => faults.push(error),
    onRequest: (kind) => kinds.push(kind),
  });
  const address = await server.listen();
  const clients: AbciClient[] = [];
  t.after(async () => {
    for (const client of clients) client.close();
    await server.close();
  });
  const connect = async (): Promise<AbciClient> => {
    const client = await AbciClient.connect(address);
    clients.push(client);
    return client;
  };
  return { server, address, lines: log.lines, faults, kinds, connect };
}
