import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { parseAddress } from "../../app/abci/address.ts";
import { FrameReader } from "../../app/abci/frames.ts";
import type { RequestValue, ResponseValue } from "../../app/abci/messages.ts";
import { Request, Response } from "../../proto/gen/tendermint/abci/types.ts";

const DEADLINE_MS = 20_000;
const POLL_MS = 5;

/** Waits until `condition` holds. @throws Error that names `what` after the deadline */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Requests as the bytes that CometBFT sends for them. */
export function encodeRequests(requests: readonly RequestValue[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const value of requests) Request.encode({ value }, writer.fork()).join();
  return writer.finish();
}

/** A plain socket that speaks ABCI, without any of CometBFT's checks. */
export class AbciClient {
  readonly socket: Socket;
  /** All that came back so far, in order. */
  readonly responses: ResponseValue[] = [];
  readonly #frames = new FrameReader(1 << 30);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#frames.push(chunk);
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
        const { value } = Response.decode(frame);
        if (value === undefined) throw new Error("the server sent an empty response");
        this.responses.push(value);
      }
    });
    // A reset is an outcome that tests look for; they see it as a closed socket.
    socket.on("error", () => undefined);
  }

  static async connect(address: string): Promise<AbciClient> {
    const parsed = parseAddress(address);
    const socket = connect(parsed.kind === "unix" ? { path: parsed.path } : parsed);
    const client = new AbciClient(socket);
    await once(socket, "connect");
    return client;
  }

  send(...requests: readonly RequestValue[]): void {
    this.socket.write(encodeRequests(requests));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for `count` responses in all. */
  async receive(count: number, deadlineMs?: number): Promise<readonly ResponseValue[]> {
    const what = `${count} responses (there are ${this.responses.length})`;
    await until(what, () => this.responses.length >= count || this.isClosed, deadlineMs);
    if (this.responses.length < count) {
      throw new Error(`the server hung up after ${this.responses.length} of ${count} responses`);
    }
    return this.responses;
  }

  async hungUp(): Promise<void> {
    await until("the server to hang up", () => this.isClosed);
  }

  get isClosed(): boolean {
    return this.socket.closed;
  }

  close(): void {
    this.socket.destroy();
  }
}
