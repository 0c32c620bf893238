// How does a report look while it is confirmed, and after it was sent?
import { html, nothing } from "/static/vendor/lit-html/lit-html.mjs";

import { stateWords } from "./card.js";
import { openKinds } from "./kinds_sheet.js";
import { FieldMap } from "./map.js";
import { doubt } from "./place_rules.js";
import { PHOTOS_MOST, WORDS_MOST } from "./report_rules.js";
import { ago, t } from "./words.js";
import { limitOf, whoseWork } from "./whose_rules.js";
import { aboveGrid, pathTo } from "./lookup_rules.js";

/** The screen to confirm; before anything is there, only the way in. */
export function page(flow, facts) {
  return html`
    ${flow.unfinished ? unfinished(flow) : nothing}
    ${flow.problem ? html`<div class="warn" role="alert"><p>${flow.problem.title}</p><p>${flow.problem.detail}</p></div>` : nothing}
    ${facts.hasBegun ? nothing : html`<p class="big-words">${t("One photo, one look, sent.")}</p>`}
    ${facts.hasBegun ? photos(flow) : nothing}
    ${facts.hasBegun || !facts.repeats.length ? nothing : html`<div class="chips">${again(flow, facts.repeats)}</div>`}
    ${facts.hasBegun ? confirm(flow, facts) : html`<p class="report-start"><button type="button" class="wide" @click=${() => { flow.isPhotoless = true; flow.draw(); }}>${t("Without a photo")}</button></p>`}`;
}

function confirm(flow, facts) {
  return html`${kinds(flow, facts)} ${call(flow)} ${flow.kind?.matter_only ? aboutPeople() : nothing} ${alike(flow, facts.alike)} ${where(flow, facts)} ${whose(flow)} ${words(flow)} ${solved(flow)}`;
}

function unfinished(flow) {
  return html`<div class="note yellow"><p><b>${t("An unfinished report is kept.")}</b> ${flow.unfinished.words}</p>
    <div class="row"><button type="button" @click=${() => flow.goOn()}>${t("Go on with it")}</button>
    <button type="button" class="grave" @click=${() => flow.throwAway()}>${t("Throw away")}</button></div></div>`;
}

// Whom to call before anything else is typed: nothing waits for a report.
function call(flow) {
  const routes = flow.kind?.call ?? [];
  if (!routes.length) return nothing;
  return html`<div class="warn" role="alert"><p><b>${t("Call at once")}</b></p>
    ${routes.map((one) => html`<p><a class="button grave" href="tel:${one.number}">${one.number}</a> ${one.label}</p>`)}</div>`;
}

const pictures = new WeakMap();
function pictureOf(blob) {
  if (!pictures.has(blob)) pictures.set(blob, URL.createObjectURL(blob));
  return pictures.get(blob);
}

function photos(flow) {
  if (flow.kind?.matter_only) return nothing;
  const { photos: taken } = flow.report;
  const isMissing = flow.errors.includes("photo");
  const wish = flow.report.solved ? t("Photo of how it is now") : taken.length ? t("One more photo") : t("Take a photo");
  return html`<section class="report-photos" aria-invalid=${isMissing}>
    ${taken.map((photo, at) => html`<figure><img src=${pictureOf(photo)} alt=${t("Photo %(n)s", { n: at + 1 })}>
      <button type="button" aria-label=${t("Take this photo away")} @click=${() => flow.dropPhoto(photo)}>✕</button></figure>`)}
    ${flow.isBusy ? html`<p class="quiet">${t("One moment …")}</p>` : nothing}
    ${taken.length < PHOTOS_MOST ? html`<button type="button" class="report-camera" @click=${() => flow.camera()}>${wish}</button>` : nothing}
    ${flow.kind?.photo_reason ? html`<p class=${isMissing ? "error" : "quiet"}>${t("A photo is needed here:")} ${flow.kind.photo_reason}</p>` : nothing}
  </section>`;
}

function again(flow, repeats) {
  const named = (key) => flow.kinds.kinds.find((one) => one.key === key)?.name ?? key;
  const of = { mine: t("Same as my last:"), place: t("Same as here before:") };
  return repeats.map((one) => html`<button type="button" class="chip" data-again=${one.of} @click=${() => flow.repeat(one)}>${of[one.of]} ${named(one.category)}</button>`);
}

function kinds(flow, { chips, repeats }) {
  const all = flow.kinds?.kinds ?? [];
  const isMissing = flow.errors.includes("category");
  const pick = (key) => flow.choose(key);
  return html`<section aria-invalid=${isMissing}>
    <h2 id="what">${t("What is it?")}</h2>
    ${isMissing ? html`<p class="error">${t("Tap what it is.")}</p>` : nothing}
    ${all.length ? nothing : html`<p class="quiet">${t("The kinds are not on this phone yet. They come with the first connection.")}</p>`}
    <div class="chips" role="group" aria-labelledby="what">
      ${again(flow, repeats)}
      ${chips.map((key) => html`<button type="button" class="chip" data-kind=${key} aria-pressed=${key === flow.report.category} @click=${() => pick(key)}>${all.find((one) => one.key === key)?.name}</button>`)}
      ${all.length ? html`<button type="button" class="chip" data-kinds @click=${() => openKinds({ kinds: flow.kinds, chosen: flow.report.category, pick })}>${chips.length ? t("Another kind …") : t("Choose …")}</button>` : nothing}
    </div>
    ${conditions(flow)}
  </section>`;
}

