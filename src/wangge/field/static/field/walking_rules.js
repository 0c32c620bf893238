// In which order does one walk to several places? Nearest first, then crossings undone (2-opt). No browser in here.

const METRES_PER_DEGREE = 111195; // of latitude, on a sphere of 6,371 km
const ROUNDS = 20; // of 2-opt; on a street's worth of places it is done after four or five

// Metres between two {lon, lat}, as on flat ground: right to 0.1 % within a street.
export function metres(one, other) {
  const middle = ((one.lat + other.lat) / 2) * (Math.PI / 180);
  const east = (other.lon - one.lon) * Math.cos(middle);
  return Math.hypot(east, other.lat - one.lat) * METRES_PER_DEGREE;
}

// The places in walking order from `start`; those without a point come last, as they stood.
export function walkingOrder(places, start) {
  const reachable = places.filter(hasPoint);
  const others = places.filter((place) => !hasPoint(place));
  if (!start || reachable.length < 2) return [...reachable, ...others];
  return [...uncrossed(nearestFirst(reachable, start), start), ...others];
}

export function hasPoint(place) {
  return Number.isFinite(place?.lon) && Number.isFinite(place?.lat);
}

// How far one walks in all, straight from point to point; the way does not lead back.
export function wayLength(order, start) {
  return order.reduce((sum, place, n) => sum + metres(n ? order[n - 1] : start, place), 0);
}

function nearestFirst(places, start) {
  const left = [...places];
  const order = [];
  let here = start;
  while (left.length) {
    let best = 0;
    for (let n = 1; n < left.length; n += 1) if (metres(here, left[n]) < metres(here, left[best])) best = n;
    [here] = left.splice(best, 1);
    order.push(here);
  }
  return order;
}

function uncrossed(order, start) {
  for (let round = 0; round < ROUNDS; round += 1) {
    let isShorter = false;
    for (let from = 0; from < order.length - 1; from += 1) {
      for (let to = from + 1; to < order.length; to += 1) {
        if (gain(order, start, from, to) > 0.01) {
          reverse(order, from, to);
          isShorter = true;
        }
      }
    }
    if (!isShorter) break;
  }
  return order;
}

// What is saved when the stretch from..to is walked the other way round.
function gain(order, start, from, to) {
  const before = from ? order[from - 1] : start;
  const after = order[to + 1];
  const now = metres(before, order[from]) + (after ? metres(order[to], after) : 0);
  const then = metres(before, order[to]) + (after ? metres(order[from], after) : 0);
  return now - then;
}

function reverse(order, from, to) {
  for (let low = from, high = to; low < high; low += 1, high -= 1) [order[low], order[high]] = [order[high], order[low]];
}

// The middle of my own grids as the bundle draws them, to walk from when the phone does not say where it is.
export function middleOf(grids) {
  const mine = (grids?.units ?? []).filter((unit) => unit.mine && unit.rings?.length);
  if (!mine.length) return null;
  const lowest = Math.max(...mine.map((unit) => unit.level));
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const unit of mine) if (unit.level === lowest) for (const ring of unit.rings) stretch(box, ring);
  const [lon, lat] = grids.zero;
  return { lon: lon + ((box[0] + box[2]) / 2) * grids.step, lat: lat + ((box[1] + box[3]) / 2) * grids.step };
}

function stretch(box, ring) {
  let [x, y] = [0, 0];
  for (let n = 0; n + 1 < ring.length; n += 2) {
    x += ring[n];
    y += ring[n + 1];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
}
