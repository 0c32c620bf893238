// Whose ground is this point on, and when must nobody guess? The phone's twin of rules/geometry/locating.py.
//
// The candidates of a point are the units that its accuracy circle touches, border included. None: outside.
// Exactly one, and the point itself lies in it: inside. Anything else is a border, candidates nearest first.

const AXIS = 6378137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING);

/** Degrees of longitude and of latitude that make one metre at a latitude, on the WGS-84 ellipsoid. */
export function degreesPerMetre(lat) {
  const radians = (lat * Math.PI) / 180;
  const magic = 1 - ECCENTRICITY2 * Math.sin(radians) ** 2;
  const along = (AXIS / Math.sqrt(magic)) * Math.cos(radians);
  const up = (AXIS * (1 - ECCENTRICITY2)) / (magic * Math.sqrt(magic));
  return [180 / Math.PI / Math.max(along, 1), 180 / Math.PI / up];
}

/** Metres between two points in degrees, in the plane that is true at the first one. */
export function metresApart(lon, lat, otherLon, otherLat) {
  const [perLon, perLat] = degreesPerMetre(lat);
  return Math.hypot((otherLon - lon) / perLon, (otherLat - lat) / perLat);
}

/** The units of the bundle's part `grids`, with outlines in degrees. */
export function unpacked(part) {
  return (part?.units ?? []).map((unit) => unpackedUnit(unit, part));
}

function unpackedUnit(unit, { zero, step }) {
  const rings = unit.rings.map((ring) => unpackedRing(ring, zero, step));
  return { ...unit, rings, box: boxOf(rings) };
}

function unpackedRing(whole, [zeroLon, zeroLat], step) {
  const ring = [];
  for (let at = 0, x = 0, y = 0; at + 1 < whole.length; at += 2) {
    x += whole[at]; // the first pair is absolute, each further one a difference
    y += whole[at + 1];
    ring.push([zeroLon + x * step, zeroLat + y * step]);
  }
  return ring;
}

function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings.flat()) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** Are two parts `grids` the same ground? The store gives a new object each time, and a map need not begin anew. */
export function isSameGround(one, other) {
  if (!one?.units || !other?.units) return one === other;
  return ["plan", "version", "day"].every((key) => one[key] === other[key]) && one.units.length === other.units.length;
}

/** The units in which a point is looked for: those of which no other is a part. */
export function lowest(units) {
  const parents = new Set(units.map(({ parent }) => parent));
  return units.filter(({ code, rings }) => rings.length && !parents.has(code));
}

/** Where a point lies whose position is true within `accuracy` metres: {verdict, unit, candidates} as codes. */
export function placeOf(units, lon, lat, accuracy = 0) {
  const near = touched(units, lon, lat, accuracy);
  if (!near.length) return { verdict: "outside", unit: "", candidates: [] };
  const codes = [...new Set(near.map(({ code }) => code))];
  if (codes.length === 1 && near[0].metres === 0) return { verdict: "inside", unit: codes[0], candidates: [] };
  return { verdict: "border", unit: "", candidates: codes };
}

function touched(units, lon, lat, accuracy) {
  const perMetre = degreesPerMetre(lat);
  const [east, north] = perMetre.map((degrees) => accuracy * degrees * 1.001);
  const near = [];
  for (const { code, rings, box } of lowest(units)) {
    if (lon < box[0] - east || lon > box[2] + east || lat < box[1] - north || lat > box[3] + north) continue;
    const metres = metresTo(rings, lon, lat, perMetre);
    if (metres <= accuracy) near.push({ code, metres });
  }
  return near.sort((one, other) => one.metres - other.metres || (one.code < other.code ? -1 : 1));
}

/** Metres from a point to an outline, 0 inside it or on its border. */
export function metresTo(rings, lon, lat, perMetre = degreesPerMetre(lat)) {
  let isInside = false;
  let least = Infinity;
  for (const ring of rings) {
    let [x1, y1] = flat(ring[ring.length - 1], lon, lat, perMetre);
    for (const vertex of ring) {
      const [x2, y2] = flat(vertex, lon, lat, perMetre);
      // Even-odd over all rings: holes and several parts need no order.
      if (y1 > 0 !== y2 > 0 && x1 + (-y1 / (y2 - y1)) * (x2 - x1) > 0) isInside = !isInside;
      least = Math.min(least, metresToEdge(x1, y1, x2, y2));
      [x1, y1] = [x2, y2];
    }
  }
  return isInside ? 0 : least;
}

function flat([lon, lat], zeroLon, zeroLat, [perLon, perLat]) {
  return [(lon - zeroLon) / perLon, (lat - zeroLat) / perLat];
}

function metresToEdge(x1, y1, x2, y2) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length2 = dx * dx + dy * dy;
  const along = length2 ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length2)) : 0;
  return Math.hypot(x1 + along * dx, y1 + along * dy);
}

/** The codes from the county down to a unit; only the county where the unit is not on the phone. */
export function pathTo(units, code, county) {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const path = [];
  for (let unit = byCode.get(code); unit && !path.includes(unit.code); unit = byCode.get(unit.parent)) path.unshift(unit.code);
  return path[0] === county ? path : [county, ...path];
}

/** The community that a unit lies in, or the unit itself where it is none lower: no point or grid goes below it. */
export function aboveGrid(units, code) {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  let unit = byCode.get(code);
  while (unit && Number(unit.level) > COMMUNITY && byCode.has(unit.parent)) unit = byCode.get(unit.parent);
  return unit && Number(unit.level) <= COMMUNITY ? unit.code : "";
}
const COMMUNITY = 4; // rules/levels.py
