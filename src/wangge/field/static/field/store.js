// Where does the phone keep what it must not lose? IndexedDB `wangge-field`, version 1, four stores:
//
//   parts    key = name of a bundle part       {name, etag, data, owner}
//   records  key = id, index owner             one record of the outbox, from "saved" until 7 days after its delivery:
//            {id, owner, form, version, made_at, after, bytes, sha256, sealed: {iv, data} (the content; gone when delivered),
//             thumb: sealed | null, files: [{sha256, bytes, type}], phase, tries, next_at, problem, card, held,
//             receipt, missing: [sha256], uploads: {sha256: address}, number, case, delivered_at}
//            phase = kept | sending | accepted | delivered | filed | attention (outbox_rules.js decides which)
//   files    key = [record, sha256], index record   {record, sha256, type, bytes, sealed: {iv, data}}; gone when delivered
//   kept     key = a name                      session (without keys), keys (CryptoKeys that cannot be read out), device,
//            news_at, position, bundle_at, difference_ms, last_login; drafts of others, sealed, under names of their own
//
// Files are ArrayBuffers: a Blob of the camera can lose its bytes on iOS. What is written is on the disk before it is said.
import { openDB } from "/static/vendor/idb/idb.mjs";

import { memory } from "./store_memory.js";

const NAME = "wangge-field";
const VERSION = 1;
const STRICT = { durability: "strict" };
const GONE = ["InvalidStateError", "UnknownError", "TransactionInactiveError"];

let opening = null;
let lost = null;

/** Why nothing outlives this page (the fault), or null: what is written stays. */
export async function isFleeting() {
  await connection();
  return lost;
}

function upgrade(db) {
  db.createObjectStore("parts");
  db.createObjectStore("records", { keyPath: "id" }).createIndex("owner", "owner");
  db.createObjectStore("files", { keyPath: ["record", "sha256"] }).createIndex("record", "record");
  db.createObjectStore("kept");
}

function connection() {
  opening ??= connect().catch((fault) => {
    // No IndexedDB (some private modes): this page alone remembers, and says so.
    lost = fault;
    return memory();
  });
  return opening;
}

async function connect() {
  return openDB(NAME, VERSION, {
    upgrade,
    blocking: (_from, _to, event) => {
      event.target.close();
      opening = null;
    },
    terminated: () => {
      opening = null;
    },
  });
}

// iOS drops the connection of an app that slept: opened again, tried once more.
async function withDatabase(work) {
  try {
    return await work(await connection());
  } catch (fault) {
    if (!GONE.includes(fault?.name)) throw fault;
    opening = null;
    return work(await connection());
  }
}

export function get(store, key) {
  return withDatabase((db) => db.get(store, key));
}

/** Every row of a store, or those of an index: all("records", {index: "owner", query: id}). */
export function all(store, { index, query } = {}) {
  return withDatabase((db) => (index ? db.getAllFromIndex(store, index, query) : db.getAll(store)));
}

/** Writes one row; `key` only for stores without a key path (parts, kept). */
export function put(store, value, key) {
  return inOne([store], (tx) => tx.objectStore(store).put(value, ...(key === undefined ? [] : [key])));
}

export function del(store, key) {
  return inOne([store], (tx) => tx.objectStore(store).delete(key));
}

/** Everything `work(tx)` writes is there, or nothing of it; resolves when it is on the disk. */
export function inOne(stores, work) {
  return withDatabase(async (db) => {
    const tx = db.transaction(stores, "readwrite", STRICT);
    // Both are waited for: a quota that is used up aborts the transaction after its last request.
    const [done] = await Promise.all([
      Promise.resolve()
        .then(() => work(tx))
        .catch((fault) => {
          undo(tx);
          throw fault;
        }),
      tx.done,
    ]).catch((fault) => {
      throw tx.error ?? fault;
    });
    return done;
  });
}

function undo(tx) {
  try {
    tx.abort?.();
  } catch {
    // It is over already: the browser has undone it by itself.
  }
}
