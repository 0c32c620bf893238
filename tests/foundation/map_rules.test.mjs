// Does the map colour, explain and frame what it shows?
import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAround, classBounds, legendOf, NO_LOAD, SHADES, shadeOf } from "../../src/wangge/foundation/static/foundation/map_rules.mjs";

test("classes are about equally full and end at the largest load", () => {
  assert.deepEqual(classBounds([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), [2, 4, 6, 8, 10]);
});

test("equal loads make one class, no loads make none", () => {
  assert.deepEqual(classBounds([7, 7, 7, 0]), [7]);
  assert.deepEqual(classBounds([0, 0]), []);
  assert.deepEqual(classBounds([]), []);
});

test("nothing is paper, least is lightest, most is darkest", () => {
  const bounds = [2, 4, 6, 8, 10];

  assert.equal(shadeOf(0, bounds), NO_LOAD);
  assert.equal(shadeOf(undefined, bounds), NO_LOAD);
  assert.equal(shadeOf(1, bounds), SHADES[0]);
  assert.equal(shadeOf(10, bounds), SHADES[4]);
});

test("a load above every class is drawn as most", () => {
  assert.equal(shadeOf(99, [2, 10]), SHADES[4]);
});

test("the legend names every class without a gap between them", () => {
  assert.deepEqual(legendOf([1, 5, 1200]).map(({ words }) => words), ["0", "1", "2–5", "6–1,200"]);
});

test("the legend shows the shades that the map paints", () => {
  const bounds = [1, 5, 9];

  assert.deepEqual(legendOf(bounds).slice(1).map(({ shade }) => shade), [1, 5, 9].map((load) => shadeOf(load, bounds)));
});

test("the box goes around all parts of all outlines", () => {
  const features = [
    { geometry: { type: "Polygon", coordinates: [[[1, 2], [3, 2], [3, 5], [1, 2]]] } },
    { geometry: { type: "MultiPolygon", coordinates: [[[[-1, 0], [0, 0], [0, 1], [-1, 0]]]] } },
    { geometry: null },
  ];

  assert.deepEqual(boxAround(features), [-1, 0, 3, 5]);
});

test("a box reads collections and is absent without outlines", () => {
  const collected = { geometry: { type: "GeometryCollection", geometries: [{ coordinates: [4, 5] }, { coordinates: [6, 1] }] } };

  assert.deepEqual(boxAround([collected]), [4, 1, 6, 5]);
  assert.equal(boxAround([]), null);
});
