// What does an answer mean, when is it asked again, and which way does a file take? Decided here, done in sync.js.

export const PROTOCOL = 1;
export const PUT_LIMIT = 1024 * 1024; // docs/field-protocol.md: up to 1 MB by PUT, above that tus
export const CHUNK = 512 * 1024;
const FIRST_WAIT_MS = 5000; // our assumption, as the next two
const LONGEST_WAIT_MS = 5 * 60000;
const SPREAD = 0.25;
export const BUNDLE_AGE_MS = 10 * 60000;

/**
 * {kind: "answer", value} of our own server, or {kind: "refused", problem} in its words, or {kind: "stranger" | "trouble",
 * code} of ours. A page of a hotel's network is a stranger whatever its status.
 */
export function read(status, type, text, isOurs = () => true) {
  const value = type.includes("json") ? parsed(text) : null;
  if (value && typeof value.code === "string" && status >= 400 && !isAnswer(value)) return { kind: "refused", problem: value };
  if (value && (status < 300 || isAnswer(value)) && isOurs(value)) return { kind: "answer", value };
  if (status === 413) return { kind: "trouble", code: "phone.too_large" };
  if (status === 507) return { kind: "trouble", code: "phone.server_full" };
  if (status >= 500 || status === 429) return { kind: "trouble", code: "phone.server_busy" };
  return { kind: "stranger", code: "phone.stranger" };
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** The answer to POST /field/sync, whatever its status: a batch of one has the status of its result. */
export function isAnswer(value) {
  return value.protocol === PROTOCOL && Array.isArray(value.results) && typeof value.server_at === "string";
}

/** How long after so many failures in a row; `chance` in [0, 1) keeps a street's phones from asking all at once. */
export function waitAfter(failures, chance) {
  if (failures <= 0) return 0;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  return Math.round(wait * (1 - SPREAD + 2 * SPREAD * chance));
}

/** May it be tried now? A person, a network that came back or a page that was opened does not wait; the clock does. */
export function mayTry(reason, now, notBefore) {
  return reason !== "minute" || now >= notBefore;
}

export function wayOf(file) {
  return file.bytes > PUT_LIMIT ? "tus" : "put";
}

/** The next piece of a file: [from, until), or null when everything is there. */
export function nextChunk(offset, bytes) {
  return offset >= bytes ? null : [offset, Math.min(offset + CHUNK, bytes)];
}

/** The offset that a tus server names, or null when it makes no sense for this file. */
export function offsetOf(header, bytes) {
  const offset = /^\d+$/.test(header ?? "") ? Number(header) : NaN;
  return offset >= 0 && offset <= bytes ? offset : null;
}

/** Cards on the phone with the news laid over them; what is not mine any more goes. */
export function withNews(cards, news) {
  const fresh = new Map(news.map((card) => [card.id, card]));
  const known = new Set(cards.map((card) => card.id));
  const laid = cards.map((card) => fresh.get(card.id) ?? card);
  return [...laid, ...news.filter((card) => !known.has(card.id) && card.mine)].filter((card) => !card.gone);
}

export function isBundleOld(at, now) {
  return !at || now - new Date(at).getTime() > BUNDLE_AGE_MS || now < new Date(at).getTime();
}
