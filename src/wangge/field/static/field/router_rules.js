// Which screen does an address lead to, and which entries does the bar at the bottom show? No browser in here.

const SCREENS = ["today", "report", "case", "grids", "outbox", "duty", "nothing", "login", "me", "form"];
// What can be read without anybody being logged in.
const OPEN_TO_ALL = new Set(["login", "nothing"]);
const FIRST = "today";

// "#/case/018f-..." -> {name: "case", params: ["018f-..."]}; what cannot be read leads to today.
export function parse(hash) {
  const parts = String(hash ?? "").replace(/^#\/?/, "").split("?")[0].split("/").filter(Boolean);
  const [name, ...rest] = parts.map(readable);
  return SCREENS.includes(name) ? { name, params: rest } : { name: FIRST, params: [] };
}

function readable(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

// Where a wished screen really leads: to the log-in while nobody is there. Who is there may log in again (a session ends,
// a password changes) without losing the sight of what this phone holds.
export function allowed(wished, isLoggedIn) {
  return isLoggedIn || OPEN_TO_ALL.has(wished.name) ? wished : { name: "login", params: [] };
}

// At most five entries; one that a post has no use for is left out.
export function entries(may) {
  const all = ["today", "report", "grids", "outbox", "me"];
  return may?.report === false ? all.filter((name) => name !== "report") : all;
}

// The entry that stays marked while one of its screens is open.
export function entryOf(name) {
  return { case: "today", form: "today", duty: "me", nothing: "me" }[name] ?? name;
}

// A screen of the bar is a root; any other one offers the way back.
export function isRoot(name) {
  return entries().includes(name);
}
