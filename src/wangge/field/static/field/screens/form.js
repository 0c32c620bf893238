// One inspection form: answered without a network, kept as a draft, handed to the outbox when it is complete.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "../bundle.js";
import { formView } from "../form.js";
import { dropDraft, dropPhoto, keepDraft, keepPhoto, readDraft } from "../form_draft.js";
import { faults, isKnown, sent, shown } from "../form_rules.js";
import * as outbox from "../outbox.js";
import { shrink } from "../photo.js";
import { sha256Of } from "../seal.js";
import { t } from "../words.js";

const KEEP_AFTER = 400; // milliseconds after the last keystroke
const PLACE_WITHIN = 10_000;

export async function show(root, [id], app) {
  const definition = await definitionOf(id);
  const language = app.language === "en" ? "en" : "zh";
  if (!definition || !isKnown(definition)) return unknown(root, app, id, definition);
  app.title(definition.title[language]);
  const sheet = new Sheet(definition, app, () => draw());
  await sheet.wake();
  const acts = { answer: sheet.answer, photo: sheet.photo, drop: sheet.drop, place: sheet.place, jump: (key) => jump(root, key) };
  function draw() {
    const { state } = sheet;
    render(html`
      ${state.isOld ? html`<p class="note">${t("The form has changed since you began; please look at your answers again.")}</p>` : nothing}
      ${state.problem ? html`<div class="warn" role="alert"><p>${state.problem}</p></div>` : nothing}
      <form @submit=${(event) => event.preventDefault()}>${formView(definition, state, language, acts)}</form>`, root);
    app.main(t("Send"), send, { disabled: state.isSending });
  }
  async function send() {
    document.activeElement?.blur(); // a number still being typed is an answer too
    if (await sheet.send()) return;
    const top = root.querySelector("#form-faults");
    top?.focus();
    top?.scrollIntoView({ block: "center" });
  }
  draw();
  const keep = () => sheet.keepNow();
  document.addEventListener("visibilitychange", keep);
  return () => {
    document.removeEventListener("visibilitychange", keep);
    return sheet.leave();
  };
}

async function definitionOf(id) {
  const held = await bundle.part("forms");
  return held?.forms?.find((one) => one.id === id);
}

// Says why there is nothing to fill in, and opens the form as soon as it has come.
function unknown(root, app, id, definition) {
  app.title(t("Inspection form"));
  render(html`<div class="empty"><p>${definition ? t("This form asks something that this phone's program does not know yet.") : t("This form is not on this phone.")}</p>
    <p>${definition ? t("Connect once and open the page again; then it is brought up to date.") : t("It comes with the next update, or its campaign is over.")}</p></div>`, root);
  return bundle.onChange(async () => {
    const now = await definitionOf(id);
    if (now && isKnown(now)) app.go(location.hash);
  });
}

function jump(root, key) {
  const place = root.querySelector(`#form-${key}`);
  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
}

// The answers of one form on this phone, from the first tap to the outbox.
class Sheet {
  constructor(definition, app, draw) {
    this.definition = definition;
    this.app = app;
    this.draw = draw;
    this.photos = [];
    this.timer = 0;
    this.state = { answers: {}, pictures: new Map(), tried: false, placing: false, isOld: false, isSending: false, problem: "" };
  }

  get account() {
    return this.app.session.account.id;
  }

  // What was refused or set aside comes back to be put right; otherwise the draft of an earlier visit.
  async wake() {
    const again = this.app.carried?.again;
    if (again?.body?.definition === this.definition.id) {
      this.app.carried = null;
      this.instead = again.id;
      this.state.answers = again.body.answers ?? {};
      for (const blob of again.blobs ?? []) this.hold({ sha256: await digest(blob), blob });
      return;
    }
    const draft = await readDraft(this.account, this.definition.id).catch(() => null);
    if (!draft) return;
    this.state.answers = draft.answers;
    this.state.isOld = draft.version !== this.definition.version;
    for (const photo of draft.photos) this.hold(photo);
  }

