// How is one matter shown: as a row to tap, and as the lines that head its own page?
import { html, nothing } from "/static/vendor/lit-html/lit-html.mjs";

import { farAway, lightNow, overdueBy, shapeOf, timeLeft } from "./today_rules.js";
import { t, when } from "./words.js";

// Shape and words beside the colour: ◆ overdue by 3 h.
export function light(card, now = new Date()) {
  const colour = lightNow(card, now);
  if (!colour || !card.due_at) return nothing;
  return html`<span class="light light-${colour}"><span aria-hidden="true">${shapeOf(colour)}</span> ${dueWords(card, now)}</span>`;
}

// The server's words name the moment and stay true; what is left, or long gone, is told by this phone's clock.
function dueWords(card, now) {
  const left = timeLeft(card, now);
  if (left) return left.hours ? t("%(n)s h left", { n: left.hours }) : t("%(n)s min left", { n: left.minutes });
  if (lightNow(card, now) !== "red" || new Date(card.due_at) > now) return card.due_words;
  const { days, hours, minutes } = overdueBy(card, now);
  if (days) return t("overdue by %(n)s days", { n: days });
  return hours ? t("overdue by %(n)s h", { n: hours }) : t("overdue by %(n)s min", { n: minutes });
}

// A row of a list; `waiting` = what was done here and has not reached the server.
export function row(card, { here = null, waiting = null, now = new Date(), number = 0 } = {}) {
  const far = farAway(card, here);
  return html`<li><a href="#/case/${card.id}">
    <span class="body">
      <span class="what">${number ? html`${number}. ` : nothing}${card.kind}${card.words ? html` · ${card.words}` : nothing}</span>
      <span class="clip">${[card.unit_name, card.place].filter(Boolean).join(" · ")}</span>
      <span>${card.ended_at ? html`<span class="quiet">${card.end || card.state_words} · ${when(card.ended_at, now)}</span>` : html`${light(card, now)} <span class="quiet">${card.state_words}</span>`}</span>
      ${waiting ? html`<span class="light light-yellow">${stateWords(waiting.state)}</span>` : nothing}
    </span>
    ${far === null ? nothing : html`<span class="side">${distance(far)}</span>`}
  </a></li>`;
}

export function distance(metres) {
  return metres < 1000 ? t("%(n)s m", { n: metres }) : t("%(n)s km", { n: (metres / 1000).toFixed(1) });
}

// The states of what was made here, in the words that everybody on the street knows.
export function stateWords(state) {
  const words = {
    kept: t("On this phone"), sending: t("On this phone"), delivered: t("Delivered"), filed: t("On file"), attention: t("Needs you"),
  };
  return words[state] ?? state;
}

export function telephone(number, label = number) {
  return number ? html`<a class="button" href="tel:${String(number).replace(/[^+\d]/g, "")}">${label}</a>` : nothing;
}

// What went wrong and the way out; whoever is no longer logged in is led there, and what waits stays.
export function trouble(problem) {
  return html`<div class="warn" role="alert"><p>${problem.title}</p>${problem.detail ? html`<p>${problem.detail}</p>` : nothing}
    ${problem.status === 401 ? html`<p><a class="button" href="#/login">${t("Log in again")}</a></p>` : nothing}</div>`;
}
