// Pure decisions of the report form.

/** The point two typed numbers mean; null while they are no place on earth. */
export function pointOf(lonText, latText) {
  const [lon, lat] = [lonText, latText].map((text) => (text.trim() === "" ? NaN : Number(text)));
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

/** Does a category's name hold every word that is searched for? */
export function fits(name, words) {
  const low = name.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => low.includes(word));
}

/** The sentence under the map, from the answer of the place look-up and the form's own words. */
export function sayPlace({ verdict, path, unit, candidates = [] }, words) {
  if (verdict === "outside") return `◆ ${words.outside}`;
  if (verdict === "border") return `◐ ${words.border} ${candidates.map(({ name, code }) => name ?? code).join(" / ")}`;
  return `● ${words.inside} ${path || unit}`;
}
