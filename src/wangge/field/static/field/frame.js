// The frame around every screen: where am I, is there a network, which five ways lead on, what is the one main act?
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { icon } from "./icons.js";
import * as outbox from "./outbox.js";
import { entries, entryOf, isRoot } from "./router_rules.js";
import { notices } from "./storage.js";
import { t } from "./words.js";

const NAMES = { today: () => t("Today"), report: () => t("Report"), grids: () => t("Grids"), outbox: () => t("Outbox"), me: () => t("Me") };

export function drawTop(app) {
  const back = app.session && !isRoot(app.name);
  render(
    html`${back ? html`<button class="back" type="button" aria-label=${t("Back")} @click=${() => (history.length > 1 ? history.back() : app.go("#/today"))}>${icon("back")}</button>` : nothing}
      <h1>${app.heading}</h1>
      ${navigator.onLine ? nothing : html`<span class="offline">${icon("offline")}${t("No network")}</span>`}`,
    document.getElementById("top"),
  );
}

export async function drawBar(app) {
  const place = document.getElementById("bar");
  const waiting = app.session ? await outbox.count().catch(() => 0) : 0;
  const { act } = app;
  render(
    html`${act ? html`<div class="act"><button class="main" type="button" ?disabled=${act.disabled} @click=${act.onclick}>${act.label}</button></div>` : nothing}
      ${app.session ? tabs(app, waiting) : nothing}`,
    place,
  );
}

function tabs(app, waiting) {
  const here = entryOf(app.name);
  return html`<nav aria-label=${t("Main entries")}>
    ${entries(app.may).map(
      (name) => html`<a href="#/${name}" aria-current=${name === here ? "page" : nothing}>
        ${icon(name)}<span>${NAMES[name]()}</span>
        ${name === "outbox" && waiting ? html`<b class="count" aria-label=${t("%(n)s on this phone", { n: waiting })}>${waiting}</b>` : nothing}
      </a>`,
    )}
  </nav>`;
}

// What has to be known on every screen: the log-in has ended, or this browser keeps less than it should.
export async function drawNotes(app) {
  const waiting = app.session ? await outbox.count().catch(() => 0) : 0;
  const [first] = await notices({ waiting }).catch(() => []);
  render(
    html`${app.session?.expired ? html`<div class="note yellow"><p>${t("Your log-in has ended. What waits stays here, and is sent after you log in again.")}</p>
        <p><a class="button" href="#/login">${t("Log in again")}</a></p></div>` : nothing}
      ${first && app.session ? html`<a class="note line" href="#/me">${first.title}${icon("next")}</a>` : nothing}`,
    document.getElementById("notes"),
  );
}
