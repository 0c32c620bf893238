// One record of the outbox, drawn: its plain state with its time, its picture, why it needs somebody, and the ways out.
import { html, nothing } from "/static/vendor/lit-html/lit-html.mjs";

import { t, when } from "./words.js";

const FORMS = { report: () => t("Report"), act: () => t("Act on a matter"), voice: () => t("I saw it too"), answers: () => t("Checklist") };

export function recordCard(record, { picture, names, acts }) {
  return html`<li class="card" data-record=${record.id} data-state=${record.state}>
    <div class="row">
      ${picture ? html`<img class="thumb" alt="" src=${picture}>` : nothing}
      <div><p><b>${titleOf(record, names)}</b></p>
        <p><b class=${LIGHTS[record.state]}>${stateOf(record)}</b> <span class="quiet">${when(timeOf(record))}</span></p>
        ${record.number ? html`<p>${t("Number")} ${record.number}</p>` : nothing}
        ${missingOf(record)}</div>
    </div>
    ${record.problem && record.state !== "delivered" && record.state !== "filed" ? html`<div class=${record.state === "attention" ? "warn" : "note yellow"}><p>${record.problem.title}</p><p>${record.problem.detail}</p></div>` : nothing}
    ${record.verdict === "conflict" && record.held ? bothVersions(record, names) : nothing}
    ${record.state === "attention" && record.card ? html`<p><a class="button" href="#/case/${record.card.id}">${t("The matter as it stands now: %(state)s", { state: record.card.state_words })}</a></p>` : nothing}
    ${waysOut(record, acts)}
  </li>`;
}

const LIGHTS = { attention: "light-red", kept: "light-yellow", sending: "light-yellow", delivered: "light-green", filed: "light-green" };
const STATES = { attention: () => t("Needs you"), kept: () => t("On this phone"), sending: () => t("On this phone, being sent"), delivered: () => t("Delivered"), filed: () => t("On file") };

function stateOf(record) {
  return record.parked && record.state === "delivered" ? t("Delivered; the server keeps it until it knows this form") : STATES[record.state]();
}

const timeOf = (record) => record.delivered_at ?? record.made_at;

function titleOf(record, names) {
  const { body, form } = record;
  const what = form === "report" ? names.kinds.get(body.category) : form === "act" ? names.acts.get(body.act) : null;
  return [what ?? FORMS[form]?.() ?? form, body.words || body.place].filter(Boolean).join(" · ");
}

function missingOf(record) {
  const isOver = record.state === "delivered" || record.state === "filed";
  if (isOver || !record.isReceived || !record.missing.length) {
    return record.photos && !isOver ? html`<p class="quiet">${t("%(n)s photos", { n: record.photos })}</p>` : nothing;
  }
  return html`<p>${t("The server has the words; %(n)s photos are still on this phone only.", { n: record.missing.length })}</p>`;
}

// Nothing is merged: each stands as it was made.
function bothVersions(record, names) {
  const theirs = contentOf(record.held);
  const version = (title, body, moment) => html`<dt>${title}</dt><dd>${when(moment)}<br>${[names.kinds.get(body?.category), body?.words, body?.place].filter(Boolean).join(" · ") || t("cannot be read here")}</dd>`;
  return html`<dl class="facts" data-both>${version(t("On this phone"), record.body, record.made_at)}${version(t("On the server"), theirs, record.held.arrived_at)}</dl>
    ${record.held.number ? html`<p>${t("Number")} ${record.held.number}</p>` : nothing}`;
}

function contentOf(held) {
  try {
    return JSON.parse(held.content).body;
  } catch {
    return null;
  }
}

function waysOut(record, acts) {
  if (record.state === "sending") return nothing;
  const isOpen = record.state === "kept" || record.state === "attention";
  return html`<div class="row">
    ${record.state === "attention" ? html`<button type="button" data-act="again" @click=${() => acts.again(record)}>${t("Try again")}</button>` : nothing}
    ${record.mayPutRight ? html`<button type="button" data-act="put-right" @click=${() => acts.putRight(record)}>${t("Put it right")}</button>` : nothing}
    ${isOpen ? html`<button type="button" class="grave" data-act="remove" @click=${() => acts.remove(record)}>${t("Remove")}</button>` : nothing}
  </div>`;
}

/** The log-in has ended: everything stays, and one password lets it go on. */
export function againSheet(who, acts) {
  return html`<form class="card" @submit=${acts.logIn} data-expired>
    <p><b>${t("Your log-in has ended.")}</b> ${t("Everything here is kept. Give your password, and it is sent.")}</p>
    <input type="text" name="login" autocomplete="username" .value=${who.account.login} hidden>
    <label class="field"><span>${t("Password of %(name)s", { name: who.account.login })}</span>
      <input type="password" name="password" autocomplete="current-password" maxlength="200" required></label>
    <p><button type="submit" class="wide">${t("Log in and send")}</button></p>
  </form>`;
}
