// My grids: where they end, what is open in each, and whom to call for the one next door.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "../bundle.js";
import { row, telephone } from "../card.js";
import { isSameGround, lowest, unpacked } from "../lookup_rules.js";
import { FieldMap } from "../map.js";
import { nameOf } from "../report_view.js";
import { following } from "../signals.js";
import { lightNow } from "../today_rules.js";
import { t } from "../words.js";

const ONE_LIGHT = { red: 0, yellow: 1, green: 2 };

export async function show(root, [wished], app) {
  const state = { ground: null, units: [], cases: [], next: [], chosen: wished ?? "" };
  const ground = document.createElement("div");
  ground.className = "map map-page";
  let map = null;
  const choose = (code) => {
    state.chosen = state.chosen === code ? "" : code;
    map?.show({ chosen: state.chosen });
    draw();
  };
  const opened = (ids) => {
    const first = state.cases.find(({ id }) => id === ids[0]);
    if (ids.length === 1) app.go(`#/case/${ids[0]}`);
    else if (first && state.chosen !== first.unit) choose(first.unit);
  };
  const draw = () => render(page(state, { ground, choose }), root);

  async function read() {
    const [grids, cases, duty] = await Promise.all([bundle.part("grids"), bundle.part("cases"), bundle.part("duty")]);
    Object.assign(state, { cases: (cases ?? []).filter((card) => !card.ended_at), next: duty?.next ?? [] });
    if (!isSameGround(state.ground, grids)) {
      const units = unpacked(grids);
      Object.assign(state, { ground: grids, units });
      map?.close();
      map = units.some(({ rings }) => rings.length)
        ? new FieldMap(ground, { units, label: t("Map of my grids"), onUnit: choose, onCase: opened }) : null;
    }
    draw();
    map?.show({ cases: drawn(state.cases), chosen: state.chosen });
  }

  app.title(t("My grids"));
  const stop = await following([bundle.onChange], read);
  return () => {
    stop();
    map?.close();
  };
}

function drawn(cases) {
  const now = new Date();
  return cases
    .filter(({ lon }) => Number.isFinite(lon))
    .map((card) => ({ id: card.id, lon: card.lon, lat: card.lat, light: lightNow(card, now) }))
    .sort((one, other) => (ONE_LIGHT[one.light] ?? 3) - (ONE_LIGHT[other.light] ?? 3));
}

function page(state, { ground, choose }) {
  const { units, chosen } = state;
  if (!units.length) {
    return html`<div class="empty"><p>${t("The outlines are not on this phone yet.")}</p><p>${t("They come with the first connection and stay here from then on.")}</p></div>`;
  }
  const grids = lowest(units);
  // Next door may be another community, of which this phone holds no outline.
  const next = state.next.map(({ unit, name }) => ({ code: unit, name: nameOf(units, unit) || name }));
  const isNext = new Set(next.map(({ code }) => code));
  const rows = (some) => some.map(({ code }) => ({ code, name: nameOf(units, code) }));
  const one = [...rows(grids), ...next].find(({ code }) => code === chosen);
  return html`${ground}
    ${one ? grid(state, one, choose) : html`
      <p class="quiet map-key">${t("Thick lines: mine. ◆ overdue, ◐ due soon, ● in time.")}</p>
      ${list(t("Mine"), rows(grids.filter(({ mine }) => mine)), state, choose)}
      ${list(t("Next to them"), next, state, choose)}
      ${list(t("Others"), rows(grids.filter(({ mine, code }) => !mine && !isNext.has(code))), state, choose)}`}`;
}

function list(title, grids, state, choose) {
  if (!grids.length) return nothing;
  return html`<h2>${title}</h2><ul class="list">${grids.map(({ code, name }) => {
    const open = casesIn(state, code).length;
    return html`<li><button type="button" data-grid=${code} @click=${() => choose(code)}>
      <span class="body"><span class="what">${name}</span><span class="quiet">${coverOf(state, code)?.post}</span></span>
      ${open ? html`<span class="side">${t("%(n)s open", { n: open })}</span>` : nothing}</button></li>`;
  })}</ul>`;
}

function casesIn(state, code) {
  return state.cases.filter((card) => card.unit === code);
}

function coverOf(state, code) {
  return state.next.find(({ unit }) => unit === code);
}

function grid(state, { code, name }, choose) {
  const cases = casesIn(state, code);
  const cover = coverOf(state, code);
  return html`<section class="card" data-chosen=${code}>
      <h2>${name}</h2>
      ${cover ? html`<p>${t("Looked after by: %(post)s", { post: cover.post })}</p><p>${telephone(cover.phone, t("Call %(who)s", { who: cover.phone }))}</p>` : nothing}
      <button type="button" class="plain" @click=${() => choose(code)}>${t("All grids")}</button>
    </section>
    ${cases.length ? html`<ul class="list">${cases.map((card) => row(card))}</ul>` : html`<p class="empty">${t("Nothing of mine is open here.")}</p>`}`;
}
