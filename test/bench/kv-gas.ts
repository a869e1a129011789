import { Registry } from "@cosmjs/proto-signing";
import { kvMessages, kvTypes } from "../../modules/kv/client-messages.ts";
import { KvLoad } from "./kv-load.ts";

const GAS = 50_000_000n;
const VALUE = "v".repeat(64);

/** Gas used by one transaction of each operation, in a namespace of 10,000 entries with keys of 13 and values of 64 bytes. */
export async function gasTable(): Promise<void> {
  const load = await KvLoad.start({ keys: 10_000, leaseSeconds: 864_000n });
  const [owner, other] = load.accounts;
  if (!owner || !other) throw new Error("there are no accounts");
  const kv = kvMessages(owner.address);
  const key = (i: number) => `key-${(i * 100).toString().padStart(9, "0")}`;
  const batch = Array.from({ length: 100 }, (_, i) => ({
    operation: "upsert" as const,
    key: key(i),
    value: VALUE,
  }));
  const registry = new Registry(kvTypes);
  const steps: readonly (readonly [name: string, message: { typeUrl: string; value: unknown }])[] =
    [
      ["create", kv.create("bench", "new-key-00001", VALUE)],
      ["update", kv.update("bench", key(1), VALUE)],
      ["update with a lease", kv.update("bench", key(1), VALUE, { lease: { days: 20 } })],
      ["upsert of a present key", kv.upsert("bench", key(2), VALUE)],
      ["increment of an absent key", kv.increment("bench", "counter-00001")],
      ["increment", kv.increment("bench", "counter-00001")],
      ["append", kv.append("bench", key(3), "more")],
      ["rename", kv.rename("bench", key(4), "renamed-00001")],
      ["renew-lease", kv.renewLease("bench", key(5), { lease: { days: 20 } })],
      ["delete", kv.delete("bench", key(6))],
      ["batch of 100 upserts", kv.batch("bench", batch)],
      ["read", kv.read("bench", key(99))],
      ["has", kv.has("bench", key(99))],
      ["count", kv.count("bench")],
      ["keys, a page of 100", kv.keys("bench", { limit: 100n })],
      ["entries, a page of 100", kv.entries("bench", { limit: 100n })],
      ["delete-all of 100", kv.deleteAll("bench", { limit: 100 })],
      ["grant", kv.grant("bench", other.address, ["create", "update"], { prefix: "b/" })],
      ["offer", kv.offerNamespace("bench", other.address)],
    ];
  for (const [name, { typeUrl, value }] of steps) {
    const message = registry.encodeAsAny({ typeUrl, value });
    const signed = Buffer.from(owner.sign(message, GAS), "base64");
    const [result] = load.run([signed]);
    if (result?.code !== 0) throw new Error(`${name}: ${result?.log}`);
    console.log(`${name.padEnd(28)} ${result.gasUsed.toString().padStart(9)}`);
  }
  await load.close();
}
