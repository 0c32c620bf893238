// Does the map keep places, scale and names honest?
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  heaps, lengthInWords, moved, namePlace, namesThatFit, pathOf, planeOf, scaleBar, viewAround, viewOf, zoomed,
} from "../../src/wangge/field/static/field/map_rules.js";

const BOX = [113.68, 34.78, 113.69, 34.79];
const plane = planeOf([BOX]);

test("a point goes into the plane and comes back", () => {
  const [lon, lat] = plane.from(plane.to([113.6812, 34.7834]));
  assert.ok(Math.abs(lon - 113.6812) < 1e-9 && Math.abs(lat - 34.7834) < 1e-9);
  assert.ok(plane.to([113.685, 34.79])[1] < 0, "north is up");
});

test("a unit's path closes each ring", () => {
  assert.match(pathOf([[[113.685, 34.785], [113.69, 34.785], [113.69, 34.79]]], plane), /^M0\.0 -?0\.0L457\.\d -?0\.0L457\.\d -554\.\dZ$/);
});

test("the whole of the units is in sight, whatever the shape of the frame", () => {
  const tall = viewOf([BOX], plane, { aspect: 0.5 });
  const wide = viewOf([BOX], plane, { aspect: 2 });
  assert.ok(tall.width >= 914 && wide.width / 2 >= 1109);
  assert.ok(viewAround([113.685, 34.785], plane, 200).width >= 400, "the whole ring");
});

test("what is under the finger stays there while zooming, and it ends somewhere", () => {
  const view = { x: 0, y: 0, width: 1000 };
  const near = zoomed(view, 2, [250, 0], 4000);
  assert.deepEqual(near, { x: 125, y: 0, width: 500 });
  assert.equal(zoomed(view, 1000, [0, 0], 4000).width, 60);
  assert.equal(zoomed(view, 0.001, [0, 0], 4000).width, 4000);
  assert.equal(moved(view, 9999, -50, { reach: 700 }).x, 700);
});

test("the scale bar is a round length that fits", () => {
  assert.deepEqual(scaleBar({ width: 1000 }, 360), { metres: 200, pixels: 72 });
  assert.equal(lengthInWords(200), "200 m");
  assert.equal(lengthInWords(2000), "2 km");
});

test("a name stands inside its unit, even where its middle does not", () => {
  const hook = [[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [0, 2]];
  const [x, y] = namePlace([hook]);
  assert.ok(x > 8 && x < 10 && y > 0 && y < 10);
});

test("names do not lie on each other; the first ones stay", () => {
  const names = [{ name: "第一网格", x: 0, y: 0 }, { name: "第二网格", x: 20, y: 0 }, { name: "第三网格", x: 300, y: 0 }];
  assert.deepEqual(namesThatFit(names, { width: 1000 }, 360).map(({ name }) => name), ["第一网格", "第三网格"]);
  assert.equal(namesThatFit(names, { width: 100 }, 360).length, 3);
});

test("matters on one spot stand as one mark", () => {
  const points = [{ x: 0, y: 0 }, { x: 5, y: 0 }, { x: 300, y: 0 }];
  assert.deepEqual(heaps(points, { width: 1000 }, 360).map((pile) => pile.points.length), [2, 1]);
});
