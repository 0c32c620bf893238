// Which place counts, how sure is it, and does it ever stand in the way?
import assert from "node:assert/strict";
import { test } from "node:test";

import { unpacked } from "../../src/wangge/field/static/field/lookup_rules.js";
import {
  begin, better, blurredFields, doubt, faultOf, fromFix, fromPin, fromServer, gradeOf, named, placeFields, settle,
} from "../../src/wangge/field/static/field/place_rules.js";

const square = (x) => [x, 0, 10000, 0, 0, 10000, -10000, 0];
const units = unpacked({
  zero: [113.68, 34.78],
  step: 1e-6,
  units: [
    { code: "one", name: "One", level: 5, parent: "c", mine: true, rings: [square(0)] },
    { code: "two", name: "Two", level: 5, parent: "c", mine: false, rings: [square(10000)] },
  ],
});
const fix = (lon, accuracy) => ({ lon, lat: 34.785, accuracy });

test("it begins with the last own grid, else with the only one, else with none", () => {
  assert.equal(begin(units, { lastGrid: "two", mine: ["one"] }).unit, "two");
  assert.equal(begin(units, { lastGrid: "gone", mine: ["one"] }).unit, "one");
  assert.equal(begin(units, { lastGrid: "", mine: ["one", "two"] }).unit, "");
  assert.equal(doubt(begin(units, { lastGrid: "", mine: [] })), "unknown");
});

test("up to 20 m a fix counts by itself, up to 200 m with its ring, beyond not at all", () => {
  assert.deepEqual([5, 20, 21, 200, 201, 3000, NaN, undefined].map(gradeOf),
    ["sure", "sure", "rough", "rough", "coarse", "coarse", "coarse", "coarse"]);
});

test("a coarse fix leaves the last own grid", () => {
  const before = named("one");
  assert.equal(fromFix(units, before, fix(113.695, 3000)), before);
  assert.equal(fromFix(units, before, fix(113.695, 15)).unit, "two");
});

test("0,0 and no numbers are no place", () => {
  assert.equal(faultOf({ lon: 0, lat: 0 }), "zero");
  assert.equal(faultOf({ lon: 0.001, lat: -0.002 }), "zero");
  assert.equal(faultOf({ lon: 181, lat: 0 }), "bad");
  assert.equal(faultOf({ lon: null, lat: 34 }), "bad");
  assert.equal(faultOf({ lon: 113.68, lat: 34.78 }), "");
  const before = named("one");
  assert.equal(fromFix(units, before, { lon: 0, lat: 0, accuracy: 5 }), before);
});

test("the better of two fixes counts", () => {
  assert.equal(better(null, fix(1, 50)).accuracy, 50);
  assert.equal(better(fix(1, 50), fix(2, 20)).accuracy, 20);
  assert.equal(better(fix(1, 20), fix(2, 50)).accuracy, 20);
});

test("at a border both are offered, the nearest stands until a person says which", () => {
  const place = fromFix(units, named("one"), fix(113.68995, 18));
  assert.deepEqual([place.verdict, place.unit, place.candidates], ["border", "one", ["one", "two"]]);
  assert.equal(doubt(place), "border");
  assert.equal(doubt(settle(place, "two")), "");
  assert.deepEqual(placeFields(place), { lon: 113.68995, lat: 34.785, accuracy_m: 18, crs: "EPSG:4326", unit: "", source: "gps" });
  assert.equal(placeFields(settle(place, "two")).unit, "two");
});

test("a pin is a point, a grid of the list is none; the system is always declared", () => {
  assert.equal(placeFields(fromPin(units, 113.685, 34.785, 7.6)).source, "pin");
  assert.equal(placeFields(fromPin(units, 113.685, 34.785, 7.6)).accuracy_m, 8);
  assert.deepEqual(placeFields(named("two")), { lon: null, lat: null, accuracy_m: 0, crs: "EPSG:4326", unit: "two", source: "grid" });
  assert.equal(placeFields(begin(units, { lastGrid: "", mine: [] })).unit, "");
});

test("a matter about people keeps its community and no point", () => {
  const fields = blurredFields(fromPin(units, 113.685, 34.785, 5), "c");
  assert.deepEqual([fields.unit, fields.lon, fields.lat], ["c", null, null]);
});

test("outside of what the phone holds the server knows; what a person chose stays", () => {
  const away = fromFix(units, named("one"), fix(113.8, 10));
  assert.equal(doubt(away), "outside");
  const answered = fromServer(away, { verdict: "inside", unit: "nine", candidates: [] });
  assert.deepEqual([answered.unit, doubt(answered)], ["nine", ""]);
  assert.equal(fromServer(settle(away, "one"), { verdict: "inside", unit: "nine" }).unit, "one");
  assert.equal(fromServer(away, null), away);
});
