// Who holds this phone, with which post and which keys? Answered without a network from what log-in brought.
import { labelOf } from "./browser_rules.js";
import { uuid7 } from "./ids_rules.js";
import * as seal from "./seal.js";
import { signal } from "./signals.js";
import { askToKeep, mark } from "./storage.js";
import * as store from "./store.js";
import { ask, csrf, refusal, send } from "./talk.js";

const PATH = "/field/session";
// What belongs to one account and one post only; drafts and the outbox are sealed and stay.
const OF_ONE = ["session", "keys", "position", "news_at", "bundle_at", "difference_ms"];
const changed = signal("session");

export const onChange = changed.on;

/** {account, post, posts, device, language, expired?} or null; never a network. */
export async function current() {
  return (await store.get("kept", "session")) ?? null;
}

/** Throws a fault with `problem`. The same account again goes on with what waits; another one sees none of it. */
export async function login(name, password, post = null) {
  if (!seal.isPossible()) throw refusal("browser.not_secure");
  const before = await current();
  if (before && before.account.login !== name) await letGo();
  const device = await ownDevice();
  if (!csrf()) await send(PATH); // sets the cookie, whatever it answers
  const json = { login: name, password, device, ...(post ? { post } : {}) };
  const answer = await ask(PATH, { method: "POST", json, isOurs: (value) => isSession(value) && Boolean(value.keys) });
  await take(answer);
  await store.put("kept", name, "last_login");
  await askToKeep();
  return current();
}

/** Another hat of the same account. */
export async function wear(post) {
  await take(await ask(PATH, { method: "PUT", json: { post }, isOurs: isSession }));
  return current();
}

/** What is unsent stays here, sealed; the rest of this account's goes at once, with or without a network. */
export async function logout() {
  await letGo();
  await store.put("kept", true, "logout_owed");
  await settleLogout();
}

/** The server hears of a log-out that happened without a network. */
export async function settleLogout() {
  if (!(await store.get("kept", "logout_owed"))) return;
  try {
    await ask(PATH, { method: "DELETE" });
  } catch (fault) {
    if (!fault.problem?.status || fault.problem.status >= 500) return; // not reached: owed still
  }
  await store.del("kept", "logout_owed");
}

/** The server does not know this phone's log-in any more: everything stays, sending waits for a log-in. */
export async function expire() {
  const held = await current();
  if (!held || held.expired) return;
  await store.put("kept", { ...held, expired: true }, "session");
  changed.say();
}

/** Log-out on this phone alone: keys, session and what the server had sent go. */
export async function letGo() {
  await store.inOne(["kept", "parts"], async (tx) => {
    await Promise.all(OF_ONE.map((name) => tx.objectStore("kept").delete(name)));
    await tx.objectStore("parts").clear();
  });
  changed.say();
}

const isSession = (value) => value.protocol === 1 && Boolean(value.account?.id && value.post?.id && value.device?.id);

async function take({ protocol: _protocol, server_at: _at, keys, ...answer }) {
  const before = await current();
  if (before && (before.account.id !== answer.account.id || before.post.id !== answer.post.id)) await dropBundle();
  if (keys) await seal.release(keys, answer.account.id);
  await store.inOne(["kept"], async (tx) => {
    const own = await tx.objectStore("kept").get("device");
    await tx.objectStore("kept").put({ ...answer, device: { ...own, ...answer.device } }, "session");
    await tx.objectStore("kept").delete("logout_owed");
  });
  changed.say();
}

async function dropBundle() {
  await store.inOne(["kept", "parts"], async (tx) => {
    await Promise.all(["position", "news_at", "bundle_at"].map((name) => tx.objectStore("kept").delete(name)));
    await tx.objectStore("parts").clear();
  });
}

async function ownDevice() {
  const held = await store.get("kept", "device");
  if (held) return held;
  const made = { id: uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10))), label: labelOf(navigator.userAgent) };
  await store.put("kept", made, "device");
  mark();
  return made;
}
