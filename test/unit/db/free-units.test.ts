import assert from "node:assert/strict";
import { test } from "node:test";
import { FreeUnits } from "../../../app/db/free-units.ts";
import { COMMITS_OF_REST } from "../../../app/db/limits.ts";
import { BLOCK_UNITS, firstUnitOf, placeOf, unitsOf } from "../../../app/db/place.ts";
import { Random } from "../../helpers/random-blocks.ts";

/** Ends so many transactions that what was freed before may be used again. */
function rest(free: FreeUnits): void {
  for (let i = 0; i <= COMMITS_OF_REST; i++) free.settle();
}

function units(place: number): number[] {
  return Array.from({ length: unitsOf(place) }, (_, i) => firstUnitOf(place) + i);
}

test("no unit is given twice, none is lost, and no place crosses the end of a block", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const free = new FreeUnits();
    const held = new Map<number, number>();
    const resting: number[] = [];
    const places: number[] = [];
    for (let step = 0; step < 2_000; step++) {
      if (random.below(3) > 0 || places.length === 0) {
        const place = free.allocate(1 + random.below(BLOCK_UNITS));
        const [first = 0, ...others] = units(place);
        assert.ok(first >= BLOCK_UNITS, "the first block is the file's own");
        assert.equal(
          Math.floor(first / BLOCK_UNITS),
          Math.floor((others.at(-1) ?? first) / BLOCK_UNITS),
        );
        for (const unit of units(place)) {
          assert.ok(!held.has(unit), `seed ${seed}, step ${step}: unit ${unit} is held or rests`);
          held.set(unit, place);
        }
        places.push(place);
      } else {
        const [place = 0] = places.splice(random.below(places.length), 1);
        free.free(place);
        resting.push(place);
      }
      if (random.below(100) > 0) continue;
      rest(free);
      for (const place of resting.splice(0)) for (const unit of units(place)) held.delete(unit);
    }
    for (const place of places) free.free(place);
    rest(free);
    const { end } = free;
    for (let unit = BLOCK_UNITS; unit < end; unit += BLOCK_UNITS) free.allocate(BLOCK_UNITS);
    assert.equal(free.end, end, `seed ${seed}: every unit could be given again`);
  }
});

test("a place that was freed rests for some transactions", () => {
  const free = new FreeUnits();
  const place = free.allocate(BLOCK_UNITS);
  free.free(place);
  for (let i = 0; i < COMMITS_OF_REST; i++) {
    free.settle();
    assert.notEqual(free.allocate(BLOCK_UNITS), place);
  }
  free.settle();
  assert.equal(free.allocate(BLOCK_UNITS), place);
});

test("blocks that are used in part come first, then the lowest that are free", () => {
  const free = new FreeUnits();
  for (const block of [1, 2, 3]) free.occupy(placeOf(block * BLOCK_UNITS, BLOCK_UNITS));
  free.occupy(placeOf(5 * BLOCK_UNITS, 3));
  assert.equal(free.allocate(1), placeOf(5 * BLOCK_UNITS + 3, 1));
  assert.equal(free.allocate(2), placeOf(4 * BLOCK_UNITS, 2));
  assert.equal(free.allocate(3), placeOf(6 * BLOCK_UNITS, 3));
  assert.equal(free.allocate(2), placeOf(4 * BLOCK_UNITS + 2, 2));
  assert.equal(free.allocate(BLOCK_UNITS), placeOf(7 * BLOCK_UNITS, BLOCK_UNITS));
});

test("a unit that two chunks claim is damage", () => {
  const free = new FreeUnits();
  free.occupy(placeOf(8, 3));
  for (const place of [placeOf(8, 1), placeOf(10, 2), placeOf(2, 1), placeOf(15, 2)]) {
    assert.throws(() => {
      free.occupy(place);
    }, /unit \d+ of the file of chunks belongs to two chunks/);
  }
  free.occupy(placeOf(11, 1));
});
