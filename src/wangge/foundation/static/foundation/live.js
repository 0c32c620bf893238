// Hears what happened in the county and refreshes what asked for it: [data-live="case."] with hx-trigger="live";
// an element [data-live-news="case."] only asks for the bar "something new has happened".
// A word may also be a subject's whole id: then only that subject's news count.
import { htmx } from "./htmx_setup.js";

const EVERY_MS = 5000; // a busy county must not make every open page ask all the time

const waiting = new Set();
let timer = 0;

function deliver() {
  timer = 0;
  if (document.hidden) return;
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
  return beginnings.split(" ").some((beginning) => beginning && [...waiting].some((word) => word.startsWith(beginning)));
}

function hear(words) {
  for (const word of words) waiting.add(word);
  timer ||= setTimeout(deliver, EVERY_MS);
}

function listen({ streamToken, streamPort }) {
  const { protocol, hostname } = location;
  const source = new EventSource(`${protocol}//${hostname}:${streamPort}/stream?token=${encodeURIComponent(streamToken)}`);
  source.addEventListener("message", (event) => {
    const { kinds = [], subjects = [] } = JSON.parse(event.data);
    hear([...kinds, ...subjects]);
  });
  addEventListener("pagehide", () => source.close());
}

document.addEventListener("visibilitychange", () => {
  if (waiting.size) timer ||= setTimeout(deliver, 0);
});
if (document.body.dataset.streamToken && document.querySelector("[data-live], [data-live-news]")) listen(document.body.dataset);
