// What was made on this phone, in which state is it, and how does a person put in, take out and carry away?
import { again, countOpen, isOpen, mayPutRight, stateOf } from "./outbox_rules.js";
import { toBase64, uuid7 } from "./ids_rules.js";
import * as records from "./records.js";
import { open, seal, sha256Of } from "./seal.js";
import * as session from "./session.js";
import { codeOfFault } from "./storage_rules.js";
import * as store from "./store.js";
import { Refusal, refusal } from "./talk.js";
import { shown } from "./trouble.js";

export { onChange } from "./records.js";

const encoder = new TextEncoder();

/**
 * Keeps a record and its photos; resolves with its id when all of it is on the disk. Throws a fault with `problem` when
 * nothing was kept. `instead` = id of the refused record that this one replaces.
 */
export async function add({ form, version = 1, body, files = [], after = null, instead = null }) {
  try {
    return await keep({ form, version, body, files, after, instead });
  } catch (fault) {
    if (fault instanceof Refusal) throw fault;
    throw Object.assign(refusal(codeOfFault(fault)), { cause: fault });
  }
}

async function keep({ form, version, body, files, after, instead }) {
  const who = await session.current();
  if (!who) throw refusal("phone.not_logged_in");
  const id = uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
  const made_at = new Date().toISOString();
  const photos = await readFiles(files);
  const told = photos.map(({ sha256, type, data }) => ({ sha256, bytes: data.byteLength, type }));
  const content = JSON.stringify({ form, version, at: made_at, post: who.post.id, after, files: told, body });
  const bytes = encoder.encode(content);
  const row = {
    id, owner: who.account.id, form, version, made_at, after, bytes: bytes.length, cost: encoder.encode(JSON.stringify(content)).length,
    sha256: await sha256Of(bytes), sealed: await seal(bytes), thumb: await thumbOf(files), files: told, phase: "kept", was_sent: false,
    tries: 0, next_at: 0, problem: null, card: null, held: null, receipt: null, missing: [], uploads: {}, number: "", case: "", delivered_at: null,
  };
  await records.insert(row, await records.sealFiles(id, photos), instead);
  if (await store.isFleeting()) await sendAtOnce(id);
  else wakeLater();
  return id;
}

async function readFiles(files) {
  const read = new Map();
  for (const file of files) {
    const data = await file.arrayBuffer();
    const sha256 = await sha256Of(data);
    read.set(sha256, { sha256, type: file.type || "application/octet-stream", data }); // the same picture twice is one
  }
  return [...read.values()];
}

async function thumbOf(files) {
  const picture = files.find((file) => file.type.startsWith("image/"));
  if (!picture) return null;
  try {
    const { thumb } = await import("./photo.js");
    return await seal(await (await thumb(picture)).arrayBuffer());
  } catch {
    return null; // a picture that cannot be drawn is still a picture
  }
}

// A browser that keeps nothing must not say "saved": it is sent now, or it was not taken.
async function sendAtOnce(id) {
  const sync = await import("./sync.js");
  await sync.now();
  const row = await store.get("records", id);
  if (!row || row.phase === "delivered" || row.phase === "filed") return;
  if (row.phase === "attention") {
    await records.remove(id);
    throw new Refusal(shown(row.problem));
  }
  if (row.phase === "accepted") return; // the server has the words; the list says that photos are missing
  await records.remove(id);
  throw refusal("phone.not_sent_online_only");
}

// Background Sync, where it is there: wakes an open page when the network comes back.
function wakeLater() {
  navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("wangge-outbox")).catch(() => undefined);
}

let listing = Promise.resolve();

/** What this account has on this phone, newest first; see store.js for the rows. Who asks later is told later: never older news. */
export function list() {
  listing = listing.then(readList, readList);
  return listing;
}

async function readList() {
  const { isRunning } = await import("./sync.js");
  const rows = await records.mine();
  rows.sort((one, other) => (`${one.made_at}${one.id}` < `${other.made_at}${other.id}` ? 1 : -1));
  return Promise.all(rows.map((row) => shownRow(row, isRunning())));
}

async function shownRow(row, isUnderWay) {
  const { id, form, version, made_at, after, phase, number, missing, delivered_at, card, held, parked, was_sent } = row;
  const told = {
    id, form, version, made_at, after, number, case: row.case, missing, delivered_at, card, held, parked, was_sent,
    state: stateOf(row, isUnderWay), isReceived: phase === "accepted" || Boolean(row.receipt), photos: row.files.length,
    problem: shown(row.problem), verdict: row.verdict ?? "", mayPutRight: mayPutRight(row), body: { case: row.case }, thumb: null, blobs: [],
  };
  try {
    if (row.thumb) told.thumb = new Blob([await open(row.thumb)], { type: "image/jpeg" });
    if (row.sealed) told.body = JSON.parse(await records.contentOf(row)).body;
    if (phase === "attention") told.blobs = await blobsOf(row);
  } catch (fault) {
    Object.assign(told, { state: "attention", problem: shown({ code: codeOfFault(fault) }), mayPutRight: false });
  }
  return told;
}

async function blobsOf(row) {
  const blobs = [];
  for (const { sha256, type } of row.files) {
    const bytes = await records.bytesOf(row, sha256);
    if (bytes) blobs.push(new Blob([bytes], { type }));
  }
  return blobs;
}

/** How many of this account are on this phone and not delivered; 0 when nobody is logged in. */
export async function count() {
  return countOpen(await records.mine());
}

/** Only with the person's yes: what was not delivered is nowhere else. */
export const remove = records.remove;

/** Back into the queue, at a person's wish. */
export async function tryAgain(id) {
  await records.update([id], again);
}

/** {name, blob}: everything of this account that is not delivered, readable, for a desk to take in. */
export async function exportFile() {
  const who = await session.current();
  const made_at = new Date().toISOString();
  const head = JSON.stringify({ protocol: 1, kind: "wangge-export", made_at, account: who.account.id, device: who.device });
  const pieces = [`${head.slice(0, -1)},"records":[`];
  const rows = (await records.mine()).filter(isOpen);
  for (const [place, row] of rows.entries()) {
    const content = await records.contentOf(row);
    pieces.push(`${place ? "," : ""}{"id":${JSON.stringify(row.id)},"content":${JSON.stringify(content)},"files":[`);
    let comma = "";
    for (const { sha256, type } of row.files) {
      const bytes = await records.bytesOf(row, sha256);
      if (!bytes) continue;
      pieces.push(`${comma}${JSON.stringify({ sha256, type, data: toBase64(bytes) })}`);
      comma = ",";
    }
    pieces.push("]}");
  }
  pieces.push("]}");
  const login = who.account.login.replace(/[^\w.-]/g, "_");
  return { name: `wangge-${made_at.slice(0, 10)}-${login}.json`, blob: new Blob(pieces, { type: "application/json" }), records: rows.length };
}
