// Keeps the program itself on the phone. VERSION and SHELL (address -> SHA-256) are put before this text by the server.
// What people say and are told (/field/sync, /field/session, /field/bundle ...) is never kept here: that is the stores' part.

const CACHE_NAMES = "wangge-field-";
const CACHE = CACHE_NAMES + VERSION;

async function sha256Of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A file that the last version had already is not fetched again.
async function alreadyHere(path, sha256) {
  const kept = await caches.match(path);
  return kept && (await sha256Of(await kept.clone().arrayBuffer())) === sha256 ? kept : null;
}

async function fetchWhole(path, sha256) {
  const answer = await fetch(path, { cache: "no-cache", redirect: "error" });
  if (!answer.ok || (await sha256Of(await answer.clone().arrayBuffer())) !== sha256) {
    throw new Error(`${path} is not what the server announced (${answer.status})`);
  }
  return answer;
}

// All or nothing: half a version would be a version that nobody has tried.
async function keepShell() {
  const files = await Promise.all(
    Object.entries(SHELL).map(async ([path, sha256]) => [path, (await alreadyHere(path, sha256)) ?? (await fetchWhole(path, sha256))]),
  );
  const cache = await caches.open(CACHE);
  await Promise.all(files.map(([path, answer]) => cache.put(path, answer)));
}

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(CACHE_NAMES) && name !== CACHE).map((name) => caches.delete(name)));
}

async function fromShell(path) {
  const kept = await (await caches.open(CACHE)).match(path);
  return kept ?? fetch(path);
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldShells().then(() => self.clients.claim())));
// The page says when: never while somebody is typing.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const path = request.mode === "navigate" ? pathname : pathname + search;
  if (Object.prototype.hasOwnProperty.call(SHELL, path)) event.respondWith(fromShell(path));
});
