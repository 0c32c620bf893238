// One act on one matter, as a small sheet that asks only what it needs; what is sent waits in the outbox first.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { bodyOf, fieldsOf, missing } from "./act_rules.js";
import * as outbox from "./outbox.js";
import * as sync from "./sync.js";
import { t } from "./words.js";

// What was typed into a sheet that was closed is there when it is opened again.
const drafts = new Map();

// Opens the sheet; `typed` = what a refused record held; `after` = the record this one builds on; `instead` = id of the
// refused record that this one replaces.
export function openSheet({ card, act, app, typed = null, after = null, instead = null }) {
  const key = `${card.id}/${act.act}`;
  const values = drafts.get(key) ?? { photos: [], ...typed };
  drafts.set(key, values);
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "sheet-title");
  const state = { errors: [], fault: null, isBusy: false };
  const draw = () => render(sheet({ card, act, app, values, state, set, send, addPhoto, close: () => dialog.close() }), dialog);

  function set(name, value) {
    values[name] = value;
    state.errors = state.errors.filter((one) => one !== name);
    draw();
  }

  function addPhoto() {
    app.camera(async (file) => {
      state.isBusy = true;
      draw();
      const { shrink } = await import("./photo.js");
      try {
        values.photos = [...values.photos, await shrink(file)];
        state.errors = state.errors.filter((one) => one !== "photos");
      } catch {
        state.fault = { title: t("This picture could not be read."), detail: t("Take it again, or choose another one.") };
      }
      state.isBusy = false;
      draw();
    });
  }

  async function send(event) {
    event?.preventDefault();
    state.errors = missing(act, values);
    state.fault = null;
    if (state.errors.length) {
      draw();
      dialog.querySelector("[aria-invalid=true]")?.focus();
      return;
    }
    state.isBusy = true;
    draw();
    try {
      await outbox.add({ form: "act", version: 1, body: bodyOf(card, act, values, after), files: values.photos, after, instead });
    } catch (fault) {
      Object.assign(state, { isBusy: false, fault: said(fault) });
      draw();
      return;
    }
    drafts.delete(key);
    dialog.close();
    window.scrollTo(0, 0); // what waits stands at the top of the matter
    app.toast(navigator.onLine ? t("On this phone, being sent.") : t("On this phone. It is sent when there is a network."));
    sync.now().catch(() => undefined);
  }

  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  draw();
  dialog.showModal();
  return dialog;
}

function said(fault) {
  const problem = fault?.problem ?? {};
  return { title: problem.title ?? t("This phone could not keep it."), detail: problem.detail ?? t("What you typed is still here. Free some room on the phone, then try again.") };
}

function sheet({ card, act, values, state, set, send, addPhoto, close }) {
  return html`<form @submit=${send} novalidate>
    <div class="head"><h2 id="sheet-title">${act.label}</h2><button type="button" class="plain" @click=${close}>${t("Close")}</button></div>
    <p class="quiet">${[card.kind, card.place || card.unit_name].filter(Boolean).join(" · ")}</p>
    ${card.blind ? html`<div class="note">${card.blind.closing_condition ? html`<p><b>${t("It may be closed when:")}</b> ${card.blind.closing_condition}</p>` : nothing}
      <p>${t("What the handler says is shown after your own finding is sent.")}</p></div>` : nothing}
    ${state.fault ? html`<div class="warn" role="alert"><p>${state.fault.title}</p><p>${state.fault.detail}</p></div>` : nothing}
    ${fieldsOf(act).map((field) => DRAWN[field.kind](field, values, state, set, addPhoto))}
    <div class="foot"><button class="main" type="submit" ?disabled=${state.isBusy}>${state.isBusy ? t("One moment …") : t("Save and send")}</button></div>
  </form>`;
}

const LABELS = {
  reason: () => t("Why?"), result: () => t("What was done?"), department: () => t("Which department?"), departments: () => t("Which departments?"),
  cause: () => t("What is lacking?"), condition: () => t("Which condition?"), until: () => t("Until when?"), target: () => t("Number of the other matter"),
  amount: () => t("How much longer?"), photo: () => t("Photos"),
};

