// May this phone be told while it sleeps? Only if its server offers it, its browser can, and its person says so.
import { html, nothing } from "/static/vendor/lit-html/lit-html.mjs";

import { ask, send } from "./talk.js";
import { t } from "./words.js";

const isAble = () => "PushManager" in window && "serviceWorker" in navigator && "Notification" in window;

/** {isOn, key}, or null where it is not offered here. */
export async function offered() {
  if (!isAble() || !navigator.onLine) return null;
  try {
    const { key, subscribed } = await ask("/field/push");
    return { key, isOn: subscribed && Notification.permission === "granted" };
  } catch {
    return null; // switched off at the server, or no network: nothing is offered
  }
}

/** Asks the person, then the browser, then tells the server; true when it is on. */
export async function turnOn(key) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  const answer = await send("/field/push", { method: "PUT", body: JSON.stringify({ endpoint, keys }), headers: { "Content-Type": "application/json" } });
  if (!answer.ok) await made.unsubscribe();
  return answer.ok;
}

export async function turnOff() {
  await send("/field/push", { method: "DELETE" });
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
}

/** The switch, where it is offered; `change` draws anew. */
export function pushSwitch(push, change) {
  if (!push) return nothing;
  const flip = async () => {
    push.isOn = push.isOn ? await turnOff().then(() => false, () => true) : await turnOn(push.key).catch(() => false);
    change();
  };
  return html`<p><label class="chip"><input type="checkbox" .checked=${push.isOn} @change=${flip}>${t("Tell me here when something changed, except at night")}</label></p>`;
}
