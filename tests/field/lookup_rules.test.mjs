// Does the phone know whose ground a point is on, and when it must not guess? And whose work it then is?
import assert from "node:assert/strict";
import { test } from "node:test";

import { aboveGrid, degreesPerMetre, isSameGround, metresApart, metresTo, pathTo, placeOf, unpacked } from "../../src/wangge/field/static/field/lookup_rules.js";
import { limitOf, whoseWork } from "../../src/wangge/field/static/field/whose_rules.js";

// Two grids of 0.001 degree side by side in one community; the second has a hole in its middle.
const square = (x) => [x, 0, 1000, 0, 0, 1000, -1000, 0, 0, -1000];
const PART = {
  county: "410105",
  zero: [113.68, 34.78],
  step: 1e-6,
  units: [
    { code: "410105002001", name: "community", level: 4, parent: "410105002", mine: false, rings: [[0, 0, 2000, 0, 0, 1000, -2000, 0]] },
    { code: "410105002001001", name: "one", level: 5, parent: "410105002001", mine: true, rings: [square(0)] },
    { code: "410105002001002", name: "two", level: 5, parent: "410105002001", mine: false, rings: [square(1000), [1400, 400, 200, 0, 0, 200, -200, 0]] },
  ],
};
const units = unpacked(PART);
const [ONE, TWO] = ["410105002001001", "410105002001002"];

test("outlines are read as whole steps from a zero, first vertex absolute, then differences", () => {
  const [lon, lat] = units[1].rings[0][2];
  assert.ok(Math.abs(lon - 113.681) < 1e-9 && Math.abs(lat - 34.781) < 1e-9);
});

test("a point well inside is its grid's, never the community's", () => {
  assert.deepEqual(placeOf(units, 113.6805, 34.7805, 10), { verdict: "inside", unit: ONE, candidates: [] });
});

test("a point whose circle touches two grids is at their border, the nearest first", () => {
  const [perLon] = degreesPerMetre(34.7805);
  assert.deepEqual(placeOf(units, 113.681 - 5 * perLon, 34.7805, 20).candidates, [ONE, TWO]);
  assert.deepEqual(placeOf(units, 113.681 + 5 * perLon, 34.7805, 20).candidates, [TWO, ONE]);
  assert.equal(placeOf(units, 113.681 + 5 * perLon, 34.7805, 20).verdict, "border");
});

test("a point near a border is inside when its accuracy is better than its distance", () => {
  const [perLon] = degreesPerMetre(34.7805);
  assert.equal(placeOf(units, 113.681 - 30 * perLon, 34.7805, 29).unit, ONE);
  assert.equal(placeOf(units, 113.681 - 30 * perLon, 34.7805, 31).verdict, "border");
});

test("a point on a shared border has both neighbours, even when it is true to a centimetre", () => {
  assert.deepEqual([...placeOf(units, 113.681, 34.7805, 0.01).candidates].sort(), [ONE, TWO]);
});

test("a hole and the ground beyond are outside; a circle that reaches in makes a border of one", () => {
  assert.equal(placeOf(units, 113.6815, 34.7805, 0).verdict, "outside");
  assert.equal(placeOf(units, 113.679, 34.7805, 0).verdict, "outside");
  assert.deepEqual(placeOf(units, 113.6799, 34.7805, 20), { verdict: "border", unit: "", candidates: [ONE] });
});

test("the same plan of the same day is the same ground, whatever object holds it", () => {
  const part = { ...PART, plan: "a", version: 1, day: "2024-03-05" };
  assert.equal(isSameGround(part, structuredClone(part)), true);
  assert.equal(isSameGround(part, { ...part, version: 2 }), false);
  assert.equal(isSameGround(null, part), false);
  assert.equal(isSameGround(null, null), true);
});

test("without outlines nothing is known, and nothing breaks", () => {
  assert.equal(placeOf(unpacked(null), 113.68, 34.78, 5).verdict, "outside");
});

test("metres are those of the ground", () => {
  assert.ok(Math.abs(metresApart(113.68, 34.78, 113.68, 34.781) - 110.93) < 0.05);
  assert.ok(Math.abs(metresTo(units[1].rings, 113.679, 34.7805) - 91.5) < 0.5);
});

test("a grid's way down begins at the county; its community is what a matter about people keeps", () => {
  assert.deepEqual(pathTo(units, ONE, "410105"), ["410105", "410105002001", ONE]);
  assert.deepEqual(pathTo(units, "nowhere", "410105"), ["410105"]);
  assert.equal(aboveGrid(units, ONE), "410105002001");
  assert.equal(aboveGrid(units, "410105002001"), "410105002001");
  assert.equal(aboveGrid(units, "nowhere"), "");
});

const ROUTES = {
  rows: [
    { order: 2, category: "*", unit: "", department: "parks" },
    { order: 1, category: "S:part:01*", unit: "410105002001", department: "water", from_on: "2024-01-01", until_on: "2024-07-01" },
    { order: 1, category: "S:part:0201", unit: "", department: "light" },
  ],
  departments: { water: { name: "水务局", phone: "0371-1" }, parks: { name: "园林局", phone: "" } },
  limits: { "S:part:0101": "5 工作日" },
};

test("the first row by order that speaks of kind, place and day decides", () => {
  const path = ["410105", "410105002001", ONE];
  assert.deepEqual(whoseWork(ROUTES, "S:part:0101", path, "2024-03-05"), { code: "water", name: "水务局", phone: "0371-1" });
  assert.equal(whoseWork(ROUTES, "S:part:0101", path, "2024-07-01").code, "parks");
  assert.equal(whoseWork(ROUTES, "S:part:0101", ["410105", "410105009"], "2024-03-05").code, "parks");
  assert.equal(whoseWork(ROUTES, "S:part:0201", path, "2024-03-05").name, "light");
});

test("nobody answers where no row decides, and no limit is invented", () => {
  assert.equal(whoseWork({ rows: [] }, "S:part:0101", [], "2024-03-05"), null);
  assert.equal(whoseWork(null, "S:part:0101", [], "2024-03-05"), null);
  assert.equal(limitOf(ROUTES, "S:part:0101"), "5 工作日");
  assert.equal(limitOf(ROUTES, "S:part:0102"), "");
});