  hold(photo) {
    this.photos.push(photo);
    this.state.pictures.set(photo.sha256, URL.createObjectURL(photo.blob));
  }

  answer = (key, value) => {
    const { [key]: _before, ...others } = this.state.answers;
    this.state.answers = value === null ? others : { ...others, [key]: value };
    this.changed();
  };

  changed() {
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), KEEP_AFTER);
  }

  async keepNow() {
    clearTimeout(this.timer);
    if (this.state.isSending) return;
    const draft = { version: this.definition.version, answers: this.state.answers, photos: this.photos };
    const problem = await keepDraft(this.account, this.definition.id, draft).then(() => "", () => t("The draft cannot be kept on this phone; send it before you leave."));
    if (problem === this.state.problem) return;
    this.state.problem = problem;
    this.draw();
  }

  photo = (key) => this.app.camera(async (file) => {
    try {
      const blob = await shrink(file);
      const sha256 = await digest(blob);
      if (!this.state.pictures.has(sha256)) {
        await keepPhoto(this.account, this.definition.id, { sha256, blob });
        this.hold({ sha256, blob });
      }
      const taken = this.state.answers[key] ?? [];
      if (!taken.includes(sha256)) this.answer(key, [...taken, sha256]);
    } catch {
      this.app.toast(t("This photo could not be kept. Take it again."));
    }
  });

  drop = (key, sha256) => {
    const left = (this.state.answers[key] ?? []).filter((one) => one !== sha256);
    this.photos = this.photos.filter((one) => one.sha256 !== sha256);
    URL.revokeObjectURL(this.state.pictures.get(sha256));
    this.state.pictures.delete(sha256);
    dropPhoto(this.account, this.definition.id, sha256).catch(() => undefined);
    this.answer(key, left.length ? left : null);
  };

  place = (key) => {
    this.state.placing = true;
    this.draw();
    const done = (place) => {
      this.state.placing = false;
      if (place) this.answer(key, place);
      else {
        this.draw();
        this.app.toast(t("The phone does not know where it is. Go on without, or try outside."));
      }
    };
    if (!navigator.geolocation) return done(null);
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy), crs: "EPSG:4326" }),
      () => done(null),
      { enableHighAccuracy: true, timeout: PLACE_WITHIN, maximumAge: 0 },
    );
  };

  async send() {
    const { definition, state } = this;
    state.tried = true;
    if (faults(definition, state.answers).length) {
      this.draw();
      return false;
    }
    clearTimeout(this.timer);
    state.isSending = true;
    this.draw();
    try {
      await outbox.add(this.record());
    } catch (fault) {
      state.isSending = false;
      state.problem = fault?.problem?.title ?? t("It could not be kept on this phone. Your answers are still here; try again.");
      this.draw();
      return false;
    }
    await dropDraft(this.account, definition.id, this.photos).catch(() => undefined);
    this.isSent = true;
    this.app.toast(t("Kept on this phone; it is sent by itself."));
    this.app.go("#/outbox");
    return true;
  }

  record() {
    const { definition, state } = this;
    const answers = sent(definition, state.answers);
    const wanted = shown(definition, state.answers).filter((key) => definition.fields.some((field) => field.key === key && field.kind === "photo"));
    const taken = new Set(wanted.flatMap((key) => answers[key] ?? []));
    return {
      form: "answers", version: 1, after: null, ...(this.instead ? { instead: this.instead } : {}),
      body: { definition: definition.id, definition_version: definition.version, unit: this.app.session.post.unit, answers },
      files: this.photos.filter((one) => taken.has(one.sha256)).map((one) => one.blob),
    };
  }

  leave() {
    for (const address of this.state.pictures.values()) URL.revokeObjectURL(address);
    return this.isSent ? null : this.keepNow();
  }
}

async function digest(blob) {
  return sha256Of(await blob.arrayBuffer());
}
