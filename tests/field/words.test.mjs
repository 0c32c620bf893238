// Is a sentence said with its facts, and a moment as one says it?
import assert from "node:assert/strict";
import { test } from "node:test";

import { ago, t, when } from "../../src/wangge/field/static/field/words.js";

const NOW = new Date(2024, 2, 5, 10, 0);

test("facts stand in their sentence, in any order and as often as it says", () => {
  assert.equal(t("%(b)s of %(a)s, %(b)s", { a: 1, b: 2 }), "2 of 1, 2");
  assert.equal(t("%(a)s", {}), "%(a)s");
});

test("today is told by the clock, another day by its date", () => {
  assert.equal(when(new Date(2024, 2, 5, 9, 5).toISOString(), NOW), "09:05");
  assert.equal(when(new Date(2024, 2, 4, 9, 5).toISOString(), NOW), "2024-03-04 09:05");
  assert.equal(when(null, NOW), "");
  assert.equal(when("never", NOW), "");
});

test("how long ago is told in the largest unit that fits", () => {
  const before = (minutes) => ago(new Date(NOW - minutes * 60000).toISOString(), NOW);

  assert.deepEqual([0, 5, 90, 48 * 60].map(before), ["just now", "5 min ago", "1 h ago", "2 days ago"]);
});
