// Which questions of an inspection form are open now, and what is wrong with its answers?
// The server decides the same in rules/forms.py; tests/field/form_cases.json holds what both must say.

export const KINDS = ["yesno", "choice", "many", "number", "text", "photo", "date", "place"];
const USUAL_MOST = { text: 500, photo: 4 };
const NUMBER_MOST = 1e15;
const BLANKS = /^[ \t\n\r\u00a0\u3000]+|[ \t\n\r\u00a0\u3000]+$/g;
const DECLARED = ["EPSG:4326", "EPSG:4490"];

/** Whether this phone's program knows every kind of question of a form. */
export function isKnown(definition) {
  return definition.fields.every((field) => KINDS.includes(field.kind));
}

/** The keys of the questions that are open now, in the form's order. */
export function shown(definition, answers) {
  const form = byKey(definition);
  return definition.fields.filter((field) => isShown(form, field, answers)).map((field) => field.key);
}

/** What is wrong, in the form's order: [{key, wrong, reason}]; answers to hidden questions do not count. */
export function faults(definition, answers) {
  const form = byKey(definition);
  const found = [];
  for (const key of shown(definition, answers)) {
    const field = form.get(key);
    const value = said(answers[key]);
    if (value === null) {
      const rule = field.required_if;
      if (field.required) found.push({ key, wrong: "missing", reason: null });
      else if (rule && isMet(rule.condition, form, answers)) found.push({ key, wrong: "missing", reason: rule.reason });
    } else {
      const wrong = wrongWith(field, value);
      if (wrong) found.push({ key, wrong, reason: null });
    }
  }
  const strangers = Object.keys(answers).filter((key) => !form.has(key)).sort();
  return [...found, ...strangers.map((key) => ({ key, wrong: "no_such_field", reason: null }))];
}

/** The reason in force for which a question must be answered, "" when it simply must, null when it need not. */
export function mustAnswer(definition, key, answers) {
  const form = byKey(definition);
  const { required, required_if: rule } = form.get(key);
  if (required) return "";
  return rule && isMet(rule.condition, form, answers) ? rule.reason : null;
}

/** What leaves the phone: answers to open questions only, without blanks around words. */
export function sent(definition, answers) {
  const kept = shown(definition, answers).map((key) => [key, said(answers[key])]);
  return Object.fromEntries(kept.filter(([, value]) => value !== null));
}

/** An answer without blanks around it; null where nothing was said. */
export function said(value) {
  const told = typeof value === "string" ? value.replace(BLANKS, "") : value;
  return told === undefined || told === null || told === "" || (Array.isArray(told) && !told.length) ? null : told;
}

/** Whether a text is a day of the calendar, as 2026-11-23. */
export function isDay(value) {
  const found = typeof value === "string" && /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(value);
  if (!found || value.length !== 10) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

function byKey(definition) {
  return new Map(definition.fields.map((field) => [field.key, field]));
}

function isShown(form, field, answers) {
  return !field.show_if || isMet(field.show_if, form, answers);
}

function isMet(condition, form, answers) {
  if (condition.all) return condition.all.every((one) => isMet(one, form, answers));
  if (condition.any) return condition.any.some((one) => isMet(one, form, answers));
  const field = form.get(condition.field);
  const value = isShown(form, field, answers) ? said(answers[field.key]) : null;
  // A question that nobody answered decides nothing, not even by what it is not.
  if (value === null || ["not_of_kind", "not_a_choice"].includes(wrongWith(field, value))) return false;
  const given = Array.isArray(value) ? value : [value];
  if ("above" in condition) return value > condition.above;
  if ("below" in condition) return value < condition.below;
  if ("not" in condition) return !given.includes(condition.not);
  const wanted = "in" in condition ? condition.in : [condition.is];
  return given.some((one) => wanted.includes(one));
}

function wrongWith(field, value) {
  switch (field.kind) {
    case "yesno": return typeof value === "boolean" ? null : "not_of_kind";
    case "number": return isNumber(value) ? outside(value, field) : "not_of_kind";
    case "text": return typeof value === "string" ? outside([...value].length, field) : "not_of_kind";
    case "date": return isDay(value) ? outside(value, field) : "not_of_kind";
    case "place": return isPlace(value) ? null : "not_of_kind";
    case "choice":
      if (typeof value !== "string") return "not_of_kind";
      return keysOf(field).includes(value) ? null : "not_a_choice";
    default: return wrongInList(field, value);
  }
}

function wrongInList(field, value) {
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string");
  if (!isList || new Set(value).size < value.length) return "not_of_kind";
  if (field.kind === "many" && !value.every((one) => keysOf(field).includes(one))) return "not_a_choice";
  if (field.kind === "photo" && !value.every((one) => /^[0-9a-f]{64}$/.test(one))) return "not_of_kind";
  return outside(value.length, field);
}

function outside(amount, field) {
  const most = field.max ?? USUAL_MOST[field.kind] ?? null;
  if ((field.min ?? null) !== null && amount < field.min) return "too_little";
  return most !== null && amount > most ? "too_much" : null;
}

function keysOf(field) {
  return (field.choices ?? []).map((one) => one.key);
}

function isNumber(value) {
  return typeof value === "number" && Math.abs(value) <= NUMBER_MOST;
}

function isPlace(value) {
  if (typeof value !== "object" || Array.isArray(value) || !DECLARED.includes(value.crs)) return false;
  const { lon, lat, accuracy_m: accuracy = 0 } = value;
  if (!isNumber(lon) || !isNumber(lat) || !isNumber(accuracy) || accuracy < 0) return false;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && !(lon === 0 && lat === 0);
}
