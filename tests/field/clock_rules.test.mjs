// Is a wrong clock told, and a right one left alone?
import assert from "node:assert/strict";
import { test } from "node:test";

import { difference } from "../../src/wangge/field/static/field/clock_rules.js";

const MINUTE = 60000;

test("up to ten minutes nothing is said, either way", () => {
  for (const minutes of [0, 3, 10, -10]) assert.equal(difference(minutes * MINUTE), null);
  assert.equal(difference(undefined), null);
  assert.equal(difference(NaN), null);
});

test("above ten minutes it is ahead or behind, in a unit one can read", () => {
  assert.deepEqual(difference(11 * MINUTE), { way: "ahead", amount: 11, unit: "minutes" });
  assert.deepEqual(difference(-3 * 60 * MINUTE), { way: "behind", amount: 3, unit: "hours" });
  assert.deepEqual(difference(365 * 24 * 60 * MINUTE), { way: "ahead", amount: 365, unit: "days" });
});
