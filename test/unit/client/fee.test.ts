import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ClientError } from "../../../app/client/errors.ts";
import { adjustGas, feeFor } from "../../../app/client/fee.ts";

describe("fee", () => {
  const fees: readonly [gas: bigint, price: string, fee: string][] = [
    [48_314n, "0.001ulaz", "49ulaz"],
    [48_000n, "0.001ulaz", "48ulaz"],
    [1n, "0.001ulaz", "1ulaz"],
    [1n, "0.000000000000000001ulaz", "1ulaz"],
    [3n, "2ucosm", "6ucosm"],
    [9_007_199_254_740_991n, "1000ulaz", "9007199254740991000ulaz"],
    [5n, "0ulaz", ""],
  ];
  for (const [gas, price, expected] of fees) {
    it(`of ${gas} gas at ${price} is ${expected === "" ? "nothing" : expected}`, () => {
      const fee = feeFor(gas, price);
      assert.equal(fee.gas, gas.toString());
      assert.equal(fee.amount.map(({ amount, denom }) => amount + denom).join(","), expected);
    });
  }

  for (const price of ["", "ulaz", "0.001", "-1ulaz", "1e3!", "0.0000000000000000001ulaz"]) {
    it(`refuses the price ${JSON.stringify(price)}`, () => {
      assert.throws(() => feeFor(1n, price), ClientError);
    });
  }

  it("is the least whole number that pays the price", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (gas, micro) => {
          const text = `${micro / 1_000_000n}.${(micro % 1_000_000n).toString().padStart(6, "0")}ulaz`;
          const amount = BigInt(feeFor(gas, text).amount[0]?.amount ?? "0");
          assert.ok(amount * 1_000_000n >= gas * micro);
          assert.ok((amount - 1n) * 1_000_000n < gas * micro);
        },
      ),
    );
  });
});

describe("gas adjustment", () => {
  const rows: readonly [used: bigint, adjustment: number, gas: bigint][] = [
    [100n, 1.1, 110n],
    [37_354n, 1.3, 48_561n],
    [1n, 1.3, 2n],
    [1n, 1, 1n],
    [1n, 1.001, 2n],
    [10n ** 15n, 1.3, 13n * 10n ** 14n],
  ];
  for (const [used, adjustment, expected] of rows) {
    it(`makes ${expected} of ${used} × ${adjustment}`, () => {
      assert.equal(adjustGas(used, adjustment), expected);
    });
  }

  for (const adjustment of [0, 0.99, -1, 101, NaN, Infinity]) {
    it(`refuses ${adjustment}`, () => {
      assert.throws(() => adjustGas(1n, adjustment), ClientError);
    });
  }
});
