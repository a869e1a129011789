import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { promisify } from "node:util";
import { Secp256k1, Secp256k1Signature, sha256 } from "@cosmjs/crypto";
import fc from "fast-check";
import type { Crypto } from "../../../app/core/crypto.ts";
import { createCrypto, memoizedVerify } from "../../../app/node/crypto.ts";
import { TwoGenerationMap } from "../../../app/core/two-generation-map.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HALF_ORDER = ORDER >> 1n;

const native = await createCrypto({});
const wasm = await createCrypto({ LAZULI_CRYPTO: "wasm" });

interface Case {
  readonly name: string;
  readonly signature: Uint8Array;
  readonly hash: Uint8Array;
  readonly publicKey: Uint8Array;
}

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** One good signature and what attackers make of it. */
function casesFrom(seed: Uint8Array, bit: number): Case[] {
  const privateKey = bytesOf((numberOf(seed) % (ORDER - 1n)) + 1n);
  const publicKey = Secp256k1.compressPubkey(Secp256k1.makeKeypair(privateKey).pubkey);
  const hash = sha256(seed);
  const made = Secp256k1.createSignature(hash, privateKey);
  const signature = Uint8Array.from([...made.r(32), ...made.s(32)]);
  const r = signature.slice(0, 32);
  const s = signature.slice(32);
  const highS = bytesOf(ORDER - numberOf(s));
  const withScalars = (first: Uint8Array, second: Uint8Array): Uint8Array =>
    Uint8Array.from([...first, ...second]);
  const good = { signature, hash, publicKey };
  const zero = new Uint8Array(32);
  const top = new Uint8Array(32).fill(0xff);
  return [
    { name: "good", ...good },
    { name: "high s", ...good, signature: withScalars(r, highS) },
    { name: "flipped signature", ...good, signature: flipped(signature, bit % 512) },
    { name: "flipped hash", ...good, hash: flipped(hash, bit % 256) },
    { name: "flipped key", ...good, publicKey: flipped(publicKey, 8 + (bit % 256)) },
    { name: "other parity", ...good, publicKey: flipped(publicKey, 0) },
    {
      name: "uncompressed prefix",
      ...good,
      publicKey: Uint8Array.from([4, ...publicKey.slice(1)]),
    },
    { name: "zero key", ...good, publicKey: new Uint8Array(33) },
    { name: "key beyond the field", ...good, publicKey: Uint8Array.from([2, ...top]) },
    { name: "zero r", ...good, signature: withScalars(zero, s) },
    { name: "zero s", ...good, signature: withScalars(r, zero) },
    { name: "r of the order", ...good, signature: withScalars(bytesOf(ORDER), s) },
    { name: "r beyond the order", ...good, signature: withScalars(top, s) },
    { name: "s of the order", ...good, signature: withScalars(r, bytesOf(ORDER)) },
    { name: "s of half the order", ...good, signature: withScalars(r, bytesOf(HALF_ORDER)) },
    { name: "short signature", ...good, signature: signature.slice(1) },
    { name: "long signature", ...good, signature: Uint8Array.from([...signature, 0]) },
    { name: "empty signature", ...good, signature: new Uint8Array() },
    { name: "short hash", ...good, hash: hash.slice(1) },
    { name: "shifted boundary", ...good, signature: signature.slice(1), hash: new Uint8Array(33) },
    { name: "65-byte key", ...good, publicKey: Secp256k1.uncompressPubkey(publicKey) },
    { name: "empty key", ...good, publicKey: new Uint8Array() },
  ];
}

/** What CosmJS's pure library says, with the rules that it leaves to the chain. */
function referenceVerify({ signature, hash, publicKey }: Case): boolean {
  if (signature.length !== 64 || hash.length !== 32 || publicKey.length !== 33) return false;
  if (numberOf(signature.slice(32)) > HALF_ORDER) return false;
  try {
    return Secp256k1.verifySignature(
      Secp256k1Signature.fromFixedLength(signature),
      hash,
      publicKey,
    );
  } catch {
    return false;
  }
}

test("the native add-on is what runs here, and the fallback says why it does", () => {
  assert.equal(native.implementation, "native");
  assert.equal(native.fallbackReason, undefined);
  assert.equal(wasm.implementation, "wasm");
  assert.equal(wasm.fallbackReason, "LAZULI_CRYPTO=wasm");
});

