// Is it this one? The phone's twin of rules/likeness.py over the bundle's part `near`, for when there is no network.
//
// The numbers are those of cases/data/likeness.toml (a test compares them); what the phone cannot know is assumed:
// how long a matter of a kind usually stands, and that none was ever merged.
import { plain } from "./chips_rules.js";
import { metresApart } from "./lookup_rules.js";

export const WEIGHTS = {
  reach_m: 250,
  days: 120,
  closed_days: 7,
  offered: 3,
  ask_from: -6.1,
  metres: [[0, 2.13], [5, 2.41], [10, 2.23], [20, 1.53], [40, 1.2], [80, -0.5], [150, -2.45], [250, -3.74]],
  age: [[0, 0], [1, 0.71], [2, 0.54], [3, 0.57], [4, 0.42], [4.5, 0.01], [5, 0.15], [5.5, 0], [6, -0.39], [7, -1.2], [9, -2.73]],
  closed: -4,
  kinship: 0.65,
  crowd: -0.89,
  words: 4,
  words_apart: 0.15,
  prior: { same: 0.01, akin: 0.001 },
};
export const AKIN_FROM = 0.3; // rules/likeness.py
const USUAL_DAYS = 7; // our assumption: a matter stands about one working week
const DAY = 86_400_000;

/** Up to three matters that it may be, the likeliest first, each with its `metres`; only of kinds of public space. */
export function likely(near, seen, { kinds, now }) {
  const byKey = new Map((kinds?.kinds ?? []).map((kind) => [kind.key, kind]));
  const kind = byKey.get(seen.category);
  if (!isPublic(kind) || !Number.isFinite(seen.lon)) return [];
  const rows = (near ?? [])
    .map((row) => ({ ...row, relation: relation(kind, byKey.get(row.category)) }))
    .filter((row) => row.relation && isYoung(row, now) && Number.isFinite(row.lon))
    .map((row) => ({ ...row, metres: metresApart(seen.lon, seen.lat, row.lon, row.lat) }))
    .filter(({ metres }) => metres <= WEIGHTS.reach_m);
  const crowd = (row) => rows.filter((other) => !other.ended_at && other.category === row.category).length;
  return rows
    .map((row) => ({ ...row, score: likeness(row, crowd(row), seen.words, now) }))
    .filter(({ score }) => score >= WEIGHTS.ask_from)
    .sort((one, other) => other.score - one.score)
    .slice(0, WEIGHTS.offered);
}

function likeness(row, crowd, words, now) {
  const shared = sharedWords(words, row.words);
  const lives = (now - new Date(row.at)) / DAY / USUAL_DAYS;
  return (
    curve(WEIGHTS.metres, row.metres) +
    curve(WEIGHTS.age, Math.log2(1 + 16 * Math.max(lives, 0))) +
    WEIGHTS.kinship * Math.log(WEIGHTS.prior[row.relation]) +
    WEIGHTS.crowd * Math.log1p(crowd) +
    (row.ended_at ? WEIGHTS.closed : 0) +
    (shared === null ? 0 : WEIGHTS.words * (shared - WEIGHTS.words_apart))
  );
}

function isPublic(kind) {
  return Boolean(kind?.in_public && !kind.matter_only);
}

function isYoung(row, now) {
  const [since, days] = row.ended_at ? [row.ended_at, WEIGHTS.closed_days] : [row.at, WEIGHTS.days];
  return now - new Date(since) <= days * DAY;
}

function relation(kind, other) {
  if (!isPublic(other)) return "";
  if (kind.name === other.name) return "same";
  return (sharedWords(kind.name, other.name) ?? 0) >= AKIN_FROM ? "akin" : "";
}

/** Which share of pairs of characters two texts have in common (Dice), null without words. */
export function sharedWords(one, other) {
  const [first, second] = [pairs(one), pairs(other)];
  if (!first.size || !second.size) return null;
  const common = [...first].filter((pair) => second.has(pair)).length;
  return (2 * common) / (first.size + second.size);
}

function pairs(text) {
  const letters = [...plain(text)];
  return new Set(letters.slice(1).map((letter, at) => letters[at] + letter));
}

function curve(points, x) {
  let before = points[0];
  for (const point of points) {
    if (x <= point[0]) {
      const span = point[0] - before[0];
      return span <= 0 ? before[1] : before[1] + ((point[1] - before[1]) * (x - before[0])) / span;
    }
    before = point;
  }
  return before[1];
}
