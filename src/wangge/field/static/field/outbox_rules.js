// In which state is a record, what may go in the next batch, what does an answer make of it, and when may it be forgotten?
//
//   kept -> sending (written before the first byte) -> accepted (receipt checked, files missing) -> delivered -> filed
//                  \-> kept again (no answer, waiting)   \-> attention (refused, conflict, predecessor gone)
//
// Nothing here believes an answer: `isTrue` says whether the receipt's signature and SHA-256 were checked and right.

export const MOST_RECORDS = 100; // docs/field-protocol.md: at most 100 records, 256 KB
export const MOST_BYTES = 240 * 1024; // leaves room for the frame around the records
export const KEEP_DAYS = 7;
const FRAME_BYTES = 160; // id, quotes, commas and the doubled quotes are counted by `cost`
const OPEN = ["kept", "sending", "accepted", "attention"];
const ONE_MINUTE = 60000;
const MOST_FILE_TRIES = 5; // our assumption
const PARKED_ASKED_AFTER = 6 * 60 * ONE_MINUTE; // our assumption: a server learns a new form at most a few times a day

export const isOpen = (record) => OPEN.includes(record.phase);
export const isDone = (record) => !isOpen(record);

/** The state that is shown: only a pass that runs now is "sending". */
export function stateOf(record, isUnderWay = false) {
  if (record.phase === "sending" || record.phase === "accepted") return isUnderWay ? "sending" : "kept";
  return record.phase;
}

/** How many on this phone are not delivered. */
export const countOpen = (records) => records.filter(isOpen).length;

/** Oldest first; what builds on another comes after it. */
export function inOrder(records) {
  const byId = new Map(records.map((record) => [record.id, record]));
  const sorted = [...records].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const placed = new Set();
  const order = [];
  const place = (record) => {
    if (placed.has(record.id)) return;
    placed.add(record.id); // before its predecessor: a circle ends here
    const before = byId.get(record.after);
    if (before) place(before);
    order.push(record);
  };
  sorted.forEach(place);
  return order;
}

const key = (record) => `${record.made_at} ${record.id}`;

/** Why a record does not go now: "" (it goes), "done", "attention", "later" (its own time), "before" (its predecessor). */
export function whyNot(record, byId, now) {
  if (isDone(record)) return "done";
  if (record.phase === "attention") return record.retry_at && now >= record.retry_at ? "" : "attention";
  if (record.next_at && now < record.next_at) return "later";
  const before = byId.get(record.after);
  return before && before.phase === "attention" && !before.receipt ? "before" : "";
}

/** What a record adds to the bytes of a request: JSON doubles quotes and backslashes of the text. */
export const cost = (record) => record.cost + FRAME_BYTES;

/** The next batch: in order, at most so many, one at least; what builds on one left out is left out. */
export function batchOf(records, now, { most = MOST_RECORDS, bytes = MOST_BYTES, not = new Set() } = {}) {
  const byId = new Map(records.map((record) => [record.id, record]));
  const chosen = [];
  let sum = 0;
  for (const record of inOrder(records)) {
    if (not.has(record.id) || whyNot(record, byId, now)) continue;
    if (chosen.length && (chosen.length >= most || sum + cost(record) > bytes)) break;
    chosen.push(record);
    sum += cost(record);
  }
  return chosen;
}

/** Written before the first byte leaves: from here on the server may have it, so its content is never changed. */
export const asSending = (record) => ({ ...record, phase: record.phase === "accepted" ? "accepted" : "sending", was_sent: true, retry_at: null });

/** What the result for a record makes of it. `isTrue`: the receipt is our server's and about this very content. */
export function afterResult(record, result, isTrue, { now, chance, hasBefore = false }) {
  const moved = { ...record, tries: 0, next_at: 0, problem: null, verdict: result.state };
  switch (result.state) {
    case "accepted":
      return isTrue ? received(moved, result, now) : mistrusted(record, now, chance);
    case "parked":
      return isTrue ? { ...received(moved, { ...result, missing: result.missing ?? [] }, now), parked: true } : { ...moved, phase: "attention", problem: result.problem ?? { code: "phone.parked" }, retry_at: now + PARKED_ASKED_AFTER };
    case "conflict":
    case "refused":
      return { ...moved, phase: "attention", problem: result.problem ?? { code: `phone.${result.state}` }, card: result.card ?? null, held: result.held ?? null };
    case "waiting":
      return hasBefore || !record.after ? later(record, now, chance) : { ...moved, phase: "attention", problem: { code: "phone.before_gone" } };
    default:
      return later(record, now, chance); // a word that this version of the program does not know
  }
}

function received(record, { receipt, missing = [] }, now) {
  const held = { ...record, receipt, missing: [...missing], case: receipt.case ?? "", number: receipt.number ?? "" };
  if (missing.length) return { ...held, phase: "accepted" };
  return delivered(held, now);
}

// Nothing of what was said and photographed stays but the thumbnail.
function delivered(record, now) {
  return { ...record, phase: "delivered", missing: [], sealed: null, files: [], uploads: {}, card: null, held: null, delivered_at: new Date(now).toISOString() };
}

function mistrusted(record, now, chance) {
  return { ...later(record, now, chance), problem: { code: "phone.receipt_false" } };
}

// Its own wait, beside the queue: 1, 2, 4 ... minutes, at most an hour (our assumption).
function later(record, now, chance) {
  const tries = (record.tries ?? 0) + 1;
  const wait = Math.min(ONE_MINUTE * 2 ** (tries - 1), 60 * ONE_MINUTE);
  return { ...back(record), tries, next_at: now + Math.round(wait * (0.75 + chance / 2)) };
}

/** No answer came: as before the sending. */
export const back = (record) => ({ ...record, phase: record.phase === "accepted" ? "accepted" : "kept" });

/**
 * A file's own refusal: a person has to see it; the record itself is safe with the server. What arrived other than it left
 * was damaged on its way (the seal proves what is here): it goes again, a few times.
 */
export function withFileFault(record, problem, { now = 0, chance = 0.5 } = {}) {
  const fileTries = (record.file_tries ?? 0) + 1;
  if (problem.code === "field.file_differs" && fileTries < MOST_FILE_TRIES) return { ...later(record, now, chance), file_tries: fileTries, problem };
  return { ...record, phase: "attention", problem };
}

/** A person says: once more. */
export const again = (record) => ({ ...record, phase: record.receipt ? "accepted" : "kept", problem: null, tries: 0, file_tries: 0, next_at: 0, retry_at: null });

/** May its content be made anew under another id? Only what the server has said no to: all else may be there already. */
export const mayPutRight = (record) => record.phase === "attention" && record.verdict === "refused" && !record.receipt;

/** A card says that the matter is on file: shown as such from then on. */
export function withCard(record, card) {
  if (record.phase !== "delivered" || record.form !== "report" || record.case !== card.id || !card.filed) return record;
  return { ...record, phase: "filed", number: card.number || record.number };
}

/** Delivered long enough ago: its thumbnail and receipt go. */
export function isSpent(record, now) {
  return isDone(record) && now - new Date(record.delivered_at).getTime() > KEEP_DAYS * 86400000;
}
