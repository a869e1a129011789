import type { SignerInfo } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Params } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { equalBytes, utf8 } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { AnteStep } from "../../app/core/module.ts";
import type { Tx } from "../../app/core/tx/tx.ts";
import type { Account } from "./account.ts";
import { emitSignature } from "./events.ts";
import { consumeSignatureGas, simulatedSizeBytes } from "./gas.ts";
import type { AuthKeeper } from "./keeper.ts";
import {
  countKeys,
  parsePublicKey,
  type PublicKey,
  publicKeyToAddress,
  publicKeyToAny,
} from "./public-key.ts";
import { SignDocuments } from "./sign-bytes.ts";
import { isIncomplete, parseSignature, type Signature } from "./signature.ts";
import { verifySignature } from "./verify.ts";

const NO_BYTES = new Uint8Array(0);

/** A signer's key as it is stored and as it is used. */
interface KnownKey {
  readonly any: Any;
  readonly key: PublicKey;
}

/** Stands for the key of a signer that a simulation does not name, so that storing it costs what it will. */
const SIMULATED_PUBLIC_KEY: PublicKey = { type: "secp256k1", key: new Uint8Array(33).fill(2) };
const SIMULATED_KEY: KnownKey = {
  any: publicKeyToAny(SIMULATED_PUBLIC_KEY),
  key: SIMULATED_PUBLIC_KEY,
};

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
    const params = keeper.params(ctx);
    let sizeBytes = BigInt(tx.bytes.length);
    if (ctx.mode === "simulate") {
      tx.signers.forEach((address, i) => {
        const info = tx.authInfo.signerInfos[i];
        if (!isIncomplete(parseSignature(info?.modeInfo, tx.signatures[i] ?? NO_BYTES))) return;
        const any =
          namedKey(ctx, info) ?? keeper.getAccount(ctx, ctx.addresses.parse(address))?.publicKey;
        const key = any === undefined ? SIMULATED_PUBLIC_KEY : parsePublicKey(any);
        sizeBytes += simulatedSizeBytes(key, params);
      });
    }
    ctx.gas.consume(sizeBytes * params.txSizeCostPerByte, "txSize");
  };
}

/**
 * For each signer: finds the account and its key, checks sequence and signature, stores the key if it is the first, and
 * adds one to the sequence. One read and one write an account.
 *
 * A simulation checks no signature, and of the sequence that it is not used up: it may come after transactions that wait in
 * the mempool, which a simulation does not see. A recheck does not check the signature again, which was checked when the
 * transaction came.
 *
 * @throws CoreError.unauthorized, wrongSequence, unknownAddress, invalidPublicKey, noSignatures, tooManySignatures, txDecode
 * @gas for each key that signed sig_verify_cost_secp256k1 or sig_verify_cost_ed25519; one read and one write a signer
 */
export function authenticate(keeper: AuthKeeper): AnteStep {
  return (ctx, tx) => {
    const params = keeper.params(ctx);
    assertCounts(ctx, tx, params.txSigLimit);
    let keyCount = 0;
    for (const [index, address] of tx.signers.entries()) {
      const info = tx.authInfo.signerInfos[index] ?? NO_SIGNER_INFO;
      const signature = parseSignature(info.modeInfo, tx.signatures[index] ?? NO_BYTES);
      const addressBytes = ctx.addresses.parse(address);
      const account = keeper.getAccount(ctx, addressBytes);
      const known = findKey(ctx, info, { address: addressBytes, index, account });
      if (account === undefined || known === undefined) {
        throw CoreError.unknownAddress(`account ${address} does not exist`);
      }
      keyCount += countKeys(known.key);
      assertSignatureCount(keyCount, params.txSigLimit);
      authenticateSigner(ctx, tx, { info, signature, known, account, params });
      const { sequence } = account;
      keeper.setAccount(ctx, { ...account, publicKey: known.any, sequence: sequence + 1n });
      emitSignature(ctx, { address: account.address, sequence: info.sequence, signature });
    }
  };
}

/** Of a signer that a simulation leaves out. */
const NO_SIGNER_INFO: SignerInfo = { publicKey: undefined, modeInfo: undefined, sequence: 0n };

