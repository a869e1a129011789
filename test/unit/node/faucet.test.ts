import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { bech32 } from "@scure/base";
import { CreditLimiter } from "../../../app/node/faucet/limiter.ts";
import {
  FAUCET_BODY_BYTES_MAX,
  FAUCET_CREDITS_PER_HOUR_MAX,
  FAUCET_WINDOW_MS,
} from "../../../app/node/faucet/limits.ts";
import { NothingSent, createFaucetServer } from "../../../app/node/faucet/server.ts";
import type { FaucetOptions } from "../../../app/node/faucet/server.ts";

const addressOf = (byte: number, sizeBytes = 20, prefix = "lazuli"): string =>
  bech32.encode(prefix, bech32.toWords(new Uint8Array(sizeBytes).fill(byte)));

describe("CreditLimiter", () => {
  it("waits out the cooldown of one address and denomination, and of no other", () => {
    let now = 0;
    const limiter = new CreditLimiter({ cooldownMs: 1_000, creditsPerHour: 100 }, () => now);
    assert.equal(limiter.take("a", "x").isGranted, true);
    assert.equal(limiter.take("b", "x").isGranted, true);
    assert.equal(limiter.take("a", "y").isGranted, true);
    now = 999;
    const early = limiter.take("a", "x");
    assert.ok(!early.isGranted);
    assert.equal(early.waitMs, 1);
    now = 1_000;
    assert.equal(limiter.take("a", "x").isGranted, true);
    assert.equal(limiter.take("a", "x").isGranted, false);
  });

  it("gives no more in any hour than all may have together", () => {
    let now = 0;
    const limiter = new CreditLimiter({ cooldownMs: 1, creditsPerHour: 3 }, () => now);
    for (const address of ["a", "b", "c"]) {
      assert.equal(limiter.take(address, "x").isGranted, true);
      now += 10;
    }
    const refused = limiter.take("d", "x");
    assert.ok(!refused.isGranted);
    assert.equal(refused.waitMs, FAUCET_WINDOW_MS - 30);
    now = FAUCET_WINDOW_MS;
    assert.equal(limiter.take("d", "x").isGranted, true);
    assert.equal(limiter.take("e", "x").isGranted, false);
  });

  it("takes back what was not sent, in both counts", () => {
    const limiter = new CreditLimiter({ cooldownMs: 1_000, creditsPerHour: 1 }, () => 0);
    const permit = limiter.take("a", "x");
    assert.ok(permit.isGranted);
    permit.undo();
    assert.equal(limiter.take("a", "x").isGranted, true);
    assert.equal(limiter.take("b", "x").isGranted, false);
  });
});

interface Faucet {
  readonly url: string;
  readonly sent: string[];
  readonly errors: unknown[];
  credit(body: unknown, type?: string): Promise<Response>;
}

async function startFaucet(t: TestContext, options: Partial<FaucetOptions> = {}): Promise<Faucet> {
  const sent: string[] = [];
  const errors: unknown[] = [];
  const server = createFaucetServer({
    prefix: "lazuli",
    credits: new Map([["ulaz", 7n]]),
    cooldownMs: 60_000,
    creditsPerHour: FAUCET_CREDITS_PER_HOUR_MAX,
    send: (address, denom, amount) => {
      sent.push(`${amount}${denom} ${address}`);
      return Promise.resolve();
    },
    status: () => Promise.resolve({ chainId: "test-1" }),
    onError: (error) => errors.push(error),
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url, sent, errors },
    credit: (body, type = "application/json") =>
      fetch(`${url}/credit`, {
        method: "POST",
        headers: { "Content-Type": type },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}

describe("createFaucetServer", () => {
  it("sends a credit and says ok, whatever the content type is called", async (t) => {
    const faucet = await startFaucet(t);
    for (const [index, type] of ["application/json", "text/plain;charset=UTF-8"].entries()) {
      const response = await faucet.credit({ address: addressOf(index), denom: "ulaz" }, type);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), "ok");
    }
    assert.deepEqual(faucet.sent, [`7ulaz ${addressOf(0)}`, `7ulaz ${addressOf(1)}`]);
  });

  it("answers /healthz and /status, and lets any origin ask", async (t) => {
    const { url } = await startFaucet(t);
    assert.equal(await (await fetch(`${url}/healthz`)).text(), "ok");
    const status = await fetch(`${url}/status`);
    assert.equal(status.headers.get("access-control-allow-origin"), "*");
    assert.deepEqual(await status.json(), {
      status: "ok",
      chainId: "test-1",
      availableTokens: ["ulaz"],
    });
    const preflight = await fetch(`${url}/credit`, { method: "OPTIONS" });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-methods"), "POST");
  });

  it("refuses what is no request for a credit, and sends nothing", async (t) => {
    const faucet = await startFaucet(t);
    const good = { address: addressOf(1), denom: "ulaz" };
    const cases: readonly (readonly [unknown, number])[] = [
      ["{", 400],
      ["null", 400],
      [{ address: good.address }, 400],
      [{ ...good, address: 7 }, 400],
      [{ ...good, address: addressOf(1, 20, "cosmos") }, 400],
      [{ ...good, address: addressOf(1, 19) }, 400],
      [{ ...good, address: `${addressOf(1).slice(0, -1)}b` }, 400],
      [{ ...good, denom: "uother" }, 422],
      [{ ...good, padding: "x".repeat(FAUCET_BODY_BYTES_MAX) }, 413],
    ];
    for (const [body, status] of cases) {
      assert.equal((await faucet.credit(body)).status, status, JSON.stringify(body));
    }
    assert.equal((await fetch(`${faucet.url}/credit`)).status, 405);
    assert.equal((await fetch(`${faucet.url}/other`)).status, 404);
    assert.deepEqual(faucet.sent, []);
    assert.deepEqual(faucet.errors, []);
  });

  it("refuses the same address, in either case of letters, until the cooldown is over", async (t) => {
    let now = 0;
    const faucet = await startFaucet(t, { now: () => now });
    const address = addressOf(1);
    const ask = async (text: string) => faucet.credit({ address: text, denom: "ulaz" });
    assert.equal((await ask(address)).status, 200);
    for (const text of [address, address.toUpperCase()]) {
      const refused = await ask(text);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get("retry-after"), "60");
    }
    now = 60_000;
    assert.equal((await ask(address)).status, 200);
    assert.equal(faucet.sent.length, 2);
  });

  it("counts a credit before it is sent", async (t) => {
    let end = (): void => undefined;
    const faucet = await startFaucet(t, {
      creditsPerHour: 1,
      send: () => new Promise((resolve) => (end = resolve)),
    });
    const first = faucet.credit({ address: addressOf(1), denom: "ulaz" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await faucet.credit({ address: addressOf(1), denom: "ulaz" })).status, 429);
    assert.equal((await faucet.credit({ address: addressOf(2), denom: "ulaz" })).status, 429);
    end();
    assert.equal((await first).status, 200);
  });

  it("lets ask again at once if nothing was sent, and not if nobody knows", async (t) => {
    for (const [error, second] of [
      [new NothingSent("insufficient funds"), 500],
      [new Error("secret: the connection broke"), 429],
    ] as const) {
      const faucet = await startFaucet(t, { send: () => Promise.reject(error) });
      const request = { address: addressOf(1), denom: "ulaz" };
      const failed = await faucet.credit(request);
      assert.equal(failed.status, 500);
      assert.equal(await failed.text(), "the credit failed");
      assert.equal((await faucet.credit(request)).status, second);
      assert.equal(faucet.errors[0], error);
    }
  });
});
