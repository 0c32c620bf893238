// What does the map show: scale, view, lines, names? A drawing in metres of a plane true at the middle of the units.
import { degreesPerMetre } from "./lookup_rules.js";

export const NARROWEST_M = 60; // nothing is seen closer
const MARGIN = 1.08;
const SCALES = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];

/** Turns degrees into metres east and south of the middle of some boxes, and back. */
export function planeOf(boxes) {
  const box = around(boxes);
  const [lon, lat] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const [perLon, perLat] = degreesPerMetre(lat);
  return {
    to: ([east, north]) => [(east - lon) / perLon, (lat - north) / perLat],
    from: ([x, y]) => [lon + x * perLon, lat - y * perLat],
  };
}

function around(boxes) {
  return boxes.reduce(
    (all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}

/** The path of an outline for SVG, in metres of the plane with one decimal. */
export function pathOf(rings, plane) {
  const pair = (vertex) => plane.to(vertex).map((metres) => metres.toFixed(1)).join(" ");
  return rings.map((ring) => `M${ring.map(pair).join("L")}Z`).join("");
}

/** The view {x, y, width} (middle and width in metres) that shows some boxes in a frame of a given shape. */
export function viewOf(boxes, plane, { aspect = 1, margin = MARGIN } = {}) {
  const box = around(boxes);
  const [west, north] = plane.to([box[0], box[3]]);
  const [east, south] = plane.to([box[2], box[1]]);
  const width = Math.max(east - west, (south - north) * aspect, NARROWEST_M) * margin;
  return { x: (west + east) / 2, y: (north + south) / 2, width };
}

/** A view around a point, so wide that its ring and some ground beside it are seen. */
export function viewAround(point, plane, accuracy = 0) {
  const [x, y] = plane.to(point);
  return { x, y, width: Math.max(300, accuracy * 3) };
}

/** A view nearer or farther; the place under the finger stays under it. `at` in metres of the plane. */
export function zoomed(view, factor, at, widest) {
  const width = Math.min(Math.max(view.width / factor, NARROWEST_M), widest);
  const share = width / view.width;
  return { width, x: at[0] + (view.x - at[0]) * share, y: at[1] + (view.y - at[1]) * share };
}

/** A view moved by metres, its middle kept within the drawing. */
export function moved(view, dx, dy, { reach }) {
  const keep = (value) => Math.min(Math.max(value, -reach), reach);
  return { ...view, x: keep(view.x + dx), y: keep(view.y + dy) };
}

/** A scale bar of a round length, at most `share` of the width: {metres, pixels}. */
export function scaleBar(view, pixels, share = 0.3) {
  const perPixel = view.width / pixels;
  const metres = SCALES.filter((length) => length / perPixel <= pixels * share).pop() ?? SCALES[0];
  return { metres, pixels: metres / perPixel };
}

/** A length in words: 200 m, 2 km. */
export function lengthInWords(metres) {
  return metres >= 1000 ? `${Number((metres / 1000).toFixed(1))} km` : `${Math.round(metres)} m`;
}

/** Where a name stands: the middle of the largest ring if it lies inside, else the middle of its widest cut. */
export function namePlace(rings) {
  const ring = rings.reduce((one, other) => (Math.abs(area(other)) > Math.abs(area(one)) ? other : one));
  const ys = ring.map(([, y]) => y);
  const y = (Math.min(...ys) + Math.max(...ys)) / 2 + 1e-9; // beside the vertices
  const cuts = crossings(ring, y).sort((one, other) => one - other);
  let best = [cuts[0], cuts[1]];
  for (let at = 0; at + 1 < cuts.length; at += 2) {
    if (cuts[at + 1] - cuts[at] > best[1] - best[0]) best = [cuts[at], cuts[at + 1]];
  }
  return [(best[0] + best[1]) / 2, y];
}

function area(ring) {
  return ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0) / 2;
}

function crossings(ring, y) {
  const found = [];
  ring.forEach(([x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length];
    if (y1 > y !== y2 > y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  });
  return found;
}

/** Which names fit without lying on each other: [{code, x, y}] in metres, the first ones first. */
export function namesThatFit(names, view, pixels, { size = 14 } = {}) {
  const perPixel = view.width / pixels;
  const taken = [];
  return names.filter(({ name, x, y }) => {
    const [wide, high] = [widthOf(name, size) * perPixel, size * 1.4 * perPixel];
    const box = [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
    taken.push(box);
    return true;
  });
}

function widthOf(name, size) {
  // A Chinese character is as wide as it is high, a Latin one about 0.6 of that.
  return [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? size : size * 0.6), 0);
}

/** Matters that lie on one spot at this scale stand as one mark with their number. */
export function heaps(points, view, pixels, { reach = 36 } = {}) {
  const apart = (view.width / pixels) * reach;
  const piles = [];
  for (const point of points) {
    const pile = piles.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < apart);
    if (pile) pile.points.push(point);
    else piles.push({ x: point.x, y: point.y, points: [point] });
  }
  return piles;
}
