// Is this phone's clock right? The server measures the difference; above ten minutes it is said in words.

export const TOLERATED_MS = 10 * 60000; // docs/field-protocol.md

/** null, or {way: "ahead" | "behind", amount, unit: "minutes" | "hours" | "days"}: rounded down, in the largest unit. */
export function difference(milliseconds) {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) <= TOLERATED_MS) return null;
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const [amount, unit] = minutes < 120 ? [minutes, "minutes"] : minutes < 2880 ? [Math.floor(minutes / 60), "hours"] : [Math.floor(minutes / 1440), "days"];
  return { way: milliseconds > 0 ? "ahead" : "behind", amount, unit };
}
