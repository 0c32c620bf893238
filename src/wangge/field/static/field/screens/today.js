// Today: what is due, what lies on my way, what became of my reports; from this phone, with the hour it is as of.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "../bundle.js";
import { row } from "../card.js";
import { icon } from "../icons.js";
import * as outbox from "../outbox.js";
import { following } from "../signals.js";
import * as store from "../store.js";
import * as sync from "../sync.js";
import { groups } from "../today_rules.js";
import { middleOf } from "../walking_rules.js";
import { t, when } from "../words.js";

const POSITION = { enableHighAccuracy: false, timeout: 5000, maximumAge: 60000 };

export async function show(root, _params, app) {
  const state = { cards: null, grids: null, forms: [], here: null, waiting: new Map(), asOf: "", said: "", isFetching: false, mayReport: true };
  const draw = () => render(page(state, actions), root);

  async function read() {
    const [cards, grids, forms, records, asOf, kinds] = await Promise.all([
      bundle.part("cases"), bundle.part("grids"), bundle.part("forms"), outbox.list(), store.get("kept", "news_at"), bundle.part("kinds"),
    ]);
    Object.assign(state, { cards, grids, forms: forms?.forms ?? [], asOf: asOf ?? "" });
    state.waiting = new Map(records.filter((one) => one.form === "act" && !["delivered", "filed"].includes(one.state)).map((one) => [one.body?.case, one]));
    state.mayReport = kinds?.may?.report !== false;
    if (!state.mayReport) app.main(t("Fetch what is new"), fetchNew);
    else app.main(t("Photograph and report"), photograph);
    draw();
  }

  async function fetchNew() {
    state.isFetching = true;
    draw();
    const told = await sync.now();
    Object.assign(state, { isFetching: false, said: told?.ok === false ? (told.problem?.title ?? t("The server was not reached. What stands here is what this phone holds.")) : "" });
    await read();
  }

  function photograph() {
    app.camera((photo) => {
      app.carried = { photo };
      app.go("#/report");
    });
  }

  // Only where the person has allowed it already, or asks for it now; the place stays on the phone.
  function walkFromHere() {
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        state.here = { lon: coords.longitude, lat: coords.latitude };
        draw();
      },
      () => app.toast(t("The phone does not know where it is. The order begins in the middle of your grid.")),
      POSITION,
    );
  }
  const actions = { fetchNew, walkFromHere };

  app.title(t("Today"));
  const stop = await following([bundle.onChange, outbox.onChange, sync.onNews], read);
  if (await placeIsAllowed()) walkFromHere();
  return stop;
}

async function placeIsAllowed() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}

function page(state, actions) {
  const now = new Date();
  if (state.cards === null || state.cards === undefined) return neverFetched(state, actions);
  const start = state.here ?? middleOf(state.grids);
  const { due, near, mine } = groups(state.cards, start, now);
  const rows = (cards) => cards.map((card) => row(card, { here: state.here, waiting: state.waiting.get(card.id), now }));
  return html`
    ${asOf(state, actions)}
    ${due.length + near.length + mine.length ? nothing : quietDay()}
    ${group(t("Due now"), due, rows)}
    ${near.length ? html`<h2>${t("On my way")} <span class="quiet">${near.length}</span></h2>
      <p class="quiet">${state.here ? t("In walking order, from where you stand") : t("In walking order, from the middle of your grid")}</p>
      ${state.here ? nothing : html`<button class="plain" type="button" @click=${actions.walkFromHere}>${t("Order them from where I stand")}</button>`}
      <ul class="list">${rows(near)}</ul>` : nothing}
    ${group(t("What I reported"), mine, rows)}
    ${forms(state.forms)}`;
}

function group(title, cards, rows) {
  return cards.length ? html`<h2>${title} <span class="quiet">${cards.length}</span></h2><ul class="list">${rows(cards)}</ul>` : nothing;
}

function forms(all) {
  return all.length ? html`<h2>${t("Checklists")}</h2>
    <ul class="list">${all.map((form) => html`<li><a href="#/form/${form.id}"><span class="body">${form.title}</span>${icon("next")}</a></li>`)}</ul>` : nothing;
}

function asOf(state, { fetchNew }) {
  return html`<div class="row as-of">
    <p class="quiet">${state.asOf ? t("On this phone as of %(moment)s", { moment: when(state.asOf) }) : t("Not fetched yet")}</p>
    ${state.mayReport ? html`<button type="button" ?disabled=${state.isFetching} @click=${fetchNew}>${state.isFetching ? t("Fetching …") : t("Fetch")}</button>` : nothing}
  </div>
  ${state.said ? html`<div class="note yellow"><p>${state.said}</p></div>` : nothing}`;
}

function quietDay() {
  return html`<div class="empty"><p>${t("Nothing waits for you.")}</p>
    <p>${t("Nothing has to be done to show that nothing is wrong. When you see something, photograph it and report.")}</p></div>`;
}

function neverFetched(state, actions) {
  return html`${asOf(state, actions)}
    <div class="empty"><p>${t("This phone holds nothing of yours yet.")}</p>
    <p>${t("Fetch it once while there is a network; from then on it opens without one. Reporting works already.")}</p></div>`;
}
