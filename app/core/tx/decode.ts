import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { AuthInfo, TxBody, TxRaw } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../../proto/gen/google/protobuf/any.ts";
import { usualSpelling } from "../address.ts";
import { readMessage } from "../amino/read.ts";
import { CoreError } from "../errors.ts";
import {
  GAS_LIMIT_MAX,
  MODE_INFO_DEPTH_MAX,
  TX_BYTES_MAX,
  TX_MESSAGES_MAX,
  TX_SIGNERS_MAX,
} from "../limits.ts";
import type { MessageRoute } from "../module.ts";
import { decodeStrict, decodeTolerant, type TolerantlyDecoded } from "../protobuf.ts";
import { timestampToNs } from "../time.ts";
import type { Tx, TxMessage } from "./tx.ts";

/** Finds the handler of a message type. */
export type MessageRouter = (typeUrl: string) => MessageRoute | undefined;

/**
 * Reads a transaction strictly (docs/adr/005-code-generation.md): limits before decoding, one encoding, and no unknown
 * fields, but for those of the body that are not critical (ADR-020).
 *
 * @param bytes a `cosmos.tx.v1beta1.TxRaw`
 * @throws CoreError.txTooLarge, txDecode, tooManySignatures, notSupported, unknownExtensionOptions, invalidRequest
 */
export function decodeTx(bytes: Uint8Array, router: MessageRouter): Tx {
  if (bytes.length > TX_BYTES_MAX) {
    throw CoreError.txTooLarge(`${bytes.length} bytes, expected at most ${TX_BYTES_MAX}`);
  }
  const raw = decodeStrict(TxRaw, bytes, "TxRaw");
  const { message: body, hasUnknownFields } = decodeTolerant(
    TxBody,
    raw.bodyBytes,
    "TxBody",
    assertBodyForm,
  );
  assertModeInfoDepth(raw.authInfoBytes);
  const authInfo = decodeStrict(AuthInfo, raw.authInfoBytes, "AuthInfo");
  assertSupported(body, authInfo);
  const { messages, haveUnknownFields } = decodeMessages(body, router);
  const { signers, feePayer } = findSigners(messages, authInfo.fee?.payer ?? "");
  const gasLimit = authInfo.fee?.gasLimit ?? 0n;
  if (gasLimit > GAS_LIMIT_MAX) {
    throw CoreError.invalidRequest(`gas limit ${gasLimit}, expected at most ${GAS_LIMIT_MAX}`);
  }
  return {
    bytes,
    bodyBytes: raw.bodyBytes,
    authInfoBytes: raw.authInfoBytes,
    body,
    authInfo,
    hasUnknownFields: hasUnknownFields || haveUnknownFields,
    signatures: raw.signatures,
    messages,
    signers,
    feePayer,
    gasLimit,
  };
}

/** Whether bytes with unknown fields, which encoding again would drop, are in canonical form. */
function assertBodyForm(bytes: Uint8Array): void {
  readMessage("cosmos.tx.v1beta1.TxBody", bytes, { isTolerant: true });
}

function assertMessageForm(bytes: Uint8Array, typeUrl: string): void {
  readMessage(typeUrl.slice(1), bytes, { isTolerant: true });
}

function assertSupported(body: TxBody, authInfo: AuthInfo): void {
  if (authInfo.fee === undefined) throw CoreError.txDecode("AuthInfo has no fee");
  if (body.extensionOptions.length > 0) {
    throw CoreError.unknownExtensionOptions(body.extensionOptions[0]?.typeUrl.slice(0, 200) ?? "");
  }
  if (body.unordered) throw CoreError.notSupported("unordered transactions are not enabled");
  if (body.timeoutTimestamp !== undefined) {
    timestampToNs(body.timeoutTimestamp, "timeout_timestamp");
  }
  if (authInfo.tip !== undefined) throw CoreError.notSupported("tip, expected a fee");
  if (authInfo.signerInfos.length > TX_SIGNERS_MAX) {
    throw CoreError.tooManySignatures(
      `${authInfo.signerInfos.length} signers, expected at most ${TX_SIGNERS_MAX}`,
    );
  }
}

