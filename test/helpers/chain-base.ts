import { QueryFailed } from "../../app/client/errors.ts";
import type { QueryBase } from "../../app/client/query.ts";
import type { TestChain } from "./executor.ts";

/** What clients ask, answered by a chain in this process. */
export function chainBase(chain: TestChain): QueryBase {
  return {
    queryAbci(path, data, height = 0) {
      const answer = chain.executor.query({ path, data, height: BigInt(height), prove: false });
      return answer.code === 0
        ? Promise.resolve({ value: answer.value, height: Number(answer.height) })
        : Promise.reject(new QueryFailed(answer.code, answer.log));
    },
  };
}
