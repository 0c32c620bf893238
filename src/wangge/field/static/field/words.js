// How is a sentence said in the language of the phone, and how is a moment told? Chinese stands in the locale files.

let words = {};
let spoken = "zh-hans";

// Loads the sentences of a language; the service worker has both, so it works without a network.
export async function speak(language) {
  const answer = await fetch(`/field/words.json?lang=${encodeURIComponent(language)}`);
  if (answer.ok) ({ words } = await answer.json());
  spoken = language;
}

export function language() {
  return spoken;
}

// The English sentence is the key; %(name)s stands for a fact.
export function t(sentence, facts = {}) {
  const said = words[sentence] ?? sentence;
  return said.replace(/%\((\w+)\)s/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

const two = (number) => String(number).padStart(2, "0");
const dayOf = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

// "14:05" today, "2026-11-22 14:05" on any other day; the phone's own zone.
export function when(iso, now = new Date()) {
  const moment = new Date(iso);
  if (!iso || Number.isNaN(moment.getTime())) return "";
  const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  return dayOf(moment) === dayOf(now) ? clock : `${dayOf(moment)} ${clock}`;
}

// "5 minutes ago", in the largest unit that says at least one.
export function ago(iso, now = new Date()) {
  const minutes = Math.floor((now - new Date(iso)) / 60000);
  if (!iso || Number.isNaN(minutes)) return "";
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("%(n)s min ago", { n: minutes });
  if (minutes < 48 * 60) return t("%(n)s h ago", { n: Math.floor(minutes / 60) });
  return t("%(n)s days ago", { n: Math.floor(minutes / 1440) });
}
