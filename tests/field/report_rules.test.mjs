// What does a report lack, what does it carry, what does "same again" fill in?
import assert from "node:assert/strict";
import { test } from "node:test";

import { named } from "../../src/wangge/field/static/field/place_rules.js";
import { blank, bodyOf, filesOf, isWorthKeeping, missing, refilled, repeats, sameAs, withKind } from "../../src/wangge/field/static/field/report_rules.js";

const HEAP = { key: "heap", photo_reason: "", matter_only: false };
const CAR = { key: "car", photo_reason: "which vehicle stands where", matter_only: false };
const QUARREL = { key: "quarrel", photo_reason: "", matter_only: true };
const spot = { source: "gps", lon: 113.68, lat: 34.78, accuracy: 12.3, verdict: "inside", unit: "one", candidates: [], chosen: false };
const none = { source: "", unit: "", verdict: "", candidates: [], chosen: false };
const said = { community: "c", solvedWords: "Solved on the spot." };

test("a kind and any place are enough; words never are asked for", () => {
  assert.deepEqual(missing(blank(), HEAP, spot), []);
  assert.deepEqual(missing(blank(), HEAP, named("one")), []);
  assert.deepEqual(missing(blank(), null, none), ["category", "place"]);
});

test("a photo is asked for only where the kind has a reason, and never of a matter about people", () => {
  assert.deepEqual(missing(blank(), CAR, spot), ["photo"]);
  assert.deepEqual(missing({ ...blank(), photos: ["p"] }, CAR, spot), []);
  assert.deepEqual(missing(blank(), { ...QUARREL, photo_reason: "x" }, spot), []);
});

test("a report carries its point with accuracy and declared system", () => {
  const body = bodyOf({ ...blank(), words: "  墙角 ", address: "3 号杆", condition: 2 }, HEAP, spot, said);
  assert.deepEqual(body, {
    category: "heap", words: "墙角", place: "3 号杆", lon: 113.68, lat: 34.78, accuracy_m: 13, crs: "EPSG:4326", unit: "",
    source: "gps", condition: 2, asset: null, solved: false,
  });
});

test("solved on the spot says so by itself when nobody typed how", () => {
  assert.equal(bodyOf({ ...blank(), solved: true }, HEAP, spot, said).words, "Solved on the spot.");
  assert.equal(bodyOf({ ...blank(), solved: true, words: "扫净了" }, HEAP, spot, said).words, "扫净了");
});

test("a matter about people loses photo, point and address, and keeps its community", () => {
  const report = { ...blank(), words: "吵架", address: "3 号楼", photos: ["p"] };
  const body = bodyOf(report, QUARREL, spot, said);
  assert.deepEqual([body.lon, body.lat, body.accuracy_m, body.place, body.unit, body.words], [null, null, 0, "", "c", "吵架"]);
  assert.deepEqual(filesOf(report, QUARREL), []);
  assert.deepEqual(filesOf(report, HEAP), ["p"]);
});

test("a condition belongs to its kind", () => {
  assert.equal(withKind({ ...blank(), category: "heap", condition: 2 }, "car").condition, null);
  assert.equal(withKind({ ...blank(), category: "heap", condition: 2 }, "heap").condition, 2);
});

test("same again fills in kind, condition and words, and overwrites nothing that was typed", () => {
  const earlier = { category: "heap", condition: 1, words: "每周一都有" };
  assert.deepEqual(sameAs(blank(), earlier), { ...blank(), ...earlier });
  assert.equal(sameAs({ ...blank(), words: "今天特别多" }, earlier).words, "今天特别多");
});

test("same again offers my last and this place's last, each kind once, and no kind that has ended", () => {
  const rows = [
    { category: "lamp", words: "", lon: 113.68, lat: 34.78005, at: "2024-03-01" },
    { category: "tree", words: "", lon: 113.68, lat: 34.78, at: "2024-03-04" },
    { category: "far", words: "", lon: 113.69, lat: 34.78, at: "2024-03-05" },
  ];
  const known = new Set(["heap", "lamp", "tree", "far"]);
  const of = (last, place) => repeats({ last, rows, place, known }).map((one) => `${one.of} ${one.category}`);
  assert.deepEqual(of({ category: "heap" }, spot), ["mine heap", "place tree"]);
  assert.deepEqual(of({ category: "tree" }, spot), ["mine tree"]);
  assert.deepEqual(of({ category: "ended" }, named("one")), []);
  assert.deepEqual(of(null, none), []);
});

test("an empty report is not worth keeping, a word or a photo is", () => {
  assert.equal(isWorthKeeping({ ...blank(), words: "  " }), false);
  for (const some of [{ words: "a" }, { photos: [1] }, { category: "heap" }, { address: "x" }]) {
    assert.equal(isWorthKeeping({ ...blank(), ...some }), true);
  }
});

test("a refused report is read back as it was said, whatever else its body held", () => {
  const report = { ...blank(), category: "heap", condition: 2, words: "墙角", address: "3 号杆", solved: true };
  assert.deepEqual({ ...blank(), ...refilled(bodyOf(report, HEAP, spot, said)) }, report);
  assert.deepEqual({ ...blank(), ...refilled({}) }, blank());
});
