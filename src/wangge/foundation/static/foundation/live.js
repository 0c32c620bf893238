// Hears what happened in the county and refreshes what asked for it: [data-live="case."] with hx-trigger="live";
// an element [data-live-news="case."] only asks for the bar "something new has happened".
// A word may also be a subject's whole id: then only that subject's news count.
// A page that says [data-live-from=position] hears everything after that position of the county's order; the browser
// itself brings the last position along when it comes back. What is too much to be told again reloads such a page.
// "live:state" on the document says {now: "live" | "lost" | "full", since}.
import { htmx } from "./htmx_setup.js";

const EVERY_MS = 5000; // a busy county must not make every open page ask all the time
const SOON_MS = 300; // what happens together is asked for together
const AGAIN_MS = 15000;
const MANY = "*"; // more subjects than a message names: any of them may be meant

const waiting = new Set();
let timer = 0;
let delivered = -EVERY_MS;
let state = { now: "connecting" };
let heard = 0; // the last position told

function deliver() {
  timer = 0;
  if (document.hidden) return;
  delivered = performance.now();
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!matches(element.dataset.live)) continue;
    // Whoever stands inside with the keyboard is asked instead of losing the place.
    if (element.contains(document.activeElement)) document.getElementById("news").hidden = false;
    else htmx.trigger(element, "live");
  }
  for (const element of document.querySelectorAll("[data-live-news]")) {
    if (matches(element.dataset.liveNews)) document.getElementById("news").hidden = false;
  }
  waiting.clear();
}

function matches(beginnings) {
  return beginnings.split(" ").some((beginning) => beginning
    && ([...waiting].some((word) => word.startsWith(beginning)) || (waiting.has(MANY) && !beginning.includes("."))));
}

function hear(words) {
  for (const word of words) waiting.add(word);
  timer ||= setTimeout(deliver, Math.max(SOON_MS, delivered + EVERY_MS - performance.now()));
}

/** What is so now, for whoever came too late to hear of it. */
export const liveState = () => state;

function say(now) {
  if (state.now === now) return;
  state = { now, since: state.since && now !== "live" && state.now !== "live" ? state.since : new Date() };
  document.dispatchEvent(new CustomEvent("live:state", { detail: state }));
}

function listen(page) {
  const { protocol, hostname } = location;
  const address = new URL(`${protocol}//${hostname}:${page.streamPort}/stream`);
  address.searchParams.set("token", page.streamToken);
  const from = heard || document.querySelector("[data-live-from]")?.dataset.liveFrom;
  if (from) address.searchParams.set("after", from);
  const source = new EventSource(address);
  source.addEventListener("open", () => say("live"));
  source.addEventListener("message", (event) => {
    heard = Number(event.lastEventId) || heard;
    const { kinds = [], subjects = [], many = false } = JSON.parse(event.data);
    hear([...kinds, ...subjects, ...(many ? [MANY] : [])]);
  });
  source.addEventListener("gap", () => {
    if (document.querySelector("[data-live-from]")) location.reload();
    else document.getElementById("news").hidden = false;
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return say("lost"); // the browser comes back by itself
    // Refused: full, or the token has grown old. A page that only listens is loaded anew, which brings a fresh token.
    say("full");
    setTimeout(() => (document.querySelector("[data-live-from]") ? reload(page) : listen(page)), AGAIN_MS * (1 + Math.random()));
  });
  addEventListener("pagehide", () => source.close());
}

// Only a server that answers: a wall that reloads into nothing would stay there.
async function reload(page) {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) location.reload();
  else listen(page);
}

document.addEventListener("visibilitychange", () => {
  if (waiting.size) timer ||= setTimeout(deliver, 0);
});
if (document.body.dataset.streamToken && document.querySelector("[data-live], [data-live-news]")) listen(document.body.dataset);
