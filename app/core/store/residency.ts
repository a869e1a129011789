/**
 * How much of a tree stays in memory: the nodes from a height upwards. They are few and on every path; the ones below are
 * read again when they are needed, and the database keeps the chunks of those that are needed often.
 */
export class Residency {
  readonly #nodesMax: number;
  #heightMin = 0;

  /** @param nodesMax nodes that stay in memory, about; Infinity for all */
  constructor(nodesMax: number) {
    this.#nodesMax = nodesMax;
  }

  /** Nodes of this height and above stay in memory. */
  get heightMin(): number {
    return this.#heightMin;
  }

  /** Follows a tree's growth. @returns whether fewer nodes may stay than before */
  fit(keys: number): boolean {
    const before = this.#heightMin;
    let height = 0;
    // With each level that is left out, about half of the 2 × keys nodes go.
    for (let nodes = this.#nodesMax; nodes < 2 * keys; nodes *= 2) height++;
    this.#heightMin = height;
    return height > before;
  }
}