function conditions(flow) {
  const listed = flow.kind?.conditions ?? [];
  if (listed.length < 2) return nothing;
  const set = (number) => flow.change({ condition: flow.report.condition === number ? null : number });
  return html`<details class="report-more"><summary>${listed.find(({ number }) => number === flow.report.condition)?.text ?? t("How bad is it? (need not be said)")}</summary>
    <div class="chips">${listed.map(({ number, text, limit }) => html`<button type="button" class="chip" aria-pressed=${flow.report.condition === number} @click=${() => set(number)}>${text}${limit ? html` <span class="quiet">${limit}</span>` : nothing}</button>`)}</div></details>`;
}

function aboutPeople() {
  return html`<div class="note" data-matter-only><p><b>${t("This kind points at people.")}</b> ${t("The photo, the point and the address are left out; only the community goes along.")}</p></div>`;
}

function alike(flow, matters) {
  if (!matters.length) return nothing;
  return html`<section aria-label=${t("Is it this one?")}><h2>${t("Is it this one?")}</h2>
    ${matters.map((one) => html`<article class="card report-alike" data-near=${one.id}>
      ${one.photo ? html`<img class="big-photo" src=${photoOf(one)} alt=${t("Photo of the matter that is known")} @error=${(event) => event.target.remove()}>` : nothing}
      <p><b>${one.kind ?? kindName(flow, one.category)}</b> · ${t("%(n)s m away", { n: Math.round(one.metres) })} · ${one.ended_at ? t("ended %(when)s", { when: ago(one.ended_at) }) : ago(one.at)}</p>
      ${one.words ? html`<p>${one.words}</p>` : nothing}
      ${one.voices ? html`<p class="quiet">${t("%(n)s more saw it", { n: one.voices })}</p>` : nothing}
      <button type="button" class="wide" ?disabled=${flow.isBusy} @click=${() => flow.addVoice(one)}>${t("I saw it, too")}</button>
    </article>`)}</section>`;
}

function kindName(flow, key) {
  return flow.kinds?.kinds?.find((one) => one.key === key)?.name ?? "";
}

function photoOf({ id, photo }) {
  return photo.startsWith("/") ? photo : `/field/photos/${id}/${photo}?size=full`;
}

function where(flow, { grade }) {
  const { place, units, kind } = flow;
  const isMissing = flow.errors.includes("place");
  if (kind?.matter_only) {
    return html`<section><h2>${t("Where?")}</h2><p class="report-place">${nameOf(units, aboveGrid(units, place.unit)) || t("The community is not known yet.")}</p>
      <button type="button" @click=${() => flow.moveIt()}>${t("Not here")}</button></section>`;
  }
  const matter = doubt(place);
  return html`<section aria-invalid=${isMissing}><h2>${t("Where?")}</h2>
    ${isMissing ? html`<p class="error">${t("Say where: tap “Not here”.")}</p>` : nothing}
    <div class="report-where">
      <div class="report-map">${Number.isFinite(place.lon) ? mapOf(flow) : nothing}</div>
      <div class="report-words"><p class="report-place">${placeName(flow, matter)}</p><p class="quiet" data-place-words>${placeWords(flow, grade)}</p>
      <button type="button" data-move @click=${() => flow.moveIt()}>${t("Not here")}</button></div>
    </div>
    ${matter === "border" ? border(flow) : nothing}
  </section>`;
}

function placeName({ place, units, answer }, matter) {
  if (matter === "border") return html`<span aria-hidden="true">◐</span> ${t("At a border")}`;
  const name = nameOf(units, place.unit) || answer?.place?.unit_name;
  if (matter === "outside" && !name) return html`<span aria-hidden="true">◆</span> ${t("Outside the grids on this phone")}`;
  return name ? html`<span aria-hidden="true">●</span> ${name}` : t("Not known yet");
}

function border(flow) {
  const { place, units, answer } = flow;
  const told = (code) => answer?.place?.candidates?.find((one) => one.code === code)?.name;
  const own = (code) => units.find((one) => one.code === code);
  // Neighbours of one community are told apart by the grid alone.
  const isOne = new Set(place.candidates.map((code) => own(code)?.parent)).size === 1;
  const name = (code) => (isOne ? own(code)?.name : nameOf(units, code)) || told(code) || code;
  return html`<div class="note yellow" data-border><p>${t("The border runs here. Whose is it? Without a tap it goes to the nearest and is looked at again.")}</p>
    <div class="chips report-start">${place.candidates.slice(0, 4).map((code) => html`<button type="button" class="chip" data-candidate=${code} @click=${() => flow.settleAt(code)}>${name(code)}</button>`)}</div></div>`;
}

