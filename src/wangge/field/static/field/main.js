// Opens the phone's screens: language, who holds the phone, the frame around every screen, the way from one to the next.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import * as bundle from "./bundle.js";
import { drawBar, drawNotes, drawTop } from "./frame.js";
import * as outbox from "./outbox.js";
import { allowed, parse } from "./router_rules.js";
import * as session from "./session.js";
import { watchShell } from "./shell_news.js";
import * as sync from "./sync.js";
import { language, speak, t } from "./words.js";

const screen = document.getElementById("screen");
const LANGUAGE = "django_language"; // the cookie by which the server answers in the same language

const app = {
  session: null,
  name: "",
  heading: "",
  act: null,
  carried: null,
  may: null,
  get language() {
    return language();
  },
  go: (hash) => {
    if (location.hash === hash) open();
    else location.hash = hash;
  },
  toast,
  main: (label, onclick, { disabled = false } = {}) => {
    app.act = label ? { label, onclick, disabled } : null;
    drawBar(app);
  },
  title: (text) => {
    app.heading = text;
    document.title = `${text} · ${t("Wangge")}`;
    drawTop(app);
  },
  camera,
  // The newest session after log-in, another hat or log-out; draws the screen anew.
  refresh: async () => {
    await readWho();
    await open();
  },
  // Just logged in: today, and what this phone may hold is fetched at once.
  arrived: async () => {
    await readWho();
    if (app.session.language && !keptLanguage()) await changeLanguage(app.session.language);
    history.replaceState(null, "", "#/today");
    await open();
    drawNotes(app);
    await sync.now();
  },
  speak: async (chosen) => {
    await changeLanguage(chosen);
    await app.refresh();
    await bundle.refresh().catch(() => undefined);
  },
};

async function readWho() {
  app.session = await session.current();
  app.may = app.session ? ((await bundle.part("kinds"))?.may ?? null) : null;
}

// Logged out in another window, or shut out by the server: the screens go, or the way back in is shown.
async function whoChanged() {
  const before = app.session;
  await readWho();
  if (before && !app.session) await open();
  else drawNotes(app);
}

let leave = null;
let opened = 0;

async function open() {
  const mine = ++opened;
  const { name, params } = allowed(parse(location.hash), Boolean(app.session));
  const { show } = await import(`./screens/${name}.js`);
  if (mine !== opened) return; // somebody went on while it was being fetched
  const left = leave;
  leave = null;
  await left?.(); // its draft is on the disk before the next screen says that it stands
  if (mine !== opened) return;
  app.name = name;
  app.act = null;
  app.heading = "";
  drawTop(app);
  drawBar(app);
  // A root of its own: what a screen that was left still draws is seen by nobody.
  const root = document.createElement("div");
  screen.replaceChildren(root);
  screen.dataset.screen = name;
  const ending = await show(root, params, app);
  if (mine === opened) {
    leave = typeof ending === "function" ? ending : null;
    screen.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } else ending?.();
}

let toastTimer = 0;
function toast(text) {
  const place = document.getElementById("toast");
  render(html`<p>${text}</p>`, place);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => render(nothing, place), 6000);
}

// Inside a tap: the camera opens, and `then` is called with the picture.
function camera(then) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: "image/*", hidden: true });
  input.setAttribute("capture", "environment");
  input.addEventListener("change", () => {
    input.remove();
    if (input.files[0]) then(input.files[0]);
  });
  document.body.append(input);
  input.click();
}

function keptLanguage() {
  try {
    return localStorage.getItem("language");
  } catch {
    return null; // private mode
  }
}

function keepLanguage(chosen) {
  document.cookie = `${LANGUAGE}=${chosen};path=/;max-age=31536000;samesite=lax`;
  try {
    localStorage.setItem("language", chosen);
  } catch {
    // The cookie holds it while the browser is open.
  }
}

async function changeLanguage(chosen) {
  keepLanguage(chosen);
  await speak(chosen);
  document.documentElement.lang = chosen === "en" ? "en" : "zh-Hans";
}

function languageHere() {
  const cookie = document.cookie.match(/(?:^|; )django_language=([\w-]+)/)?.[1];
  return keptLanguage() ?? cookie ?? "zh-hans";
}

const TYPED_INTO = "input:not([type=radio], [type=checkbox], [type=file]), textarea";
const TAP_MS = 300; // a tap that ends the typing must still find its button where it was

// The keyboard needs the room of the five entries.
function giveRoomToTheKeyboard() {
  const follow = () => document.body.classList.toggle("typing", Boolean(document.activeElement?.matches(TYPED_INTO)));
  // A tap on a button moves the focus at once: only a field may change anything before the tap is over.
  document.addEventListener("focusin", ({ target }) => target.matches(TYPED_INTO) && follow());
  document.addEventListener("focusout", () => setTimeout(follow, TAP_MS));
}

async function start() {
  const chosen = languageHere();
  document.documentElement.lang = chosen === "en" ? "en" : "zh-Hans";
  await Promise.all([readWho(), speak(chosen)]);
  if (chosen !== "zh-hans") keepLanguage(chosen);
  window.addEventListener("hashchange", open);
  window.addEventListener("online", () => drawTop(app));
  window.addEventListener("offline", () => drawTop(app));
  outbox.onChange(() => drawBar(app));
  session.onChange(whoChanged);
  bundle.onChange(async () => {
    await readWho();
    drawBar(app);
  });
  giveRoomToTheKeyboard();
  await open();
  drawNotes(app);
  watchShell(document.getElementById("newer"));
  // The screen stands; what is new may come.
  if (app.session) sync.now().catch(() => undefined);
}

start();
