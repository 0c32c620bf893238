// What was answered so far, kept on the phone so that nothing typed is lost; sealed, and shown to the same account only.
import { open, seal } from "./seal.js";
import * as store from "./store.js";

const key = (account, form) => `draft:${account}:${form}`;
const photoKey = (account, form, sha256) => `draft-photo:${account}:${form}:${sha256}`;

/** {version, answers, photos: [{sha256, blob}]} of an earlier visit, or null. */
export async function readDraft(account, form) {
  const kept = await store.get("kept", key(account, form));
  if (!kept) return null;
  const draft = JSON.parse(new TextDecoder().decode(await open(kept)));
  const photos = [];
  for (const sha256 of draft.photos) {
    const sealed = await store.get("kept", photoKey(account, form, sha256));
    if (sealed) photos.push({ sha256, blob: new Blob([await open(sealed)], { type: "image/jpeg" }) });
  }
  return { ...draft, photos };
}

export async function keepDraft(account, form, { version, answers, photos }) {
  const text = JSON.stringify({ version, answers, photos: photos.map((one) => one.sha256) });
  await store.put("kept", await seal(new TextEncoder().encode(text)), key(account, form));
}

/** A photo is written once, when it is taken: a keystroke need not seal it again. */
export async function keepPhoto(account, form, { sha256, blob }) {
  await store.put("kept", await seal(await blob.arrayBuffer()), photoKey(account, form, sha256));
}

export async function dropPhoto(account, form, sha256) {
  await store.del("kept", photoKey(account, form, sha256));
}

export async function dropDraft(account, form, photos) {
  for (const { sha256 } of photos) await dropPhoto(account, form, sha256);
  await store.del("kept", key(account, form));
}
