// What does a report still lack, what does it bring along, and what does "same again" mean? No browser in here.
import { metresApart } from "./lookup_rules.js";
import { blurredFields, placeFields } from "./place_rules.js";

export const PHOTOS_MOST = 6; // cases/services/brought.py
export const WORDS_MOST = 2000;
const SAME_SPOT_M = 30; // our assumption: what lies nearer is "this place"

/** A report of which nothing is known. */
export function blank() {
  return { category: "", condition: null, words: "", address: "", solved: false, photos: [] };
}

/** What a person had said in a report, read back from its body. */
export function refilled({ category, condition = null, words, place, solved }) {
  return { category: category ?? "", condition, words: words ?? "", address: place ?? "", solved: Boolean(solved) };
}

/** Is there anything in it that would be missed? */
export function isWorthKeeping({ category, words, address, photos }) {
  return Boolean(category || words.trim() || address.trim() || photos.length);
}

/** What is still lacking: "category", "photo", "place", in the order of the screen; empty when it can go. */
export function missing(report, kind, place) {
  const lacks = [];
  if (!kind) lacks.push("category");
  if (kind?.photo_reason && !kind.matter_only && !report.photos.length) lacks.push("photo");
  if (!place.unit && !Number.isFinite(place.lon)) lacks.push("place");
  return lacks;
}

/** The body of a `report` record, version 1. A kind that points at people leaves point and address behind. */
export function bodyOf(report, kind, place, { community, solvedWords }) {
  const where = kind.matter_only ? blurredFields(place, community) : placeFields(place);
  const words = report.words.trim() || (report.solved ? solvedWords : "");
  return {
    category: kind.key, words, place: kind.matter_only ? "" : report.address.trim(), ...where,
    condition: report.condition, asset: null, solved: report.solved,
  };
}

/** The photos that go along: none with a kind that points at people. */
export function filesOf(report, kind) {
  return kind.matter_only ? [] : report.photos;
}

/** Another kind was chosen: a condition belongs to its kind. */
export function withKind(report, category) {
  return report.category === category ? report : { ...report, category, condition: null };
}

/** The report filled in as an earlier one was; what was typed now stays. */
export function sameAs(report, earlier) {
  return {
    ...report, category: earlier.category, condition: earlier.condition ?? null,
    words: report.words.trim() ? report.words : (earlier.words ?? ""), address: report.address || (earlier.address ?? ""),
  };
}

/** What "same again" offers: my last report, and what was reported last at this place, each kind once. */
export function repeats({ last, rows, place, known }) {
  const here = Number.isFinite(place.lon)
    ? (rows ?? [])
      .filter((row) => Number.isFinite(row.lon) && metresApart(place.lon, place.lat, row.lon, row.lat) <= SAME_SPOT_M)
      .sort((one, other) => (one.at < other.at ? 1 : -1))[0]
    : null;
  const offered = [last && { ...last, of: "mine" }, here && { category: here.category, words: here.words, of: "place" }];
  const seen = new Set();
  return offered.filter((one) => one && known.has(one.category) && !seen.has(one.category) && seen.add(one.category));
}
