// Draws an inspection form from its definition: one column, questions open and close as answers come, faults stand
// at the question and at the top. Decides nothing: that is form_rules.js. Keeps nothing: that is form_draft.js.
import { html, nothing } from "/static/vendor/lit-html/lit-html.mjs";

import { faults, mustAnswer, shown } from "./form_rules.js";
import { t } from "./words.js";

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * The form as it stands. `state` = {answers, pictures: Map of SHA-256 to address, tried: bool, placing: bool};
 * `acts` = {answer(key, value), photo(key), drop(key, sha256), place(key), jump(key)}; `language` = "zh" or "en".
 */
export function formView(definition, state, language, acts) {
  const wrong = new Map(state.tried ? faults(definition, state.answers).map((one) => [one.key, one]) : []);
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const view = { definition, state, language, acts, wrong };
  return html`
    ${wrong.size ? atTheTop(view, fields) : nothing}
    ${shown(definition, state.answers).map((key) => question(view, fields.get(key)))}`;
}

function atTheTop({ wrong, language, acts }, fields) {
  return html`<div class="warn" role="alert" tabindex="-1" id="form-faults">
    <p>${t("%(n)s answers are missing or do not fit", { n: wrong.size })}</p>
    <ul>${[...wrong.values()].map((one) => html`<li>
      <button type="button" class="plain" @click=${() => acts.jump(one.key)}>${fields.get(one.key)?.label[language] ?? one.key}</button></li>`)}</ul>
  </div>`;
}

function question(view, field) {
  const { definition, state, language, wrong } = view;
  const fault = wrong.get(field.key);
  const must = mustAnswer(definition, field.key, state.answers);
  const parts = { view, field, fault, value: state.answers[field.key], name: `form-${field.key}` };
  const hints = html`
    ${field.help ? html`<p class="hint" id="${parts.name}-hint">${field.help[language]}</p>` : nothing}
    ${must && !fault ? html`<p class="hint">${must[language]}</p>` : nothing}
    ${fault ? html`<p class="error" id="${parts.name}-fault">${sayFault(field, fault, language)}</p>` : nothing}`;
  const unit = field.unit ? html` <span class="quiet">${field.unit[language]}</span>` : nothing;
  const label = html`${field.label[language]}${unit}${must === null ? html` <span class="quiet">${t("(may stay empty)")}</span>` : nothing}`;
  if (["number", "text", "date"].includes(field.kind)) {
    return html`<div class="field"><label for=${parts.name}>${label}</label>${DRAWN[field.kind](parts)}${hints}</div>`;
  }
  return html`<fieldset class="field" id=${parts.name} tabindex="-1" aria-describedby=${fault ? `${parts.name}-fault` : nothing}>
    <legend>${label}</legend>${DRAWN[field.kind](parts)}${hints}</fieldset>`;
}

const DRAWN = {
  yesno: (parts) => chips(parts, [[true, t("Yes")], [false, t("No")]], (value) => (parts.value === value ? null : value)),
  choice: (parts) => chips(parts, offered(parts), (key) => (parts.value === key ? null : key)),
  many: (parts) => chips(parts, offered(parts), (key) => {
    const chosen = Array.isArray(parts.value) ? parts.value : [];
    return chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key];
  }),
  number: ({ view, field, fault, value, name }) => html`<input id=${name} type="text" inputmode="decimal" autocomplete="off" .value=${value === undefined || value === null ? "" : String(value)}
    aria-invalid=${fault ? "true" : "false"} aria-describedby=${fault ? `${name}-fault` : nothing}
    @change=${(event) => view.acts.answer(field.key, numberIn(event.target.value))}>`,
  text: ({ view, field, fault, value, name }) => html`<textarea id=${name} rows="3" .value=${value ?? ""}
    aria-invalid=${fault ? "true" : "false"} aria-describedby=${fault ? `${name}-fault` : nothing}
    @input=${(event) => view.acts.answer(field.key, event.target.value)}></textarea>`,
  date: ({ view, field, fault, value, name }) => html`<input id=${name} type="date" .value=${DATE.test(value ?? "") ? value : ""}
    aria-invalid=${fault ? "true" : "false"} aria-describedby=${fault ? `${name}-fault` : nothing}
    @change=${(event) => view.acts.answer(field.key, event.target.value)}>`,
  photo: ({ view, field, value }) => html`
    ${value?.length ? html`<div class="thumbs">${value.map((sha256, number) => html`<figure>
      <img src=${view.state.pictures.get(sha256) ?? ""} alt=${t("Photo %(n)s", { n: number + 1 })}>
      <button type="button" class="plain" @click=${() => view.acts.drop(field.key, sha256)}>${t("Take it out")}</button></figure>`)}</div>` : nothing}
    <button type="button" class="wide" @click=${() => view.acts.photo(field.key)}>${value?.length ? t("One more photo") : t("Take a photo")}</button>`,
  place: ({ view, field, value }) => html`
    ${value ? html`<p class="line">${t("Here, within %(n)s m", { n: Math.round(value.accuracy_m) })}
      <button type="button" class="plain" @click=${() => view.acts.answer(field.key, null)}>${t("Take it out")}</button></p>` : nothing}
    <button type="button" class="wide" ?disabled=${view.state.placing} @click=${() => view.acts.place(field.key)}>
      ${view.state.placing ? t("Looking for the place …") : value ? t("Take the place again") : t("I am standing there now")}</button>`,
};

function offered({ view, field }) {
  return field.choices.map((one) => [one.key, one.label[view.language]]);
}

// Buttons that stay down; a second tap takes the answer back.
function chips({ view, field, value }, choices, next) {
  const isDown = (one) => (Array.isArray(value) ? value.includes(one) : value === one);
  return html`<div class="chips">${choices.map(([one, label]) => html`<button type="button" class="chip" aria-pressed=${isDown(one) ? "true" : "false"}
    @click=${() => view.acts.answer(field.key, next(one))}>${label}</button>`)}</div>`;
}

/** A number as people type it (full width, decimal comma); words stay words, so that nothing typed is lost. */
export function numberIn(text) {
  const plain = text.normalize("NFKC").trim().replace(",", ".");
  return plain === "" ? null : Number.isNaN(Number(plain)) ? text : Number(plain);
}

function sayFault(field, fault, language) {
  if (fault.reason) return fault.reason[language];
  switch (fault.wrong) {
    case "missing": return t("Please answer this.");
    case "not_a_choice": return t("Choose one of these.");
    case "too_little": return t("At least %(n)s.", { n: field.min });
    case "too_much":
      return field.kind === "text" ? t("At most %(n)s characters.", { n: field.max ?? 500 }) : t("At most %(n)s.", { n: field.max ?? 4 });
    default:
      return field.kind === "number" ? t("Write a number.") : t("This answer does not fit the question.");
  }
}
