// Where is it? Which of the last own grid, the satellites, a pin or a list counts, and how sure is it?
//
// A place is {source, lon, lat, accuracy, unit, verdict, candidates, chosen}; `unit` is empty until it is known,
// `chosen` says that a person has settled a border. Nothing here ever blocks: indoors the last own grid stands.
import { placeOf } from "./lookup_rules.js";

export const SURE_M = 20; // at most so far off, a fix is taken without a question
export const COARSE_M = 200; // our assumption: beyond it a fix names no grid (a grid is about 100 to 200 m wide)
export const WAIT_MS = 10_000; // how long a fix is waited for
export const CRS = "EPSG:4326"; // what the browser's geolocation is defined to give
const NOWHERE = 0.01; // degrees around 0,0: no fix, but an empty answer

/** A coordinate that a device gave: "" when it can be used, else why not: "zero" or "bad". */
export function faultOf({ lon, lat }) {
  if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lon) > 180 || Math.abs(lat) > 90) return "bad";
  return Math.abs(lon) < NOWHERE && Math.abs(lat) < NOWHERE ? "zero" : "";
}

/** How good a fix is: "sure" counts by itself, "rough" is shown with its ring, "coarse" is not used. */
export function gradeOf(accuracy) {
  if (!(accuracy >= 0)) return "coarse";
  if (accuracy <= SURE_M) return "sure";
  return accuracy <= COARSE_M ? "rough" : "coarse";
}

/** The better of two fixes, either of which may be missing; the later one of two that are as good. */
export function better(one, other) {
  if (!one || !other) return one ?? other;
  return other.accuracy <= one.accuracy ? other : one;
}

/** The place before anything is known: the last own grid, else the only one, else none. */
export function begin(units, { lastGrid, mine }) {
  const own = mine.length === 1 ? mine[0] : "";
  const unit = units.some(({ code }) => code === lastGrid) ? lastGrid : own;
  return unit ? named(unit) : { source: "", unit: "", verdict: "", candidates: [], chosen: false };
}

/** A unit from the list, or the last own grid: no point. */
export function named(unit, source = "grid") {
  return { source, unit, verdict: "named", candidates: [], chosen: true };
}

/** The place of a fix. A coarse one leaves what was there, unless that was nothing. */
export function fromFix(units, before, fix) {
  if (faultOf(fix) || gradeOf(fix.accuracy) === "coarse") return before;
  return located(units, "gps", fix.lon, fix.lat, fix.accuracy);
}

/** The place of a pin that a person set: true within what a finger can mean at this scale (metres). */
export function fromPin(units, lon, lat, accuracy = 0) {
  return located(units, "pin", lon, lat, Math.round(accuracy));
}

/** What the server said of a point; it holds every grid, the phone only its own scope. */
export function fromServer(place, answer) {
  if (!answer?.verdict || place.chosen || !Number.isFinite(place.lon)) return place;
  const candidates = (answer.candidates ?? []).map(({ code }) => code);
  return { ...place, verdict: answer.verdict, unit: answer.unit || candidates[0] || "", candidates };
}

/** A person says which of the candidates it is, or that it is another unit than was thought. */
export function settle(place, unit) {
  return { ...place, unit, chosen: true };
}

function located(units, source, lon, lat, accuracy) {
  const { verdict, unit, candidates } = placeOf(units, lon, lat, accuracy);
  return { source, lon, lat, accuracy, verdict, unit: unit || candidates[0] || "", candidates, chosen: false };
}

/** Must a person look: a border not settled, a point outside of what the phone knows, or nothing at all? */
export function doubt({ verdict, chosen, unit }) {
  if (chosen) return "";
  if (verdict === "border" || verdict === "outside") return verdict;
  return unit ? "" : "unknown";
}

/** The fields of a report's body that say where. A point speaks for itself unless a person settled its border. */
export function placeFields({ source, lon, lat, accuracy, unit, chosen }) {
  if (!Number.isFinite(lon)) return { lon: null, lat: null, accuracy_m: 0, crs: CRS, unit, source: source || "grid" };
  return { lon, lat, accuracy_m: Math.ceil(accuracy), crs: CRS, unit: chosen ? unit : "", source };
}

/** The same for a kind that points at people: its community, no point (rulings.md). */
export function blurredFields(place, community) {
  return { lon: null, lat: null, accuracy_m: 0, crs: CRS, unit: community, source: place.source || "grid" };
}
