import { MachineFault } from "../faults.ts";

/**
 * A record of the store is missing or is not what was written, or a working version was used after
 * its end.
 */
export class StoreFault extends MachineFault {
  override readonly name: string = "StoreFault";
}
