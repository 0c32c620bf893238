// What does this phone remember for the one who is logged in, so that nobody else who holds it can read it?
// Drafts and the last report: sealed, by account, in the store's `kept`. What cannot be kept is no reason to stop typing.
import { open, seal } from "./seal.js";
import * as store from "./store.js";

const keyOf = (app, name) => `${name}:${app.session?.account?.id ?? ""}`;

/** Keep a plain value, and photos beside it. */
export async function remember(app, name, value, photos = null) {
  try {
    await store.put("kept", await seal(new TextEncoder().encode(JSON.stringify(value))), keyOf(app, name));
    if (!photos) return;
    const sealed = await Promise.all(photos.map(async (photo) => seal(await photo.arrayBuffer())));
    await store.put("kept", sealed, keyOf(app, `${name}-photos`));
  } catch (fault) {
    console.warn("not kept", fault);
  }
}

/** What was kept, or null: {value, photos}. */
export async function recall(app, name) {
  try {
    const sealed = await store.get("kept", keyOf(app, name));
    if (!sealed) return null;
    const value = JSON.parse(new TextDecoder().decode(await open(sealed)));
    const kept = (await store.get("kept", keyOf(app, `${name}-photos`))) ?? [];
    const photos = await Promise.all(kept.map(async (one) => new Blob([await open(one)], { type: "image/jpeg" })));
    return { value, photos };
  } catch (fault) {
    console.warn("not read", fault);
    return null;
  }
}

/** Forget it. */
export async function forget(app, name) {
  await store.del("kept", keyOf(app, name));
  await store.del("kept", keyOf(app, `${name}-photos`));
}
