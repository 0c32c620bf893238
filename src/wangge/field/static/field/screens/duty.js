// The duty card: my posts, whom to call, who covers the next grid. Works without a network.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "../bundle.js";
import { telephone } from "../card.js";
import { icon } from "../icons.js";
import { following } from "../signals.js";
import { t } from "../words.js";

export async function show(root, _params, app) {
  const draw = async () => render(page(await bundle.part("duty")), root);
  app.title(t("Duty and telephones"));
  return following([bundle.onChange], draw);
}

function page(duty) {
  if (!duty) return html`<div class="empty"><p>${t("The telephones are not on this phone yet.")}</p><p>${t("Fetch them on the page Today while there is a network.")}</p></div>`;
  return html`
    <h2>${t("My posts")}</h2>
    <ul class="list">${(duty.posts ?? []).map((post) => html`<li><div class="line"><span class="body"><span class="what">${post.title}</span><span>${[post.unit_name, post.department].filter(Boolean).join(" · ")}</span></span></div></li>`)}</ul>
    ${people(t("Next grids"), (duty.next ?? []).map((one) => ({ name: one.name, who: one.post, phone: one.phone })))}
    ${people(t("Departments"), (duty.departments ?? []).map((one) => ({ name: one.name, who: (one.holders ?? []).join(" · "), phone: one.phone })))}`;
}

function people(title, rows) {
  return rows.length ? html`<h2>${title}</h2><ul class="list">${rows.map((row) => html`<li><div class="line">
    <span class="body"><span class="what">${row.name}</span><span class="quiet">${row.who}</span></span>
    ${row.phone ? telephone(row.phone, html`${icon("phone")}${row.phone}`) : html`<span class="quiet">${t("no number")}</span>`}
  </div></li>`)}</ul>` : nothing;
}
