import type { TestContext } from "node:test";
import { Client, Metadata, credentials } from "@grpc/grpc-js";
import type { ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import type { MethodDefinition, RequestOf, ResponseOf } from "../../app/core/protobuf.ts";

interface Method extends MethodDefinition {
  readonly requestStream: boolean;
}

/** A service as ts-proto generates it. */
interface Service {
  readonly fullName: string;
}

export interface GrpcAnswer<T> {
  readonly message: T;
  /** What came before the message. */
  readonly header: Metadata;
}

/** A client of another hand than the server's. Closes with the test. */
export class GrpcClient {
  readonly #client: Client;

  constructor(t: TestContext, address: string) {
    this.#client = new Client(address, credentials.createInsecure());
    t.after(() => {
      this.#client.close();
    });
  }

  /** @throws ServiceError of @grpc/grpc-js */
  call<M extends Method>(
    service: Service,
    method: M,
    request: RequestOf<M>,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<GrpcAnswer<ResponseOf<M>>> {
    const header = toMetadata(metadata);
    return new Promise((resolve, reject) => {
      let received = new Metadata();
      const call: ClientUnaryCall = this.#client.makeUnaryRequest(
        `/${service.fullName}/${method.name}`,
        (message: unknown) => Buffer.from(method.requestType.encode(message).finish()),
        (bytes: Buffer) => method.responseType.decode(new Uint8Array(bytes)) as ResponseOf<M>,
        request,
        header,
        (error: ServiceError | null, message?: ResponseOf<M>) => {
          if (error === null) resolve({ message: message as ResponseOf<M>, header: received });
          else reject(error);
        },
      );
      call.on("metadata", (found: Metadata) => (received = found));
    });
  }

  /** Sends all requests, then reads all answers. */
  stream<M extends Method>(
    service: Service,
    method: M,
    requests: readonly RequestOf<M>[],
  ): Promise<readonly ResponseOf<M>[]> {
    const call = this.#client.makeBidiStreamRequest(
      `/${service.fullName}/${method.name}`,
      (message: unknown) => Buffer.from(method.requestType.encode(message).finish()),
      (bytes: Buffer) => method.responseType.decode(new Uint8Array(bytes)) as ResponseOf<M>,
    );
    return new Promise((resolve, reject) => {
      const answers: ResponseOf<M>[] = [];
      call.on("data", (answer: ResponseOf<M>) => answers.push(answer));
      call.once("error", reject);
      call.once("end", () => {
        resolve(answers);
      });
      for (const request of requests) call.write(request);
      call.end();
    });
  }
}

function toMetadata(fields: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
}
