// Which records of the account that is logged in lie on this phone, and how is a row of them read and written?
// Everything of another account is invisible here: neither listed nor counted.
import { isSpent } from "./outbox_rules.js";
import { open, seal } from "./seal.js";
import * as session from "./session.js";
import { signal } from "./signals.js";
import * as store from "./store.js";

const changed = signal("outbox");

export const onChange = changed.on;
export const sayChanged = changed.say;

/** The rows of store.js, oldest first. */
export async function mine() {
  const who = await session.current();
  return who ? store.all("records", { index: "owner", query: who.account.id }) : [];
}

/** Changes rows as they are now: `change(row)` gives the new row; rows that were removed meanwhile stay away. */
export async function update(ids, change) {
  const changedRows = await store.inOne(["records", "files"], async (tx) => {
    const rows = tx.objectStore("records");
    const written = [];
    for (const id of ids) {
      const row = await rows.get(id);
      if (!row) continue;
      const next = change(row);
      await rows.put(next);
      if (row.files.length && !next.files.length) await dropFiles(tx, row);
      written.push(next);
    }
    return written;
  });
  changed.say();
  return changedRows;
}

async function dropFiles(tx, row) {
  const files = tx.objectStore("files");
  await Promise.all(row.files.map(({ sha256 }) => files.delete([row.id, sha256])));
}

/** A new record with its files; `instead` goes in the same moment. All of it is on the disk afterwards, or none. */
export async function insert(row, files, instead = null) {
  await store.inOne(["records", "files"], async (tx) => {
    for (const file of files) await tx.objectStore("files").put(file);
    await tx.objectStore("records").put(row);
    if (instead) await drop(tx, instead);
  });
  changed.say();
}

export async function remove(id) {
  await store.inOne(["records", "files"], (tx) => drop(tx, id));
  changed.say();
}

async function drop(tx, id) {
  const row = await tx.objectStore("records").get(id);
  if (!row) return;
  await dropFiles(tx, row);
  await tx.objectStore("records").delete(id);
}

/** Thumbnails and receipts whose days are over. */
export async function forgetSpent(now) {
  const spent = (await store.all("records")).filter((row) => isSpent(row, now));
  if (!spent.length) return;
  await store.inOne(["records", "files"], (tx) => Promise.all(spent.map((row) => drop(tx, row.id))));
  changed.say();
}

export async function contentOf(row) {
  return new TextDecoder().decode(await open(row.sealed));
}

/** The bytes of a file, or null when it is not here any more. */
export async function bytesOf(row, sha256) {
  const held = await store.get("files", [row.id, sha256]);
  return held ? open(held.sealed) : null;
}

/** Rows for the store `files`. */
export async function sealFiles(record, files) {
  const rows = [];
  for (const { sha256, type, data } of files) rows.push({ record, sha256, type, bytes: data.byteLength, sealed: await seal(data) });
  return rows;
}