function authenticateSigner(
  ctx: Context,
  tx: Tx,
  signer: {
    readonly info: SignerInfo;
    readonly signature: Signature;
    readonly known: KnownKey;
    readonly account: Account;
    readonly params: Params;
  },
): void {
  const { info, signature, known, account } = signer;
  consumeSignatureGas(ctx, known.key, signature, signer.params);
  const { address, sequence } = account;
  const isSimulated = ctx.mode === "simulate";
  if (isSimulated ? info.sequence < sequence : info.sequence !== sequence) {
    throw CoreError.wrongSequence(
      `account sequence mismatch, expected ${sequence}, got ${info.sequence}`,
    );
  }
  if (isSimulated || ctx.mode === "recheck") return;
  // Transactions of genesis are signed before numbers are given.
  const accountNumber = ctx.height === 0n ? 0n : account.accountNumber;
  const publicKey = known.any;
  const documents = new SignDocuments(ctx, tx, { address, accountNumber, sequence, publicKey });
  verifySignature(ctx, signature, { key: known.key, documents, accountNumber, sequence });
}

function assertSignatureCount(count: number, limit: bigint): void {
  if (BigInt(count) > limit) {
    throw CoreError.tooManySignatures(`signatures: ${count}, limit: ${limit}`);
  }
}

/** The list of signers follows from the messages; signatures and signer infos are its parallels. */
function assertCounts(ctx: Context, tx: Tx, txSigLimit: bigint): void {
  const signers = tx.signers.length;
  if (ctx.mode !== "simulate") {
    if (tx.signatures.length === 0) {
      throw CoreError.noSignatures(`expected ${signers} signatures, one of each signer, got none`);
    }
    if (tx.signatures.length !== signers) {
      throw CoreError.unauthorized(
        `wrong number of signers; expected ${signers}, got ${tx.signatures.length}`,
      );
    }
  }
  if (tx.authInfo.signerInfos.length !== signers) {
    throw CoreError.txDecode(
      `expected ${signers} signer infos, got ${tx.authInfo.signerInfos.length}`,
    );
  }
  assertSignatureCount(signers, txSigLimit);
}

/**
 * The key that the transaction names for a signer. One without bytes, which the SDK's commands simulate with, names none.
 *
 * @source cosmos-sdk client/tx Factory.getSimPK
 */
function namedKey(ctx: Context, info: SignerInfo | undefined): Any | undefined {
  const named = info?.publicKey;
  return ctx.mode === "simulate" && named?.value.length === 0 ? undefined : named;
}

/**
 * The key that the account has, or else the one that the transaction names for it.
 *
 * @returns undefined if there is neither account nor key
 */
function findKey(
  ctx: Context,
  info: SignerInfo,
  signer: {
    readonly address: Uint8Array;
    readonly index: number;
    readonly account: Account | undefined;
  },
): KnownKey | undefined {
  const stored = signer.account?.publicKey;
  const named = namedKey(ctx, info);
  if (named === undefined) {
    if (signer.account === undefined) return undefined;
    if (stored !== undefined) return { any: stored, key: parsePublicKey(stored) };
    if (ctx.mode === "simulate") return SIMULATED_KEY;
    throw CoreError.invalidPublicKey(
      `pubkey on account is not set: the first transaction of ${ctx.addresses.format(signer.address)} ` +
        "must name it in signer_infos",
    );
  }
  const key = parsePublicKey(named);
  // The stored key was compared with the address when it came; hashing it again would cost as much as the store.
  if (stored?.typeUrl === named.typeUrl && equalBytes(stored.value, named.value)) {
    return { any: stored, key };
  }
  if (ctx.mode === "simulate") {
    return stored === undefined
      ? { any: named, key }
      : { any: stored, key: parsePublicKey(stored) };
  }
  if (!equalBytes(publicKeyToAddress(ctx.crypto, key), signer.address)) {
    throw CoreError.invalidPublicKey(
      `pubKey does not match signer address ${ctx.addresses.format(signer.address)} ` +
        `with signer index: ${signer.index}`,
    );
  }
  // A stored key hashes to the address as well, so it is the same.
  return { any: stored ?? named, key };
}
