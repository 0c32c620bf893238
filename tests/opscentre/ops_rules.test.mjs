// Does the line of the live stream say what is so?
import assert from "node:assert/strict";
import { test } from "node:test";

import { stateWords } from "../../src/wangge/opscentre/static/opscentre/ops_rules.mjs";

const WORDS = { liveWords: "live", lostWords: "reconnecting since {at}", fullWords: "full since {at}" };
const since = new Date(2026, 10, 22, 14, 5, 9);

test("a line that lives says so and names no moment", () => {
  assert.equal(stateWords(WORDS, { now: "live", since }), "live");
});

test("a lost line says since when, by the clock of the wall", () => {
  assert.equal(stateWords(WORDS, { now: "lost", since }), "reconnecting since 14:05:09");
});

test("a stream that takes no more is told apart from one that is away", () => {
  assert.equal(stateWords(WORDS, { now: "full", since }), "full since 14:05:09");
});
