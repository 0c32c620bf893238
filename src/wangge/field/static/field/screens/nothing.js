// What we do not collect, and what we keep for how long: short, plain, and readable without being logged in.
import { html, render } from "/static/vendor/lit-html/lit-html.mjs";

import { t } from "../words.js";

export function show(root, _params, app) {
  app.title(t("What we do not collect"));
  const never = [
    t("No way you walked: the place is read only in the moment of a report, and only for the report."),
    t("No signing in at places or hours, and no hours on line."),
    t("No points and no order of persons; no number of reports is asked of anybody."),
    t("No reading of contacts, messages, other apps or other pictures."),
    t("Nothing has to be sent on a day on which nothing is wrong."),
  ];
  const kept = [
    [t("What you report"), t("words, photos, place with its accuracy, the phone's clock: with the matter, as long as the matter is kept")],
    [t("What you do on a matter"), t("the act, your post and the hour: with the matter, since somebody must be able to see who had it")],
    [t("This phone"), t("a name for it and the day of its last log-out or revocation, so that a lost phone can be shut out")],
    [t("On the phone itself"), t("what is not sent yet, sealed; after delivery a small picture and the receipt for 7 days; outlines and telephones until you log out")],
    [t("Where you stand"), t("used on the phone to order today's list; it is not sent and not kept")],
  ];
  render(html`
    <ul class="points">${never.map((one) => html`<li class="card">${one}</li>`)}</ul>
    <h2>${t("What is kept, and how long")}</h2>
    <dl class="card kept">${kept.map(([name, words]) => html`<dt><b>${name}</b></dt><dd>${words}</dd>`)}</dl>
    <p class="quiet">${t("Your chief sees what you see, and nothing more. The unit that you reported never sees your name.")}</p>`, root);
}
