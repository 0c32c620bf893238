// How safely does this browser keep what waits, how much room is left, and what has to be said about it?
import { canReport, kindOf, onlineOnly } from "./browser_rules.js";
import { isPossible } from "./seal.js";
import { room, wasCleared } from "./storage_rules.js";
import * as store from "./store.js";
import { clockTold, told } from "./trouble.js";

const MARK = "wangge_phone"; // a cookie: cleared apart from what is stored, so its being alone tells of a clearing
const YEAR_SECONDS = 31536000;

export function mark() {
  document.cookie = `${MARK}=1;path=/field/;max-age=${YEAR_SECONDS};samesite=strict`;
}

/** Asked once after log-in; the answer is shown, not relied upon. */
export async function askToKeep() {
  try {
    await store.put("kept", await navigator.storage.persist(), "persisted");
  } catch {
    await store.put("kept", null, "persisted"); // the browser does not say
  }
}

export async function facts() {
  const fleeting = await store.isFleeting();
  return {
    isSecure: globalThis.isSecureContext,
    hasCrypto: isPossible(),
    hasStore: !fleeting,
    hasWorker: "serviceWorker" in navigator,
    isStandalone: matchMedia("(display-mode: standalone)").matches || navigator.standalone === true,
    kind: kindOf({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints, environment: window.__wxjs_environment }),
  };
}

/** Everything that a person should know about this browser now: [{code, title, detail, isGrave}], the gravest first. */
export async function notices({ waiting = 0 } = {}) {
  const found = [];
  const add = (code, isGrave = false) => found.push({ code, isGrave, ...told(code) });
  const here = await facts();
  const isMarked = document.cookie.includes(`${MARK}=1`);
  if (here.hasStore && wasCleared({ markOutside: isMarked, markInside: await store.get("kept", "device") })) add("phone.cleared", true);
  const code = onlineOnly(here);
  if (code) add(code, !canReport(here));
  if (room(await estimate()).isNear) add("phone.nearly_full", true);
  if (!code && waiting && (await store.get("kept", "persisted")) === false) add("phone.may_be_cleared");
  const clock = clockTold(await store.get("kept", "difference_ms"));
  if (clock) found.push({ code: "phone.clock", isGrave: false, ...clock });
  return found.sort((one, other) => Number(other.isGrave) - Number(one.isGrave));
}

export async function estimate() {
  try {
    return await navigator.storage.estimate();
  } catch {
    return null;
  }
}
