import { hex } from "@scure/base";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { SignDoc, type SignerInfo } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { compareBytes, equalBytes, utf8 } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError, TxError } from "../../app/core/errors.ts";
import { encodeMessage } from "../../app/core/protobuf.ts";
import type { AnteStep } from "../../app/core/module.ts";
import type { Tx } from "../../app/core/tx/tx.ts";
import type { Account } from "./account.ts";
import { emitSignature } from "./events.ts";
import type { AuthKeeper } from "./keeper.ts";
import { parsePublicKey, publicKeyToAddress, publicKeyToAny } from "./public-key.ts";

/** Bytes of a signature: r ‖ s, each 32 bytes big-endian. */
const SIGNATURE_BYTES = 64;

/** Half of the curve's order, rounded down: the largest s of a low-S signature. Big-endian. */
const HALF_ORDER = hex.decode("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/**
 * What the SDK assumes that a signature which a simulation lacks adds to a transaction: 106 bytes of amino's StdSignature
 * and 6 more.
 *
 * @source cosmos-sdk x/auth/ante ConsumeTxSizeGasDecorator
 */
const SIMULATED_SIGNATURE_BYTES = 112n;

/** Stands for the key of a signer that a simulation does not name, so that storing it costs what it will. */
const SIMULATED_KEY = publicKeyToAny(new Uint8Array(33).fill(2));

/** Refuses a memo longer than the parameter `max_memo_characters`, which counts bytes of UTF-8. */
export function checkMemo(keeper: AuthKeeper): AnteStep {
  return (ctx, tx) => {
    if (tx.body.memo === "") return;
    const size = utf8(tx.body.memo).length;
    const { maxMemoCharacters } = keeper.params(ctx);
    if (BigInt(size) > maxMemoCharacters) {
      throw CoreError.memoTooLarge(
        `maximum number of characters is ${maxMemoCharacters} but received ${size} characters`,
      );
    }
  };
}

/** Charges for the transaction's bytes; a simulation also for the signatures that it has yet to get. */
export function consumeTxSizeGas(keeper: AuthKeeper): AnteStep {
  return (ctx, tx) => {
    let sizeBytes = BigInt(tx.bytes.length);
    if (ctx.mode === "simulate") {
      const missing = tx.signers.filter((_, i) => !tx.signatures[i]?.length).length;
      sizeBytes += BigInt(missing) * SIMULATED_SIGNATURE_BYTES;
    }
    ctx.gas.consume(sizeBytes * keeper.params(ctx).txSizeCostPerByte, "txSize");
  };
}

/**
 * For each signer: finds the account and its key, checks sequence and signature, stores the key if it is the first, and
 * adds one to the sequence. One read and one write an account.
 *
 * A simulation checks neither sequence nor signature; a recheck not the signature, which was checked when the
 * transaction came.
 *
 * @throws CoreError.unauthorized, wrongSequence, unknownAddress, invalidPublicKey, notSupported; TxError.highS, tooMany
 * @gas sig_verify_cost_secp256k1, one read and one write a signer
 */
export function authenticate(keeper: AuthKeeper): AnteStep {
  return (ctx, tx) => {
    const { txSigLimit, sigVerifyCostSecp256k1 } = keeper.params(ctx);
    assertCounts(ctx, tx, txSigLimit);
    tx.signers.forEach((address, i) => {
      const info = tx.authInfo.signerInfos[i] as SignerInfo;
      const signature = tx.signatures[i] ?? new Uint8Array(0);
      const addressBytes = ctx.addresses.parse(address);
      const account = keeper.getAccount(ctx, addressBytes);
      const named = namedKey(ctx, info, { address: addressBytes, index: i, account });
      if (account === undefined) {
        throw CoreError.unknownAddress(`account ${address} does not exist`);
      }
      // The key that is stored was named in a transaction before, and is the same: both hash to the address.
      const publicKey = account.publicKey ?? named ?? simulatedKey(ctx, address);
      ctx.gas.consume(sigVerifyCostSecp256k1, "ante verify: secp256k1");
      if (ctx.mode !== "simulate") {
        assertDirect(info);
        if (info.sequence !== account.sequence) {
          throw CoreError.wrongSequence(
            `account sequence mismatch, expected ${account.sequence}, got ${info.sequence}`,
          );
        }
        if (ctx.mode !== "recheck") {
          verifySignature(ctx, tx, signature, parsePublicKey(publicKey), account);
        }
      }
      keeper.setAccount(ctx, { ...account, publicKey, sequence: account.sequence + 1n });
      emitSignature(ctx, { address: account.address, sequence: info.sequence, signature });
    });
  };
}

/** The list of signers follows from the messages; signatures and signer infos are its parallels. */
function assertCounts(ctx: Context, tx: Tx, txSigLimit: bigint): void {
  const signers = tx.signers.length;
  if (BigInt(signers) > txSigLimit) {
    throw TxError.tooMany(`signatures: ${signers}, limit: ${txSigLimit}`);
  }
  if (tx.authInfo.signerInfos.length !== signers) {
    throw CoreError.txDecode(
      `expected ${signers} signer infos, got ${tx.authInfo.signerInfos.length}`,
    );
  }
  if (ctx.mode === "simulate") return;
  if (tx.signatures.length === 0) {
    throw CoreError.noSignatures(`expected ${signers} signatures, one of each signer, got none`);
  }
  if (tx.signatures.length !== signers) {
    throw CoreError.unauthorized(
      `wrong number of signers; expected ${signers}, got ${tx.signatures.length}`,
    );
  }
}

/** The key that the transaction names for the signer, if it does. */
function namedKey(
  ctx: Context,
  { publicKey }: SignerInfo,
  signer: {
    readonly address: Uint8Array;
    readonly index: number;
    readonly account: Account | undefined;
  },
): SignerInfo["publicKey"] {
  if (publicKey === undefined) return undefined;
  const key = parsePublicKey(publicKey);
  const stored = signer.account?.publicKey;
  // The stored key was compared with the address when it came; hashing it again would cost as much as the store.
  const isStored = stored !== undefined && equalBytes(stored.value, publicKey.value);
  if (isStored || ctx.mode === "simulate") return publicKey;
  if (!equalBytes(publicKeyToAddress(ctx.crypto, key), signer.address)) {
    throw CoreError.invalidPublicKey(
      `pubKey does not match signer address ${ctx.addresses.format(signer.address)} ` +
        `with signer index: ${signer.index}`,
    );
  }
  return publicKey;
}

function simulatedKey(ctx: Context, address: string): typeof SIMULATED_KEY {
  if (ctx.mode === "simulate") return SIMULATED_KEY;
  throw CoreError.invalidPublicKey(
    `pubkey on account is not set: the first transaction of ${address} must name it in signer_infos`,
  );
}

function assertDirect({ modeInfo }: SignerInfo): void {
  const sum = modeInfo?.sum;
  if (sum?.$case === "single" && sum.value.mode === SignMode.SIGN_MODE_DIRECT) return;
  const got =
    sum?.$case === "single" ? `sign mode ${sum.value.mode}` : `${sum?.$case ?? "no"} mode`;
  throw CoreError.notSupported(`${got}, expected a single signer with SIGN_MODE_DIRECT (1)`);
}

function verifySignature(
  ctx: Context,
  tx: Tx,
  signature: Uint8Array,
  publicKey: Uint8Array,
  { accountNumber: storedNumber, sequence }: Account,
): void {
  if (signature.length !== SIGNATURE_BYTES) {
    throw CoreError.unauthorized(
      `signature of ${signature.length} bytes, expected ${SIGNATURE_BYTES} (r ‖ s)`,
    );
  }
  if (compareBytes(signature.subarray(32), HALF_ORDER) > 0) {
    throw TxError.highS("s is in the upper half of the curve's order; expected order - s instead");
  }
  // Transactions of genesis are signed before numbers are given.
  const accountNumber = ctx.height === 0n ? 0n : storedNumber;
  const signDoc = encodeMessage(SignDoc, {
    bodyBytes: tx.bodyBytes,
    authInfoBytes: tx.authInfoBytes,
    chainId: ctx.chainId,
    accountNumber,
  });
  if (!ctx.crypto.verifySecp256k1(signature, ctx.crypto.sha256(signDoc), publicKey)) {
    throw CoreError.unauthorized(
      `signature verification failed; please verify account number (${accountNumber}), ` +
        `sequence (${sequence}) and chain-id (${ctx.chainId})`,
    );
  }
}
