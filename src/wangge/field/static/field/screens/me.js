// Me: as whom I act, which language, what this phone holds, my proof sheet, and the way out.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { trouble } from "../card.js";
import * as outbox from "../outbox.js";
import { icon } from "../icons.js";
import { offered, pushSwitch } from "../push.js";
import * as session from "../session.js";
import { following } from "../signals.js";
import { estimate, notices } from "../storage.js";
import { room } from "../storage_rules.js";
import * as store from "../store.js";
import { t } from "../words.js";

const DAYS_OF_PROOF = 30;

export async function show(root, _params, app) {
  const state = { waiting: await outbox.count(), room: null, notices: [], phone: "", problem: null };
  const draw = () => render(page(state, app, { wear, leave, draw }), root);

  async function wear(post) {
    try {
      await session.wear(post);
      await app.arrived();
    } catch (fault) {
      state.problem = fault.problem ?? { title: t("The server was not reached."), detail: t("Another post is put on while there is a network.") };
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
  Object.assign(state, { room: room(await estimate()), notices: await notices({ waiting: state.waiting }), phone: (await store.get("kept", "device"))?.label ?? "" });
  draw();
  // Asked apart: a slow network holds up nothing else on this page.
  offered().then((push) => {
    state.push = push;
    draw();
  });
  return following([outbox.onChange], async () => {
    state.waiting = await outbox.count();
    draw();
  });
}

function page(state, app, { wear, leave, draw }) {
  const { account, post, posts } = app.session;
  return html`
    ${state.problem ? trouble(state.problem) : nothing}
    <section class="card"><p class="said">${account.name}</p>
      <p>${post.title} · ${post.unit_name}${post.department ? html` · ${post.department}` : nothing}</p>
      ${state.phone ? html`<p class="quiet">${t("This phone is called %(name)s.", { name: state.phone })}</p>` : nothing}</section>
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
    ${pushSwitch(state.push, draw)}
    ${storage(state)}
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

function storage({ room: space, notices: told, waiting }) {
  return html`${told.map((one) => html`<div class=${one.isGrave ? "warn" : "note yellow"}><p><b>${one.title}</b></p><p>${one.detail}</p></div>`)}
    <p>${waiting ? t("%(n)s wait here for sending.", { n: waiting }) : t("Everything made here has been delivered.")}</p>
    ${Number.isFinite(space?.free) ? html`<p class="quiet">${t("Room left: %(n)s MB.", { n: Math.round(space.free / 1048576) })}</p>` : nothing}`;
}