export function nameOf(units, code) {
  const unit = units.find((one) => one.code === code);
  if (!unit) return "";
  const above = units.find((one) => one.code === unit.parent && Number(one.level) === 4);
  return above ? `${above.name} ${unit.name}` : unit.name;
}

function placeWords({ place, fix, fault, isLooking }, grade) {
  if (place.by === "pin") return t("Where you set the pin.");
  if (place.by === "list") return t("The grid that you chose.");
  if (place.by === "same") return t("Where you reported last.");
  if (place.source === "gps" && grade === "sure") return t("Good to %(n)s m.", { n: Math.ceil(fix.accuracy) });
  if (isLooking) return fix ? t("Good to %(n)s m, still looking …", { n: Math.ceil(fix.accuracy) }) : t("Looking for your place …");
  if (place.source === "gps") return t("Only good to %(n)s m: look at the ring.", { n: Math.ceil(fix.accuracy) });
  if (grade === "coarse") return t("Your place is only good to %(n)s m, so it is not used. The grid above stands.", { n: Math.ceil(fix.accuracy) });
  const why = {
    denied: t("The phone may not say where it is. The grid above stands; allow “location” for this page, or set a pin."),
    zero: t("The phone gave 0,0, which is no place here. The grid above stands; set a pin if it is elsewhere."),
    none: t("This browser cannot say where it is. The grid above stands; set a pin if it is elsewhere."),
  };
  return why[fault] ?? t("No position was found in 10 seconds. The grid above stands; set a pin if it is elsewhere.");
}

// The little map is one element that lives on while the page around it is drawn anew.
function mapOf(flow) {
  const { lon, lat, accuracy, unit } = flow.place;
  const shown = `${lon},${lat},${accuracy},${unit}`;
  if (flow.drawing?.of !== flow.units) {
    flow.drawing?.map.close();
    const ground = document.createElement("div");
    ground.className = "map map-small";
    flow.drawing = { of: flow.units, ground, shown: "", map: new FieldMap(ground, { units: flow.units, label: t("Where it is") }) };
  }
  const { drawing } = flow;
  if (drawing.shown !== shown) {
    drawing.shown = shown;
    // After it has been put on the page: only then does it have a size.
    queueMicrotask(() => {
      drawing.map.show({ place: { lon, lat, accuracy }, chosen: unit });
      drawing.map.home();
    });
  }
  return drawing.ground;
}

function whose(flow) {
  const { kind, place, units, routes, answer, report } = flow;
  if (!kind) return nothing;
  const path = pathTo(units, place.unit, flow.grids?.county ?? "");
  const department = answer?.department ?? whoseWork(routes, kind.key, path, today());
  const limit = kind.conditions?.find(({ number }) => number === report.condition)?.limit ?? answer?.limit ?? limitOf(routes, kind.key);
  if (report.solved || (!department && !limit)) return nothing;
  return html`<section><h2>${t("Whose work?")}</h2><p data-whose>${[department?.name, limit].filter(Boolean).join(" · ")}</p></section>`;
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function words(flow) {
  const label = flow.report.solved ? t("What was done? (need not be said)") : t("A word to it? (need not be said)");
  return html`<div class="field"><label for="words">${label}</label>
    <textarea id="words" rows="2" maxlength=${WORDS_MOST} .value=${flow.report.words} @input=${(event) => flow.type(event.target.value)}></textarea>
    <p class="hint">${t("To speak instead, use the microphone of the keyboard.")}</p></div>`;
}

function solved(flow) {
  if (flow.kinds?.may?.solve === false) return nothing;
  return html`<p><label class="chip wide"><input type="checkbox" id="solved" .checked=${flow.report.solved} @change=${(event) => flow.change({ solved: event.target.checked })}>${t("Solved on the spot")}</label></p>`;
}

/** After it was sent: what state it is in, told truly and followed while the screen is open. */
export function sentPage({ form, record }) {
  const state = record?.state ?? "kept";
  const number = record?.number ?? "";
  const told = {
    kept: t("It is kept on this phone and sent when there is a network."),
    sending: t("It is kept on this phone and being sent."),
    delivered: form === "voice" ? t("Your voice counts.") : t("The server has it. You will hear what becomes of it."),
    filed: t("It is on file. You will hear what becomes of it."),
    attention: record?.problem?.title ?? t("The server did not take it. It is kept here."),
  };
  return html`<div class=${state === "attention" ? "warn" : "done"} role="status" data-sent=${state}>
      <p><b>${stateWords(state)}</b></p><p>${told[state]}</p>${number ? html`<p>${t("Number")} ${number}</p>` : nothing}
      ${state === "attention" && record?.problem?.detail ? html`<p>${record.problem.detail}</p>` : nothing}
    </div>
    ${state === "attention" ? html`<p><a class="button wide" href="#/outbox">${t("See what needs you")}</a></p>` : nothing}
    <p><a class="button wide" href="#/today">${t("Back to today")}</a></p>`;
}
