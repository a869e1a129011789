import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import secp256k1 from "secp256k1";
import { addressOf } from "../../app/node/key.ts";
import { MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { MsgCreate } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";

/** Gas limit of a transaction of a load. */
const GAS_LIMIT = 100_000n;

/** The localnet's gas price is 0.001. */
const GAS_PER_FEE_UNIT = 1_000n;

/** An account that signs natively: CosmJS would take longer than the chain. */
export class LoadAccount {
  readonly address: string;
  readonly #privateKey: Uint8Array;
  readonly #publicKey: Uint8Array;
  readonly #number: bigint;
  readonly #chainId: string;
  #sequence = 0n;

  constructor(chainId: string, number: bigint, privateKey: Uint8Array = randomBytes(32)) {
    this.#chainId = chainId;
    this.#number = number;
    this.#privateKey = privateKey;
    this.#publicKey = secp256k1.publicKeyCreate(privateKey);
    this.address = addressOf({ type: "secp256k1", key: this.#publicKey }, "lazuli");
  }

  /** Back to the first transaction: for a new chain. */
  restart(): void {
    this.#sequence = 0n;
  }

  /** The next transaction of this account, as base64. */
  sign(message: Any, gasLimit: bigint = GAS_LIMIT): string {
    const bodyBytes = TxBody.encode({
      messages: [message],
      memo: "",
      timeoutHeight: 0n,
      unordered: false,
      timeoutTimestamp: undefined,
      extensionOptions: [],
      nonCriticalExtensionOptions: [],
    }).finish();
    const authInfoBytes = AuthInfo.encode(
      AuthInfo.fromPartial({
        signerInfos: [
          {
            publicKey: {
              typeUrl: "/cosmos.crypto.secp256k1.PubKey",
              value: PubKey.encode({ key: this.#publicKey }).finish(),
            },
            modeInfo: {
              sum: { $case: "single", value: { mode: SignMode.SIGN_MODE_DIRECT } },
            },
            sequence: this.#sequence++,
          },
        ],
        fee: {
          amount: [{ denom: "ulaz", amount: (gasLimit / GAS_PER_FEE_UNIT).toString() }],
          gasLimit,
        },
      }),
    ).finish();
    const signDoc = SignDoc.encode({
      bodyBytes,
      authInfoBytes,
      chainId: this.#chainId,
      accountNumber: this.#number,
    }).finish();
    const hash = createHash("sha256").update(signDoc).digest();
    const { signature } = secp256k1.ecdsaSign(hash, this.#privateKey);
    const raw = TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] }).finish();
    return Buffer.from(raw).toString("base64");
  }
}

export interface Load {
  readonly name: string;
  readonly message: (account: LoadAccount, next: LoadAccount, index: number) => Any;
}

/** What the benchmarks of the chain send. */
export const LOADS: readonly Load[] = [
  {
    name: "bank send",
    message: ({ address }, next) => ({
      typeUrl: "/cosmos.bank.v1beta1.MsgSend",
      value: MsgSend.encode({
        fromAddress: address,
        toAddress: next.address,
        amount: [{ denom: "ulaz", amount: "1" }],
      }).finish(),
    }),
  },
  {
    name: "kv create",
    message: ({ address }, _, index) => ({
      typeUrl: "/lazuli.kv.v1.MsgCreate",
      value: MsgCreate.encode({
        signer: address,
        namespace: `${address}/bench`,
        key: Buffer.from(`key-${index.toString().padStart(8, "0")}`),
        value: Buffer.alloc(64, index & 0xff),
        lease: undefined,
      }).finish(),
    }),
  },
];

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Calls CometBFT's JSON-RPC; several calls go as one batch. */
export async function rpc<T>(url: string, calls: readonly [string, object][]): Promise<T[]> {
  const body = JSON.stringify(
    calls.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params })),
  );
  const text = await post(url, body);
  const answers = JSON.parse(text) as { result?: T; error?: unknown }[];
  return [answers].flat().map(({ result, error }) => {
    if (result === undefined) throw new Error(JSON.stringify(error));
    return result;
  });
}

async function post(url: string, body: string): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const sent = request(url, { agent, method: "POST" }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        resolve(Buffer.concat(parts).toString());
      });
      response.on("error", reject);
    });
    sent.on("error", (error) => {
      // A kept connection may have been closed from the other side in the meantime: nothing was answered on it.
      if (sent.reusedSocket) post(url, body).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}

/**
 * CPU time of one native check of a signature, in microseconds: the yardstick of these benchmarks. Machines differ and are
 * shared, so a time means little without it.
 */
export function signatureCheckMicros(): number {
  const CHECKS = 2_000;
  const key = Buffer.alloc(32, 7);
  const hash = Buffer.alloc(32, 9);
  const publicKey = secp256k1.publicKeyCreate(key);
  const { signature } = secp256k1.ecdsaSign(hash, key);
  const before = process.cpuUsage();
  for (let i = 0; i < CHECKS; i++) {
    if (!secp256k1.ecdsaVerify(signature, hash, publicKey)) throw new Error("a bad signature");
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CHECKS;
}

/** CPU time that a process has used so far, in seconds. Linux only. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const TICKS_PER_SECOND = 100;
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
