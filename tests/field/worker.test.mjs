// Does the service worker keep whole versions of the program, and nothing else? The browser around it is played.
import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../src/wangge/field/static/field/sw.js", import.meta.url), "utf8");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// A cache storage that outlives workers, and a server whose files a test may change.
function world(files) {
  const stores = new Map();
  const fetched = [];
  const open = async (name) => {
    if (!stores.has(name)) stores.set(name, new Map());
    const store = stores.get(name);
    return { put: async (path, answer) => store.set(path, await answer.text()), match: async (path) => found(store, path) };
  };
  const found = (store, path) => (store.has(path) ? new Response(store.get(path)) : undefined);
  const caches = {
    open,
    keys: async () => [...stores.keys()],
    delete: async (name) => stores.delete(name),
    match: async (path) => [...stores.values()].map((store) => found(store, path)).find(Boolean),
  };
  const fetch = async (request) => {
    const path = typeof request === "string" ? request : request.url;
    fetched.push(path);
    if (!(path in files)) throw new TypeError("no network");
    return new Response(files[path]);
  };
  return { stores, fetched, files, caches, fetch };
}

function worker(around, version, announced) {
  const heard = {};
  const self = { addEventListener: (name, what) => (heard[name] = what), location: { origin: "https://here" }, clients: { claim: async () => {} }, skipWaiting: () => (heard.taken = true) };
  const scope = { self, caches: around.caches, fetch: around.fetch, crypto: webcrypto, URL, Response, Uint8Array, VERSION: version, SHELL: announced };
  vm.runInNewContext(SOURCE, scope);
  const wait = async (name) => {
    let done = null;
    heard[name]({ waitUntil: (promise) => (done = promise) });
    await done;
  };
  const ask = (path, { mode = "cors", method = "GET" } = {}) => {
    let answer = null;
    heard.fetch({ request: { url: `https://here${path}`, mode, method }, respondWith: (promise) => (answer = promise) });
    return answer;
  };
  return { install: () => wait("install"), activate: () => wait("activate"), ask, say: (data) => heard.message({ data }), heard };
}

const announce = (files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
const FIRST = { "/field/": "page", "/static/a.js": "a" };

test("a version is kept whole and answers without a network", async () => {
  const around = world({ ...FIRST });
  const kept = worker(around, "1", announce(FIRST));
  await kept.install();
  await kept.activate();

  around.files = {};

  assert.equal(await (await kept.ask("/static/a.js")).text(), "a");
  assert.equal(await (await kept.ask("/field/", { mode: "navigate" })).text(), "page");
  assert.equal(await (await kept.ask("/field/?from=home", { mode: "navigate" })).text(), "page");
});

test("a file that is not what the server announced ends the installation, and nothing is kept", async () => {
  const around = world({ ...FIRST, "/static/a.js": "<html>Welcome to our hotel</html>" });

  await assert.rejects(worker(around, "1", announce(FIRST)).install(), /a\.js/);

  assert.equal(around.stores.get("wangge-field-1")?.size ?? 0, 0);
});

test("a new version fetches only what is new, and the old one goes when it takes over", async () => {
  const around = world({ ...FIRST });
  const old = worker(around, "1", announce(FIRST));
  await old.install();
  around.fetched.length = 0;
  const second = { ...FIRST, "/static/a.js": "b" };
  Object.assign(around.files, second);

  const young = worker(around, "2", announce(second));
  await young.install();

  assert.deepEqual(around.fetched, ["/static/a.js"]);
  assert.equal(await (await old.ask("/static/a.js")).text(), "a");
  await young.activate();
  assert.deepEqual([...around.stores.keys()], ["wangge-field-2"]);
});

test("it takes over only when the page says so", async () => {
  const kept = worker(world({}), "1", {});

  kept.say("anything");
  assert.equal(kept.heard.taken, undefined);
  kept.say("take-over");
  assert.equal(kept.heard.taken, true);
});

test("what is said and fetched is never answered by it, nor kept", async () => {
  const around = world({ ...FIRST });
  const kept = worker(around, "1", announce(FIRST));
  await kept.install();

  for (const path of ["/field/sync", "/field/session", "/field/bundle?have=", "/field/cases/1", "/field/photos/1/2?size=full", "/field/desk/", "/cases/"]) {
    assert.equal(kept.ask(path), null);
    assert.equal(kept.ask(path, { mode: "navigate" }), null);
  }
  assert.equal(kept.ask("/field/", { method: "POST" }), null);
  assert.deepEqual([...around.stores.get("wangge-field-1").keys()].sort(), ["/field/", "/static/a.js"]);
});
