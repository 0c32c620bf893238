// What has the server given this phone to work with? Parts by name, each brought anew only when it has changed.
import { withNews } from "./sync_rules.js";
import * as session from "./session.js";
import { signal } from "./signals.js";
import * as store from "./store.js";
import { ask } from "./talk.js";

const changed = signal("bundle");

export const onChange = changed.on;

/** The data of a part, or null: never fetched, or nobody is logged in. */
export async function part(name) {
  const [who, held] = await Promise.all([session.current(), store.get("parts", name)]);
  return who && held?.owner === who.account.id ? held.data : null;
}

/** Fetches what has changed; throws a fault with `problem`. */
export async function refresh() {
  const who = await session.current();
  if (!who) return;
  const mine = (await store.all("parts")).filter((one) => one.owner === who.account.id);
  const have = mine.map(({ name, etag }) => `${name}:${etag}`).join(",");
  const answer = await ask(`/field/bundle?have=${encodeURIComponent(have)}`, { isOurs: (value) => value.protocol === 1 && Boolean(value.parts) });
  await store.inOne(["parts", "kept"], async (tx) => {
    const kept = tx.objectStore("kept");
    // Somebody else may have logged in while it was on its way.
    if ((await kept.get("session"))?.account.id !== who.account.id) return;
    for (const [name, { etag, data }] of Object.entries(answer.parts)) {
      await tx.objectStore("parts").put({ name, etag, data, owner: who.account.id }, name);
    }
    await kept.put(new Date().toISOString(), "bundle_at"); // by this clock: it is only compared with itself
    await kept.put(answer.server_at, "news_at");
    if ((await kept.get("position")) === undefined) await kept.put(answer.position, "position");
  });
  if (Object.keys(answer.parts).length) changed.say();
}

/** Lays news over the cards that are here. */
export async function takeNews(news) {
  if (!news.length) return;
  await store.inOne(["parts"], async (tx) => {
    const parts = tx.objectStore("parts");
    const held = await parts.get("cases");
    // Another etag: the next refresh brings the server's own list.
    if (held) await parts.put({ ...held, etag: "", data: withNews(held.data, news) }, "cases");
  });
  changed.say();
}