test("an add-on that does not load is noticed and replaced by WebAssembly", async () => {
  const module = new URL("../../../app/node/crypto.js", import.meta.url).href;
  const script = `
    import { createCrypto } from ${JSON.stringify(module)};
    const crypto = await createCrypto();
    console.log(JSON.stringify([crypto.implementation, crypto.fallbackReason]));
  `;
  const args = ["--input-type=module", "-e", script];
  // The variable by which the package's loader can be sent elsewhere.
  const env = { ...process.env, SECP256K1_PREBUILD: "/nowhere" };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const [implementation, reason] = JSON.parse(stdout) as string[];
  assert.equal(implementation, "wasm");
  assert.match(reason ?? "", /No native build was found/);
});

test("an unknown LAZULI_CRYPTO is refused", async () => {
  await assert.rejects(createCrypto({ LAZULI_CRYPTO: "elliptic" }), /expected "wasm" or nothing/);
});

test("native, WebAssembly and memoized agree with CosmJS on good and bad signatures", () => {
  const memoized = memoizedVerify(native, 16);
  const accepted = new Set<string>();
  const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(seeds, fc.nat(511), (seed, bit) => {
      for (const input of casesFrom(seed, bit)) {
        const { signature, hash, publicKey, name } = input;
        const expected = referenceVerify(input);
        if (expected) accepted.add(name);
        for (const crypto of [native, wasm, memoized, memoized]) {
          assert.equal(crypto.verifySecp256k1(signature, hash, publicKey), expected, name);
        }
      }
    }),
    { numRuns: 100 },
  );
  assert.deepEqual([...accepted], ["good"]);
});

test("native and WebAssembly agree on thousands of keys and signatures", () => {
  for (let round = 0; round < 2_000; round++) {
    const random = randomBytes(129);
    const publicKey = Uint8Array.from([2 + (round % 2), ...random.subarray(0, 32)]);
    const signature = Uint8Array.from(random.subarray(32, 96));
    signature[32] = (signature[32] ?? 0) & 0x7f;
    const hash = Uint8Array.from(random.subarray(96, 128));
    const answer = native.verifySecp256k1(signature, hash, publicKey);
    assert.equal(wasm.verifySecp256k1(signature, hash, publicKey), answer);
  }
});

test("a signature that was found good is checked once, a bad one each time", () => {
  let checks = 0;
  const counted: Crypto = {
    ...native,
    verifySecp256k1: (signature, hash, publicKey) => {
      checks++;
      return native.verifySecp256k1(signature, hash, publicKey);
    },
  };
  const memoized = memoizedVerify(counted);
  const [good, , bad] = casesFrom(new Uint8Array(32).fill(7), 3);
  assert.ok(good !== undefined && bad !== undefined);
  const verify = ({ signature, hash, publicKey }: Case): boolean =>
    memoized.verifySecp256k1(signature, hash, publicKey);
  assert.deepEqual([verify(good), verify(good), checks], [true, true, 1]);
  assert.deepEqual([verify(bad), verify(bad), checks], [false, false, 3]);
});

test("the caller may reuse its buffers after a check", () => {
  const memoized = memoizedVerify(native);
  const [good] = casesFrom(new Uint8Array(32).fill(9), 0);
  assert.ok(good !== undefined);
  const publicKey = Uint8Array.from(good.publicKey);
  const signature = Uint8Array.from(good.signature);
  assert.equal(memoized.verifySecp256k1(signature, good.hash, publicKey), true);
  publicKey.fill(0);
  assert.equal(memoized.verifySecp256k1(signature, good.hash, publicKey), false);
  signature.fill(1);
  assert.equal(memoized.verifySecp256k1(signature, good.hash, good.publicKey), false);
  assert.equal(memoized.verifySecp256k1(good.signature, good.hash, good.publicKey), true);
});

test("hashes are those of the standard, on views too, and plain arrays", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (data, offset) => {
      const view = data.subarray(Math.min(offset, data.length));
      const expected = createHash("sha256").update(view).digest();
      const digest = native.sha256(view);
      assert.deepEqual(digest, Uint8Array.from(expected));
      assert.ok(!Buffer.isBuffer(digest));
      assert.equal(native.sha256String(view), expected.toString("latin1"));
    }),
  );
  const ripemd = native.ripemd160(Buffer.from("abc"));
  assert.equal(Buffer.from(ripemd).toString("hex"), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
});

test("a map of two generations is bounded, keeps what is in use and never lies", () => {
  const map = new TwoGenerationMap<number>(10);
  for (let i = 0; i < 1_000; i++) {
    map.set(`k${i}`, i);
    assert.equal(map.get("k0"), 0, `after ${i}`);
    assert.equal(map.get(`k${i}`), i);
    assert.ok(map.size <= 20, `${map.size} entries`);
  }
  assert.equal(map.get("k500"), undefined);
});
