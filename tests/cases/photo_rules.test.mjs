// Is what a person draws on a photo what the server hides?
import assert from "node:assert/strict";
import { test } from "node:test";

import { areaOf, areasIn, withArea } from "../../src/wangge/cases/static/cases/photo_rules.mjs";

const BOX = { width: 400, height: 300 };

test("an area is told in thousandths of the picture, whichever corner was drawn first", () => {
  const area = { left: 250, top: 100, width: 250, height: 200 };
  assert.deepEqual(areaOf({ x: 100, y: 30 }, { x: 200, y: 90 }, BOX), area);
  assert.deepEqual(areaOf({ x: 200, y: 90 }, { x: 100, y: 30 }, BOX), area);
});

test("an area drawn over the edge ends at the edge", () => {
  assert.deepEqual(areaOf({ x: 380, y: -50 }, { x: 900, y: 30 }, BOX), { left: 950, top: 0, width: 50, height: 100 });
  const whole = areaOf({ x: -9, y: -9 }, { x: 999, y: 999 }, BOX);
  assert.deepEqual(whole, { left: 0, top: 0, width: 1000, height: 1000 });
});

test("a slip of the finger is no area", () => {
  assert.equal(areaOf({ x: 100, y: 100 }, { x: 100, y: 100 }, BOX), null);
  assert.equal(areaOf({ x: 100, y: 100 }, { x: 300, y: 100.5 }, BOX), null);
});

test("areas are added to what was typed, and what cannot be read is not drawn", () => {
  const text = withArea("1,2,30,40\n", { left: 5, top: 6, width: 70, height: 80 });
  assert.equal(text, "1,2,30,40\n5,6,70,80");
  assert.deepEqual(areasIn(`${text}\nnonsense\n1,2,3`), [
    { left: 1, top: 2, width: 30, height: 40 },
    { left: 5, top: 6, width: 70, height: 80 },
  ]);
});
