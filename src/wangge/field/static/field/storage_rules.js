// What kind of trouble is this when the phone cannot keep something, and how near is it? Codes only; trouble.js has the words.

const ROOM_FOR_ONE = 8 * 1024 * 1024; // our assumption: a report with five photos, sealed, with room to spare

/** The code of a fault thrown while writing. */
export function codeOfFault(fault) {
  const name = fault?.name ?? "";
  if (fault?.problem?.code) return fault.problem.code;
  if (name === "QuotaExceededError" || /quota/i.test(fault?.message ?? "")) return "phone.full";
  if (name === "SealedFault" || name === "OperationError") return "phone.sealed";
  if (["SecurityError", "NotFoundError", "VersionError", "InvalidStateError", "UnknownError", "AbortError"].includes(name)) return "phone.store_gone";
  return "phone.not_kept";
}

/** {isNear, free}: is there room for one more report? Browsers that do not say are not guessed. */
export function room(estimate) {
  if (!estimate || !Number.isFinite(estimate.quota) || !Number.isFinite(estimate.usage)) return { isNear: false, free: null };
  const free = Math.max(0, estimate.quota - estimate.usage);
  return { isNear: free < ROOM_FOR_ONE, free };
}

/** Something was here at the last visit and is gone: the browser has cleared its storage (or a person did). */
export function wasCleared({ markOutside, markInside }) {
  return Boolean(markOutside) && !markInside;
}
