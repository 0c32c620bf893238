// Does the report form understand numbers, words and the answer about the place?
import assert from "node:assert/strict";
import { test } from "node:test";

import { fits, pointOf, sayPlace } from "../../src/wangge/cases/static/cases/report_rules.mjs";

const WORDS = { inside: "in", outside: "outside", border: "border:" };

test("two numbers on earth are a point", () => {
  assert.deepEqual(pointOf(" 113.66 ", "34.78"), { lon: 113.66, lat: 34.78 });
});

test("nothing, words and numbers off the earth are no point", () => {
  for (const [lon, lat] of [["", "34"], ["113", " "], ["east", "34"], ["181", "0"], ["0", "-91"]]) {
    assert.equal(pointOf(lon, lat), null);
  }
});

test("a category fits when it holds every word searched for", () => {
  assert.equal(fits("暴露垃圾 Exposed rubbish", "垃圾"), true);
  assert.equal(fits("暴露垃圾 Exposed rubbish", "RUBBISH 暴露"), true);
  assert.equal(fits("暴露垃圾 Exposed rubbish", "井盖"), false);
  assert.equal(fits("暴露垃圾", ""), true);
});

test("the place is told with its way down, its candidates, or as outside", () => {
  assert.equal(sayPlace({ verdict: "inside", unit: "410105002001001", path: "A › B" }, WORDS), "● in A › B");
  assert.equal(sayPlace({ verdict: "border", candidates: [{ code: "1", name: "A" }, { code: "2" }] }, WORDS), "◐ border: A / 2");
  assert.equal(sayPlace({ verdict: "outside", candidates: [] }, WORDS), "◆ outside");
});