const error = (field, state) => state.errors.includes(field.name)
  ? html`<p class="error" id="error-${field.name}">${field.kind === "photos" ? t("A photo is needed here.") : t("This is needed.")}</p>` : nothing;
const invalid = (field, state) => (state.errors.includes(field.name) ? "true" : "false");

const DRAWN = {
  text: (field, values, state, set) => html`<div class="field"><label for="in-${field.name}">${LABELS[field.need]()}</label>
    <textarea id="in-${field.name}" rows="3" maxlength="2000" aria-invalid=${invalid(field, state)} .value=${values[field.name] ?? ""}
      @input=${(event) => set(field.name, event.target.value)}></textarea>${error(field, state)}</div>`,
  line: (field, values, state, set) => html`<div class="field"><label for="in-${field.name}">${LABELS[field.need]()}</label>
    <input id="in-${field.name}" maxlength="40" aria-invalid=${invalid(field, state)} .value=${values[field.name] ?? ""}
      @input=${(event) => set(field.name, event.target.value)}>${error(field, state)}</div>`,
  number: (field, values, state, set) => html`<div class="field"><label for="in-${field.name}">${LABELS[field.need]()} ${typeof field.choices === "string" ? html`<span class="quiet">(${field.choices})</span>` : nothing}</label>
    <input id="in-${field.name}" type="number" inputmode="numeric" min="1" max="999" aria-invalid=${invalid(field, state)} .value=${values[field.name] ?? ""}
      @input=${(event) => set(field.name, event.target.value)}>${error(field, state)}</div>`,
  moment: (field, values, state, set) => html`<div class="field"><label for="in-${field.name}">${LABELS[field.need]()}</label>
    <input id="in-${field.name}" type="datetime-local" aria-invalid=${invalid(field, state)} .value=${values[field.name] ?? ""}
      @input=${(event) => set(field.name, event.target.value)}>${error(field, state)}</div>`,
  one: (field, values, state, set) => html`<fieldset class="field" aria-invalid=${invalid(field, state)} tabindex="-1"><legend>${LABELS[field.need]()}</legend>
    <div class="chips">${field.choices.map((one) => html`<label class="chip"><input type="radio" name=${field.name} .checked=${values[field.name] === one.key}
      @change=${() => set(field.name, one.key)}>${one.name}</label>`)}</div>${error(field, state)}</fieldset>`,
  some: (field, values, state, set) => html`<fieldset class="field" aria-invalid=${invalid(field, state)} tabindex="-1"><legend>${LABELS[field.need]()}</legend>
    <div class="chips">${field.choices.map((one) => html`<label class="chip"><input type="checkbox" .checked=${(values[field.name] ?? []).includes(one.key)}
      @change=${(event) => set(field.name, toggled(values[field.name] ?? [], one.key, event.target.checked))}>${one.name}</label>`)}</div>${error(field, state)}</fieldset>`,
  photos: (field, values, state, set, addPhoto) => html`<div class="field"><label>${LABELS.photo()}</label>
    ${values.photos.length ? html`<div class="thumbs">${values.photos.map((photo) => html`<button type="button" class="pick" aria-label=${t("Take this photo away")}
      @click=${() => set("photos", values.photos.filter((one) => one !== photo))}><img alt="" src=${pictureOf(photo)}></button>`)}</div>` : nothing}
    <button type="button" class="wide" aria-invalid=${invalid(field, state)} ?disabled=${state.isBusy} @click=${addPhoto}>${values.photos.length ? t("One more photo") : t("Take a photo")}</button>${error(field, state)}</div>`,
};

function toggled(chosen, key, isOn) {
  return isOn ? [...chosen, key] : chosen.filter((one) => one !== key);
}

const pictures = new WeakMap();
function pictureOf(blob) {
  if (!pictures.has(blob)) pictures.set(blob, URL.createObjectURL(blob));
  return pictures.get(blob);
}
