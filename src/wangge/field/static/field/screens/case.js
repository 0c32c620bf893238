// One matter: its photos, who has it until when, how it came here, and what I may do about it.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { arranged, openActs, refused, underway } from "../act_rules.js";
import { openSheet } from "../acts.js";
import * as bundle from "../bundle.js";
import { light, stateWords, telephone, trouble } from "../card.js";
import * as outbox from "../outbox.js";
import { following } from "../signals.js";
import * as sync from "../sync.js";
import { ask } from "../talk.js";
import { t, when } from "../words.js";

export async function show(root, [id], app) {
  const state = { card: null, chain: null, duty: null, records: [], problem: null, isAsking: true };
  const draw = () => {
    const { main } = arranged(state.card ? openActs(state.card, underway(id, state.records)) : [], Boolean(state.card?.blind));
    app.title(state.card?.kind ?? t("Matter"));
    if (main) app.main(main.label, () => open(main));
    else app.main(null);
    render(page(state, { open, again, drop }), root);
  };
  const open = (act, more = {}) => {
    const waiting = underway(id, state.records);
    openSheet({ card: state.card, act, app, after: waiting.length ? waiting[waiting.length - 1].id : null, ...more });
  };
  // What was refused is done once more on the state as it is now, with everything that was typed.
  const again = (record) => {
    const act = state.card.acts.find((one) => one.act === record.body.act);
    if (act) open(act, { typed: { ...record.body, photos: record.blobs ?? [] }, instead: record.id });
  };
  const drop = async (record) => {
    if (window.confirm(t("Throw away what you typed here? It is kept nowhere else."))) await outbox.remove(record.id);
  };

  async function read() {
    const [cards, duty, records] = await Promise.all([bundle.part("cases"), bundle.part("duty"), outbox.list()]);
    const kept = (cards ?? []).find((card) => card.id === id);
    Object.assign(state, { duty, records });
    if (kept && (!state.card || kept.seq >= state.card.seq)) state.card = kept;
    draw();
  }

  async function fetchIt() {
    try {
      const told = await ask(`/field/cases/${encodeURIComponent(id)}`, { isOurs: (value) => Boolean(value?.card) });
      Object.assign(state, { card: told.card, chain: told.chain, problem: null });
    } catch ({ problem }) {
      // Offline what this phone holds is enough; what the server refuses is said.
      state.problem = problem?.code === "phone.no_answer" && state.card ? null : problem;
    }
    state.isAsking = false;
    draw();
  }

  const stop = await following([bundle.onChange, outbox.onChange], read);
  const forget = sync.onNews(fetchIt);
  fetchIt();
  return () => {
    stop();
    forget();
  };
}

function page(state, does) {
  const { card, chain, problem } = state;
  if (!card) return problem ? html`${trouble(problem)}<p><a class="button" href="#/today">${t("Back to today")}</a></p>` : html`<p class="starting">${t("Opening …")}</p>`;
  const waiting = underway(card.id, state.records);
  const { others } = arranged(openActs(card, waiting), Boolean(card.blind));
  return html`
    ${problem ? trouble(problem) : nothing}
    ${refused(card.id, state.records).map((record) => notTaken(record, card, does))}
    ${waiting.map((record) => html`<div class="note yellow"><p><b>${stateWords(record.state)}</b> · ${labelOf(card, record)}</p>
      ${record.body.words ? html`<p>${record.body.words}</p>` : nothing}</div>`)}
    ${photos(card)}
    <section class="card">
      ${card.words ? html`<p class="said">${card.words}</p>` : nothing}
      <p>${light(card)}</p>
      ${facts(card)}
      ${callHolder(card, state.duty)}
    </section>
    ${card.blind?.closing_condition ? html`<div class="note"><p><b>${t("It may be closed when:")}</b> ${card.blind.closing_condition}</p></div>` : nothing}
    ${others.length ? html`<h2>${card.blind ? t("What do you find there?") : t("Also possible")}</h2>${others.map((act) => html`<p><button type="button" class="wide" @click=${() => does.open(act)}>${act.label}</button></p>`)}` : nothing}
    <h2>${t("How it went so far")}</h2>
    ${chain ? steps(chain) : html`<p class="quiet">${state.isAsking ? t("Being fetched …") : t("Seen when there is a network.")}</p>`}`;
}

function facts(card) {
  const rows = [
    [t("Now"), card.state_words],
    [t("Who has it"), card.holder],
    [t("Until"), card.ended_at ? "" : when(card.due_at)],
    [t("Ended"), card.ended_at ? [card.end, when(card.ended_at)].filter(Boolean).join(" · ") : ""],
    [t("Place"), [card.unit_name, card.place].filter(Boolean).join(" · ")],
    [t("Reported"), when(card.at)],
    [t("Number"), card.number],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => (value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing))}</dl>`;
}

function photos(card) {
  const stages = { before: t("As found"), after: t("After handling") };
  return (card.photos ?? []).map((photo) => html`<figure>
    <img class="big-photo" src=${photo.url} alt=${stages[photo.stage] ?? t("Photo")} loading="lazy"
      @error=${(event) => event.target.closest("figure").classList.add("unseen")}>
    <figcaption class="quiet">${stages[photo.stage] ?? ""} <span class="why">${t("The photo is seen when there is a network.")}</span></figcaption>
  </figure>`);
}

function callHolder(card, duty) {
  const contact = duty?.departments?.find((one) => one.name === card.holder && one.phone);
  return contact ? html`<p>${telephone(contact.phone, t("Call %(who)s", { who: contact.name }))}</p>` : nothing;
}

function notTaken(record, card, { again, drop }) {
  const isOpen = card.acts?.some((act) => act.act === record.body.act);
  return html`<div class="warn" role="alert">
    <p>${record.problem?.title ?? t("The server did not take this.")}</p>
    ${record.problem?.detail ? html`<p>${record.problem.detail}</p>` : nothing}
    <dl class="facts"><dt>${t("Now")}</dt><dd>${card.state_words}</dd>
      <dt>${t("You wanted")}</dt><dd>${labelOf(card, record)}</dd>
      ${record.body.words ? html`<dt>${t("You wrote")}</dt><dd>${record.body.words}</dd>` : nothing}</dl>
    <div class="row">
      ${isOpen ? html`<button type="button" @click=${() => again(record)}>${t("Do it now")}</button>` : nothing}
      <button type="button" class="grave" @click=${() => drop(record)}>${t("Throw away")}</button>
    </div>
  </div>`;
}

function labelOf(card, record) {
  const all = (acts) => (acts ?? []).flatMap((act) => [act, ...all(act.then)]);
  return record.label ?? all(card.acts).find((act) => act.act === record.body.act)?.label ?? record.body.act;
}

function steps(chain) {
  return html`<ol class="chain">${chain.map((step) => html`<li><p><b>${step.words}</b></p><p class="quiet">${[when(step.at), step.who].filter(Boolean).join(" · ")}</p></li>`)}</ol>`;
}
