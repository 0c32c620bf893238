// The room's page: says in words whether it is live, and has the map ask anew when the lists beside it changed.
import { liveState } from "../foundation/live.js";
import { stateWords } from "./ops_rules.mjs";

function show({ detail }) {
  const line = document.querySelector("[data-live-state]");
  line.dataset.now = detail.now;
  line.textContent = stateWords(line.dataset, detail);
}

function refreshMap({ detail }) {
  if (!["ops-counters", "ops-alarms"].includes(detail.target.id)) return;
  for (const map of document.querySelectorAll("[data-map][data-ready]")) map.dispatchEvent(new Event("map:refresh"));
}

document.addEventListener("live:state", show);
if (liveState().since) show({ detail: liveState() });
document.addEventListener("htmx:afterSwap", refreshMap);