function decodeMessages(
  body: TxBody,
  router: MessageRouter,
): { messages: readonly TxMessage[]; haveUnknownFields: boolean } {
  const count = body.messages.length;
  if (count === 0) throw CoreError.invalidRequest("must contain at least one message");
  if (count > TX_MESSAGES_MAX) {
    throw CoreError.invalidRequest(`${count} messages, expected at most ${TX_MESSAGES_MAX}`);
  }
  let haveUnknownFields = false;
  const messages = body.messages.map((any) => {
    const { message, hasUnknownFields } = decodeMessage(any, router);
    haveUnknownFields ||= hasUnknownFields;
    return message;
  });
  return { messages, haveUnknownFields };
}

/**
 * A message of a transaction, or of a message that carries others: one encoding, and no unknown fields but those that are
 * not critical.
 *
 * @throws CoreError.txDecode
 */
export function decodeMessage(
  { typeUrl, value }: Any,
  router: MessageRouter,
): TolerantlyDecoded<TxMessage> {
  const route = router(typeUrl);
  if (!route) throw CoreError.txDecode(`unable to resolve type URL ${typeUrl.slice(0, 200)}`);
  const { message, hasUnknownFields } = decodeTolerant(
    route.request,
    value,
    typeUrl,
    assertMessageForm,
  );
  return { message: { route, value: message }, hasUnknownFields };
}

function findSigners(
  messages: readonly TxMessage[],
  payer: string,
): { signers: readonly string[]; feePayer: string } {
  const signers: string[] = [];
  const add = (text: string): void => {
    const signer = usualSpelling(text);
    if (signers.includes(signer)) return;
    if (signers.length >= TX_SIGNERS_MAX) {
      throw CoreError.tooManySignatures(`more than ${TX_SIGNERS_MAX} signers`);
    }
    signers.push(signer);
  };
  for (const { route, value } of messages) route.handler.signers(value).forEach(add);
  const [first] = signers;
  if (first === undefined) throw CoreError.noSignatures("the messages name no signer");
  if (payer !== "") add(payer);
  return { signers, feePayer: payer === "" ? first : usualSpelling(payer) };
}

/** The messages on the way from `AuthInfo` to the recursion, and the field that leads on from each. */
const NEXT = {
  AuthInfo: { field: 1, to: "SignerInfo" },
  SignerInfo: { field: 2, to: "ModeInfo" },
  ModeInfo: { field: 2, to: "Multi" },
  Multi: { field: 2, to: "ModeInfo" },
} as const;

/**
 * `ModeInfo.Multi` is the one recursive type that a transaction's decoder enters. Its depth is bounded before decoding,
 * without recursion, because a stack overflow must not decide about a transaction.
 */
function assertModeInfoDepth(authInfo: Uint8Array): void {
  const open: { bytes: Uint8Array; type: keyof typeof NEXT; depth: number }[] = [
    { bytes: authInfo, type: "AuthInfo", depth: 0 },
  ];
  for (let level = open.pop(); level; level = open.pop()) {
    const next = NEXT[level.type];
    const depth = level.depth + (next.to === "ModeInfo" ? 1 : 0);
    const reader = new BinaryReader(level.bytes);
    try {
      while (reader.pos < reader.len) {
        const [field, wireType] = reader.tag();
        if (field === next.field && wireType === WireType.LengthDelimited) {
          open.push({ bytes: reader.bytes(), type: next.to, depth });
        } else reader.skip(wireType, field);
      }
    } catch {
      // Broken bytes are the strict decoder's to report; it reads the same bytes next.
      return;
    }
    if (depth > MODE_INFO_DEPTH_MAX) {
      throw CoreError.txDecode(`ModeInfo nests deeper than ${MODE_INFO_DEPTH_MAX}`);
    }
  }
}
