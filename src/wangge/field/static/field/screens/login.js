// Who holds this phone? Asked once; without a network it says what is possible and what is not.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as outbox from "../outbox.js";
import * as session from "../session.js";
import * as store from "../store.js";
import { lastTold } from "../sync.js";
import { t } from "../words.js";

export async function show(root, _params, app) {
  const state = { login: "", waiting: 0, problem: null, isBusy: false };
  const draw = () => {
    render(page(state, app, send), root);
    app.main(state.isBusy ? t("Logging in …") : t("Log in"), () => root.querySelector("form").requestSubmit(), { disabled: state.isBusy });
  };

  async function send(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    Object.assign(state, { login: String(form.get("login")).trim(), problem: null, isBusy: true });
    draw();
    try {
      await session.login(state.login, String(form.get("password")));
      await app.arrived();
    } catch (fault) {
      Object.assign(state, { problem: said(fault), isBusy: false });
      draw();
      root.querySelector("[role=alert]")?.focus();
    }
  }

  app.title(t("Log in"));
  // Shut out from a desk: the server's own words say so.
  state.problem = lastTold().problem?.code === "field.device_revoked" ? lastTold().problem : null;
  state.login = (await store.get("kept", "last_login")) ?? "";
  state.waiting = await outbox.count().catch(() => 0);
  draw();
  window.addEventListener("online", draw);
  window.addEventListener("offline", draw);
  return () => {
    window.removeEventListener("online", draw);
    window.removeEventListener("offline", draw);
  };
}

// What the server says is said; anything else means that it was not reached.
function said(fault) {
  const problem = fault?.problem;
  return problem && problem.code !== "phone.no_answer" ? { title: problem.title, detail: problem.detail }
    : { title: t("The server was not reached."), detail: t("Logging in needs the network once; afterwards everything opens without it.") };
}

function page(state, app, send) {
  return html`
    ${navigator.onLine ? nothing : html`<div class="note yellow"><p>${t("There is no network now. Logging in needs it once; what was made on this phone before is safe.")}</p></div>`}
    ${state.waiting ? html`<div class="note"><p>${t("%(n)s records wait on this phone, sealed. Whoever made them sends them by logging in.", { n: state.waiting })}</p></div>` : nothing}
    ${state.problem ? html`<div class="warn" role="alert" tabindex="-1"><p>${state.problem.title}</p><p>${state.problem.detail}</p></div>` : nothing}
    <form class="card" @submit=${send}>
      <label class="field"><span>${t("Account")}</span>
        <input name="login" .value=${state.login} autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required></label>
      <label class="field"><span>${t("Password")}</span>
        <input name="password" type="password" autocomplete="current-password" maxlength="200" required></label>
      <button type="submit" hidden></button>
    </form>
    <div class="row">
      ${app.language === "en" ? html`<button type="button" lang="zh-Hans" @click=${() => app.speak("zh-hans")}>简体中文</button>`
        : html`<button type="button" lang="en" @click=${() => app.speak("en")}>English</button>`}
      <a class="button" href="#/nothing">${t("What we do not collect")}</a>
    </div>`;
}
