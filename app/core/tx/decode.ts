import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { AuthInfo, TxBody, TxRaw } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { usualSpelling } from "../address.ts";
import { CoreError, TxError } from "../errors.ts";
import {
  GAS_LIMIT_MAX,
  MODE_INFO_DEPTH_MAX,
  TX_BYTES_MAX,
  TX_MESSAGES_MAX,
  TX_SIGNERS_MAX,
} from "../limits.ts";
import type { MessageRoute } from "../module.ts";
import { decodeStrict } from "../protobuf.ts";
import type { Tx, TxMessage } from "./tx.ts";

/** Finds the handler of a message type. */
export type MessageRouter = (typeUrl: string) => MessageRoute | undefined;

/**
 * Reads a transaction strictly (docs/adr/005-code-generation.md): limits before decoding, no unknown fields, one encoding.
 *
 * @param bytes a `cosmos.tx.v1beta1.TxRaw`
 * @throws CoreError.txTooLarge, CoreError.txDecode, TxError, CoreError.notSupported, CoreError.invalidRequest
 */
export function decodeTx(bytes: Uint8Array, router: MessageRouter): Tx {
  if (bytes.length > TX_BYTES_MAX) {
    throw CoreError.txTooLarge(`${bytes.length} bytes, expected at most ${TX_BYTES_MAX}`);
  }
  const raw = decodeStrict(TxRaw, bytes, "TxRaw");
  const body = decodeStrict(TxBody, raw.bodyBytes, "TxBody");
  assertModeInfoDepth(raw.authInfoBytes);
  const authInfo = decodeStrict(AuthInfo, raw.authInfoBytes, "AuthInfo");
  assertSupported(body, authInfo);
  const messages = decodeMessages(body, router);
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
    signatures: raw.signatures,
    messages,
    signers,
    feePayer,
    gasLimit,
  };
}

function assertSupported(body: TxBody, authInfo: AuthInfo): void {
  if (authInfo.fee === undefined) throw CoreError.txDecode("AuthInfo has no fee");
  if (body.extensionOptions.length > 0) {
    throw CoreError.notSupported(`extension option ${body.extensionOptions[0]?.typeUrl ?? ""}`);
  }
  if (body.unordered || body.timeoutTimestamp !== undefined) {
    throw CoreError.notSupported("unordered transaction, expected one with a sequence");
  }
  if (authInfo.tip !== undefined) throw CoreError.notSupported("tip, expected a fee");
  if (authInfo.fee.granter !== "") throw CoreError.notSupported("fee granter");
  if (authInfo.signerInfos.length > TX_SIGNERS_MAX) {
    throw TxError.tooMany(
      `${authInfo.signerInfos.length} signers, expected at most ${TX_SIGNERS_MAX}`,
    );
  }
}

function decodeMessages(body: TxBody, router: MessageRouter): readonly TxMessage[] {
  const count = body.messages.length;
  if (count === 0) throw CoreError.invalidRequest("must contain at least one message");
  if (count > TX_MESSAGES_MAX) {
    throw TxError.tooMany(`${count} messages, expected at most ${TX_MESSAGES_MAX}`);
  }
  return body.messages.map(({ typeUrl, value }) => {
    const route = router(typeUrl);
    if (!route) throw CoreError.txDecode(`unable to resolve type URL ${typeUrl.slice(0, 200)}`);
    return { route, value: decodeStrict(route.request, value, typeUrl) };
  });
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
      throw TxError.tooMany(`more than ${TX_SIGNERS_MAX} signers`);
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
      throw TxError.tooDeep(`ModeInfo nests deeper than ${MODE_INFO_DEPTH_MAX}`);
    }
  }
}
