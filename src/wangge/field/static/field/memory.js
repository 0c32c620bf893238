// What does this phone remember for the one who is logged in, so that nobody else who holds it can read it?
// Drafts and the last report: sealed, by account, in the store's `kept`. What cannot be kept is no reason to stop typing.
import { open, seal } from "./seal.js";
import * as store from "./store.js";

const keyOf = (app, name) => `${name}:${app.session?.account?.id ?? ""}`;

// One after the other, so that what was typed first never overwrites what was typed last.
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch((fault) => console.warn("not kept", fault)));

/** Keep a plain value, and photos beside it when they are given. */
export function remember(app, name, value, photos = null) {
  const key = keyOf(app, name);
  const text = new TextEncoder().encode(JSON.stringify(value));
  return inTurn(async () => {
    if (photos) {
      const sealed = await Promise.all(photos.map(async (photo) => seal(await photo.arrayBuffer())));
      await store.put("kept", sealed, `${key}:photos`);
    }
    await store.put("kept", await seal(text), key);
  });
}

/** What was kept, or null: {value, photos}. */
export async function recall(app, name) {
  await turn;
  const key = keyOf(app, name);
  try {
    const sealed = await store.get("kept", key);
    if (!sealed) return null;
    const value = JSON.parse(new TextDecoder().decode(await open(sealed)));
    const kept = (await store.get("kept", `${key}:photos`)) ?? [];
    const photos = await Promise.all(kept.map(async (one) => new Blob([await open(one)], { type: "image/jpeg" })));
    return { value, photos };
  } catch (fault) {
    console.warn("not read", fault);
    return null;
  }
}

/** Forget it. */
export function forget(app, name) {
  const key = keyOf(app, name);
  return inTurn(async () => {
    await store.del("kept", key);
    await store.del("kept", `${key}:photos`);
  });
}
