// Outbox: what lies on this phone, in which state truly, and what a person can do about each.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "../bundle.js";
import * as outbox from "../outbox.js";
import { handOver } from "../outbox_export.js";
import { againSheet, recordCard } from "../outbox_view.js";
import * as session from "../session.js";
import { following } from "../signals.js";
import { notices } from "../storage.js";
import * as store from "../store.js";
import * as sync from "../sync.js";
import { shown } from "../trouble.js";
import { t, when } from "../words.js";

const GROUPS = [
  { states: ["attention"], title: () => t("Needs you") },
  { states: ["kept", "sending"], title: () => t("On this phone") },
  { states: ["delivered"], title: () => t("Delivered") },
  { states: ["filed"], title: () => t("On file") },
];

export async function show(root, _params, app) {
  const pictures = new Map(); // id -> address of its thumbnail: made once, freed when the screen is left
  const state = { records: [], notices: [], names: { kinds: new Map(), acts: new Map() }, asOf: "", told: sync.lastTold(), who: app.session, isBusy: false, fault: null };

  async function read() {
    const [records, kinds, cases, asOf, who] = await Promise.all([
      outbox.list(), bundle.part("kinds"), bundle.part("cases"), store.get("kept", "news_at"), session.current(),
    ]);
    const waiting = records.filter(({ state: one }) => one !== "delivered" && one !== "filed").length;
    const told = await notices({ waiting });
    Object.assign(state, { records, asOf: asOf ?? "", who, names: namesOf(kinds, cases), notices: told, told: sync.lastTold() });
    for (const { id, thumb } of records) if (thumb && !pictures.has(id)) pictures.set(id, URL.createObjectURL(thumb));
    draw();
  }

  async function sendNow() {
    state.isBusy = true;
    draw();
    await sync.now(); // says itself what has changed
    state.isBusy = false;
    draw();
  }

  async function carryAway() {
    try {
      const { name, blob, records } = await outbox.exportFile();
      if (await handOver(name, blob)) app.toast(t("%(n)s records are in the file %(name)s. They stay on this phone too.", { n: records, name }));
    } catch (fault) {
      state.fault = shown(fault.problem ?? { code: "phone.sealed" });
      draw();
    }
  }

  const acts = {
    again: async (record) => {
      await outbox.tryAgain(record.id);
      await sendNow();
    },
    putRight: (record) => {
      app.carried = { again: { id: record.id, body: record.body, blobs: record.blobs } };
      app.go(addressOf(record));
    },
    remove: async (record) => {
      if (window.confirm(askFirst(record))) await outbox.remove(record.id);
    },
    logIn: async (event) => {
      event.preventDefault();
      state.fault = null;
      try {
        await session.login(state.who.account.login, String(new FormData(event.target).get("password")), state.who.post.id);
        await sendNow();
      } catch (fault) {
        state.fault = shown(fault.problem) ?? shown({ code: "phone.no_answer" });
        draw();
      }
    },
  };

  function draw() {
    const canSend = state.records.some((one) => one.state === "kept" || one.state === "sending");
    app.main(canSend || state.isBusy ? (state.isBusy ? t("Sending …") : t("Send now")) : null, sendNow, { disabled: state.isBusy });
    render(page(state, pictures, acts, carryAway), root);
  }

  app.title(t("Outbox"));
  const stop = await following([outbox.onChange, sync.onNews, session.onChange], read);
  return () => {
    stop();
    pictures.forEach((address) => URL.revokeObjectURL(address));
  };
}

function namesOf(kinds, cases) {
  return {
    kinds: new Map((kinds?.kinds ?? []).map(({ key, name }) => [key, name])),
    acts: new Map((cases ?? []).flatMap((card) => (card.acts ?? []).map(({ act, label }) => [act, label]))),
  };
}

function addressOf(record) {
  if (record.form === "act" || record.form === "voice") return `#/case/${record.body.case}`;
  return record.form === "answers" ? `#/form/${record.body.definition}` : "#/report";
}

function askFirst(record) {
  if (record.state === "delivered" || record.state === "filed") return t("Take this line off the list? The matter itself stays with the server.");
  return record.was_sent ? t("Remove it from this phone? It may have reached the server already; if not, it is nowhere else.") : t("Remove it from this phone? It is nowhere else.");
}

function page(state, pictures, acts, carryAway) {
  const open = state.records.filter((one) => ["kept", "sending", "attention"].includes(one.state));
  const problem = state.told.ok ? null : state.told.problem;
  return html`
    ${state.notices.map((one) => html`<div class=${one.isGrave ? "warn" : "note yellow"} data-code=${one.code}><p><b>${one.title}</b></p><p>${one.detail}</p></div>`)}
    ${state.fault ? html`<div class="warn" role="alert"><p>${state.fault.title}</p><p>${state.fault.detail}</p></div>` : nothing}
    ${state.who?.expired ? againSheet(state.who, acts) : problem ? html`<div class="note yellow" data-problem=${problem.code}><p><b>${problem.title}</b></p><p>${problem.detail}</p></div>` : nothing}
    <div class="row as-of"><p>${open.length ? t("%(n)s on this phone, not delivered yet", { n: open.length }) : t("Nothing waits on this phone.")}</p></div>
    <p class="quiet">${state.asOf ? t("Last answer of the server: %(moment)s", { moment: when(state.asOf) }) : t("The server has not answered yet.")}</p>
    ${GROUPS.map(({ states, title }) => {
      const records = state.records.filter((one) => states.includes(one.state));
      return records.length ? html`<section data-group=${states[0]}><h2>${title()} <span class="quiet">${records.length}</span></h2>
        <ul>${records.map((record) => recordCard(record, { picture: pictures.get(record.id), names: state.names, acts }))}</ul></section>` : nothing;
    })}
    ${open.length ? html`<h2>${t("Carry it to a desk")}</h2>
      <p class="quiet">${t("A file with everything that is not delivered, readable by whoever has it. A desk takes it in; nothing is counted twice.")}</p>
      <p><button type="button" class="wide" @click=${carryAway}>${t("Export to a file")}</button></p>` : nothing}
    <p class="quiet">${t("What is delivered keeps its small picture and its receipt here for seven days.")}</p>`;
}
