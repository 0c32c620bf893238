// Which three kinds are offered before anything is chosen? Offline, from the bundle alone; nothing is ever set by itself.

const SHOWN = 3;
// Our assumptions: a word said outweighs a habit, and what was reported last outweighs what is reported often.
const HABIT = { recent: 0.2, frequent: 0.1 };

/** The keys of up to three kinds, the likeliest first. */
export function chips(kinds, words, { shown = SHOWN } = {}) {
  const scores = new Map((kinds?.kinds ?? []).map(({ key }) => [key, 0]));
  const add = (key, score) => scores.has(key) && scores.set(key, scores.get(key) + score);
  const said = plain(words);
  for (const [term, key, weight] of kinds?.words ?? []) if (said && said.includes(plain(term))) add(key, weight);
  for (const [habit, most] of Object.entries(HABIT)) {
    const keys = kinds?.[habit] ?? [];
    keys.forEach((key, rank) => add(key, most * (1 - rank / (keys.length + 1))));
  }
  return [...scores]
    .filter(([, score]) => score > 0)
    .sort((one, other) => other[1] - one[1])
    .slice(0, shown)
    .map(([key]) => key);
}

/** The kinds whose name holds every word that is searched for. */
export function found(kinds, words) {
  const parts = plain(words).split(" ").filter(Boolean);
  return (kinds?.kinds ?? []).filter(({ name }) => parts.every((part) => plain(name).includes(part)));
}

/** Text as it is compared: NFKC, lower case, single spaces (rules/search.py). */
export function plain(text) {
  return (text ?? "").normalize("NFKC").toLowerCase().trim().replace(/\s+/gu, " ");
}
