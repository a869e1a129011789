import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type {
  UniversalHandler,
  UniversalServerRequest,
  UniversalServerResponse,
} from "@connectrpc/connect/protocol";
import { escapeGrpcMessage } from "./grpc-message.ts";
import { API_MESSAGE_BYTES_MAX } from "./limits.ts";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/**
 * Hands requests of HTTP to a router. Unlike the library's own adapter it outlives a request whose address or host is
 * malformed, and reports to our log.
 *
 * @returns whether the path is the router's; if not, nothing was done
 */
export function rpcListener(
  router: ConnectRouter,
  onFailure: (error: unknown) => void,
): (request: Request, response: Response) => boolean {
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request, response) => {
    const handler = handlers.get(request.url?.split("?", 1)[0] ?? "");
    if (handler === undefined) return false;
    answer(handler, request, response).catch((error: unknown) => {
      response.destroy();
      // The client is gone: nothing has failed.
      if (ConnectError.from(error).code !== Code.Aborted) onFailure(error);
    });
    return true;
  };
}

async function answer(
  handler: UniversalHandler,
  request: Request,
  response: Response,
): Promise<void> {
  const universal = withKnownCodec(
    universalRequestFromNodeRequest(request, response, undefined, undefined),
  );
  const isText = isTextOfWeb(request.headers["content-type"]);
  const answered = isText
    ? await answerText(handler, universal)
    : withPlainMessage(await handler(universal));
  await universalResponseToNodeResponse(answered, response);
}

/**
 * The SDK's clients name a codec of their own, `application/grpc+cosmos-sdk-grpc-codec`. A server of Go takes a name that it
 * does not know for protobuf, which it is.
 */
function withKnownCodec(request: UniversalServerRequest): UniversalServerRequest {
  const contentType = request.header.get("content-type") ?? "";
  if (!/^application\/grpc\+(?!(?:proto|json)\b)/.test(contentType)) return request;
  const header = new Headers(request.header);
  header.set("content-type", "application/grpc");
  return { ...request, header };
}

const MESSAGE = "grpc-message";

/**
 * The library escapes colons and blanks too, which some clients do not undo. The trailer is complete when the body is; that of
 * gRPC-web is the body's last frame.
 */
function withPlainMessage(response: UniversalServerResponse): UniversalServerResponse {
  const { body = [] as unknown as AsyncIterable<Uint8Array>, trailer } = response;
  if (trailer === undefined) return { ...response, body: withPlainFrame(body) };
  const rest = async function* (): AsyncIterable<Uint8Array> {
    yield* body;
    const message = trailer.get(MESSAGE);
    if (message !== null) trailer.set(MESSAGE, escapeGrpcMessage(decodeURIComponent(message)));
  };
  return { ...response, body: rest() };
}

/** Flag of the frame with the trailer, and what stands before a frame's content: that, and its length. */
const TRAILER_FLAG = 0x80;
const FRAME_HEAD_BYTES = 5;

async function* withPlainFrame(frames: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const frame of frames) {
    if (frame[0] !== TRAILER_FLAG) {
      yield frame;
      continue;
    }
    const text = Buffer.from(frame.subarray(FRAME_HEAD_BYTES)).toString("latin1");
    const plain = text.replace(
      /^(grpc-message: ?)(.*?)(\r?)$/m,
      (_line, name: string, message: string, end: string) =>
        `${name}${escapeGrpcMessage(decodeURIComponent(message))}${end}`,
    );
    const head = Buffer.alloc(FRAME_HEAD_BYTES, TRAILER_FLAG);
    head.writeUInt32BE(plain.length, 1);
    yield Buffer.concat([head, Buffer.from(plain, "latin1")]);
  }
}

const TEXT = "application/grpc-web-text";
const BINARY = "application/grpc-web";

function isTextOfWeb(contentType: string | undefined): boolean {
  return contentType?.startsWith(TEXT) === true;
}

/** The same in base64, for browsers that cannot take bytes from a stream; the library knows bytes alone. */
async function answerText(
  handler: UniversalHandler,
  request: UniversalServerRequest,
): Promise<UniversalServerResponse> {
  const header = new Headers(request.header);
  header.set("content-type", (header.get("content-type") ?? "").replace(TEXT, BINARY));
  const body = decodeText(request.body as AsyncIterable<Uint8Array>);
  const response = withPlainMessage(await handler({ ...request, header, body }));
  const answered = new Headers(response.header);
  const contentType = answered.get("content-type") ?? BINARY;
  answered.set("content-type", contentType.replace(BINARY, TEXT));
  return {
    ...response,
    header: answered,
    ...(response.body === undefined ? {} : { body: encodeText(response.body) }),
  };
}

/** Base64 of a message with its frame; it may come in parts that are padded each for itself. */
async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const textMax = Math.ceil((API_MESSAGE_BYTES_MAX + 1_024) / 3) * 4;
  let text = "";
  for await (const chunk of chunks) {
    text += Buffer.from(chunk).toString("latin1");
    if (text.length > textMax) {
      throw new ConnectError("the message is too long", Code.ResourceExhausted);
    }
  }
  for (const part of text.match(/[^=]+={0,2}/g) ?? []) yield Buffer.from(part, "base64");
}

async function* encodeText(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(Buffer.from(chunk).toString("base64"));
}
