// Does a chart show what the table beside it says?
import assert from "node:assert/strict";
import { test } from "node:test";

import { readTable } from "../../src/wangge/foundation/static/foundation/chart_rules.mjs";

const cell = (textContent, value, href) => ({
  textContent, dataset: value === undefined ? {} : { value: String(value) },
  querySelector: () => (href ? { getAttribute: () => href } : null),
});
const head = (textContent, series) => ({ textContent, dataset: series ? { series } : {} });
const table = (heads, rows) => ({
  tHead: { rows: [{ cells: heads }] },
  tBodies: [{ rows: rows.map((cells) => ({ cells, dataset: {} })) }],
});

test("only columns marked as series are drawn, each point with its cell's link", () => {
  const read = readTable(table([head("Unit"), head("Found", "bar"), head("Rate")], [[cell(" A "), cell("1,200", 1200, "/found"), cell("50 %")]]));

  assert.deepEqual(read, { names: ["A"], series: [{ name: "Found", type: "bar", points: [{ value: 1200, href: "/found" }] }] });
});

test("a chart stops after as many rows as it can show", () => {
  const rows = ["a", "b", "c"].map((name, place) => [cell(name), cell(name, place)]);

  assert.deepEqual(readTable(table([head("Unit"), head("Found", "bar")], rows), 2).names, ["a", "b"]);
});

test("a count that opens nothing has no link", () => {
  const read = readTable(table([head("Unit"), head("Found", "line")], [[cell("A"), cell("0", 0)]]));

  assert.deepEqual(read.series[0].points, [{ value: 0, href: "" }]);
});

test("what is not known yet is left out of a line, not drawn as nothing", () => {
  const read = readTable(table([head("Until"), head("Today", "line")], [[cell("01:00"), cell("3", 3)], [cell("02:00"), cell("–", "")]]));

  assert.deepEqual(read.series[0].points.map((point) => point.value), [3, null]);
});
