// What does an act on a matter ask for, what is still missing, and what is sent? No browser in here.

// What the server calls a need, and what is asked for it.
const ASKED = {
  reason: { name: "words", kind: "text" },
  result: { name: "words", kind: "text" },
  department: { name: "department", kind: "one" },
  departments: { name: "departments", kind: "some" },
  cause: { name: "cause", kind: "one" },
  condition: { name: "condition", kind: "one" },
  until: { name: "until", kind: "moment" },
  target: { name: "target", kind: "line" },
  amount: { name: "amount", kind: "number" },
  photo: { name: "photos", kind: "photos" },
};
const SENT = ["words", "department", "departments", "cause", "until", "target", "amount", "condition"];
// On their way, or waiting for it; what comes now must come after them.
const UNDERWAY = new Set(["kept", "sending"]);

// [{need, name, kind, required, choices}] in the order in which one thinks: which, why, until when, picture.
export function fieldsOf(act) {
  const needs = act.needs ?? [];
  const fields = Object.keys(ASKED).filter((need) => needs.includes(need))
    .map((need) => ({ need, ...ASKED[need], required: true, choices: act.choices?.[need] ?? [] }));
  if (act.takes_photo && !needs.includes("photo")) fields.push({ need: "photo", ...ASKED.photo, required: false, choices: [] });
  const order = ["one", "some", "number", "moment", "line", "text", "photos"];
  return fields.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

// The names of what is required and not there yet.
export function missing(act, values) {
  return fieldsOf(act).filter((field) => field.required && isBlank(values[field.name])).map((field) => field.name);
}

function isBlank(value) {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || String(value).trim() === "";
}

// The body of an `act` record. After another record of this phone the base is where that one left the matter.
export function bodyOf(card, act, values, after) {
  const asked = new Set(fieldsOf(act).map((field) => field.name));
  const brought = SENT.filter((name) => asked.has(name) && !isBlank(values[name])).map((name) => [name, tidy(name, values[name])]);
  return { case: card.id, act: act.act, seen: after ? null : card.seq, ...Object.fromEntries(brought) };
}

function tidy(name, value) {
  if (name === "amount") return Number(value);
  if (name === "condition") return Number.isNaN(Number(value)) ? value : Number(value);
  if (name === "until") return new Date(value).toISOString();
  return typeof value === "string" ? value.trim() : value;
}

// Acts of this phone on a matter, oldest first, that the server has not answered yet.
export function underway(caseId, records) {
  return ofCase(caseId, records).filter((one) => UNDERWAY.has(one.state));
}

// Acts that the server did not take: a person has to look.
export function refused(caseId, records) {
  return ofCase(caseId, records).filter((one) => one.state === "attention");
}

// Ids are made in the order of time.
function ofCase(caseId, records) {
  return records.filter((one) => one.form === "act" && one.body?.case === caseId).sort((one, other) => (one.id < other.id ? -1 : 1));
}

// What may be done now: the acts of the card, or what the last waiting act leads to (`then`).
export function openActs(card, waiting) {
  return waiting.reduce((acts, record) => acts.find((act) => act.act === record.body.act)?.then ?? [], card.acts ?? []);
}

// {main, others}: one act is the filled button. A blind check has none: neither finding is the expected one.
export function arranged(acts, isBlind = false) {
  const main = isBlind ? null : (acts.find((act) => act.main) ?? acts[0] ?? null);
  return { main, others: acts.filter((act) => act !== main) };
}
