// Which of all kinds is it? A list to search, for the one time in ten that the three chips miss.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { found } from "./chips_rules.js";
import { t } from "./words.js";

/** Opens the list; `pick(key)` is called once, with a kind that was tapped. */
export function openKinds({ kinds, chosen, pick }) {
  const dialog = document.createElement("dialog");
  dialog.className = "tall";
  dialog.setAttribute("aria-label", t("Which kind?"));
  let words = "";
  const take = (key) => {
    dialog.close();
    pick(key);
  };
  const draw = () => render(list({ kinds: found(kinds, words), chosen, take, type, close: () => dialog.close() }), dialog);
  const type = (event) => {
    words = event.target.value;
    draw();
  };
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  draw();
  dialog.showModal();
}

function list({ kinds, chosen, take, type, close }) {
  const areas = [...new Set(kinds.map(({ area }) => area ?? ""))];
  return html`<div class="head"><h2>${t("Which kind?")}</h2><button type="button" class="plain" @click=${close}>${t("Close")}</button></div>
    <input type="search" aria-label=${t("Search among the kinds")} placeholder=${t("Search among the kinds")} autocomplete="off" @input=${type}>
    ${kinds.length ? nothing : html`<p class="empty">${t("No kind has such a name. Try one word of it.")}</p>`}
    ${areas.map((area) => html`${area ? html`<h3 class="area">${area}</h3>` : nothing}
      <ul class="list">${kinds.filter((one) => (one.area ?? "") === area).map((one) => html`<li><button type="button" data-kind=${one.key} aria-pressed=${one.key === chosen} @click=${() => take(one.key)}>${one.name}</button></li>`)}</ul>`)}`;
}
