// Me: as whom I act, which language, what this phone holds, my proof sheet, and the way out.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as outbox from "../outbox.js";
import * as session from "../session.js";
import { icon } from "../icons.js";
import { t } from "../words.js";

const DAYS_OF_PROOF = 30;

export async function show(root, _params, app) {
  const state = { waiting: await outbox.count(), storage: null, problem: null };
  const draw = () => render(page(state, app, { wear, leave }), root);

  async function wear(post) {
    try {
      await session.wear(post);
      await app.arrived();
    } catch (fault) {
      state.problem = fault?.problem ?? fault;
      draw();
    }
  }

  async function leave() {
    const words = state.waiting
      ? t("%(n)s records have not been sent. They stay on this phone, sealed, and are sent when you log in here again. Log out?", { n: state.waiting })
      : t("Log out of this phone?");
    if (!window.confirm(words)) return;
    await session.logout();
    await app.refresh();
  }

  app.title(t("Me"));
  draw();
  state.storage = await storageFacts();
  draw();
  return outbox.onChange(async () => {
    state.waiting = await outbox.count();
    draw();
  });
}

async function storageFacts() {
  const told = await navigator.storage?.estimate?.().catch(() => null);
  const isSafe = await navigator.storage?.persisted?.().catch(() => null);
  return { used: told?.usage ?? null, quota: told?.quota ?? null, isSafe };
}

function page(state, app, { wear, leave }) {
  const { account, post, posts, device } = app.session;
  return html`
    ${state.problem ? html`<div class="warn" role="alert"><p>${state.problem.title ?? t("The server was not reached.")}</p><p>${state.problem.detail ?? t("Another post is put on while there is a network.")}</p></div>` : nothing}
    <section class="card"><h2>${account.name}</h2>
      <p>${post.title} · ${post.unit_name}${post.department ? html` · ${post.department}` : nothing}</p>
      ${device?.label ? html`<p class="quiet">${t("This phone is called %(name)s.", { name: device.label })}</p>` : nothing}</section>
    ${posts.length > 1 ? html`<h2>${t("Act as")}</h2><div class="chips" role="group">${posts.map((one) => html`<button type="button" class="chip" aria-pressed=${one.id === post.id ? "true" : "false"}
      @click=${() => wear(one.id)}>${one.title} · ${one.unit_name}</button>`)}</div>` : nothing}
    <h2>${t("To read")}</h2>
    <ul class="list">
      ${link("#/duty", t("Duty and telephones"))}
      ${link(proofAddress(), t("Proof sheet: what I reported, and who had it"), true)}
      ${link("#/nothing", t("What we do not collect"))}
      ${link("/", t("Desk pages"), true)}
    </ul>
    <h2>${t("Language")}</h2>
    <div class="chips" role="group">
      <button type="button" class="chip" lang="zh-Hans" aria-pressed=${app.language === "en" ? "false" : "true"} @click=${() => app.speak("zh-hans")}>简体中文</button>
      <button type="button" class="chip" lang="en" aria-pressed=${app.language === "en" ? "true" : "false"} @click=${() => app.speak("en")}>English</button>
    </div>
    <h2>${t("This phone")}</h2>
    ${storage(state.storage)}
    <p><button type="button" class="wide grave" @click=${leave}>${t("Log out")}</button></p>`;
}

function link(address, words, isOutside = false) {
  return html`<li><a href=${address} target=${isOutside ? "_blank" : nothing} rel=${isOutside ? "noopener" : nothing}><span class="body">${words}</span>${icon("next")}</a></li>`;
}

function proofAddress() {
  const day = (moment) => moment.toISOString().slice(0, 10);
  const now = new Date();
  return `/field/proof?from=${day(new Date(now - DAYS_OF_PROOF * 86400000))}&until=${day(now)}`;
}

function storage(facts) {
  if (!facts?.quota) return html`<p class="quiet">${t("The browser does not say how much room there is.")}</p>`;
  const megabytes = (bytes) => Math.round(bytes / 1048576);
  return html`<p>${t("%(used)s MB used of %(quota)s MB", { used: megabytes(facts.used), quota: megabytes(facts.quota) })}</p>
    <p class="quiet">${facts.isSafe ? t("The browser promises not to clear it by itself.") : t("The browser may clear it when room is short: send what waits soon.")}</p>`;
}
