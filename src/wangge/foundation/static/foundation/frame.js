// What every page does: HTMX, live news, menus that close, rows that open, words that are kept.
import "./htmx_setup.js";
import "./kept_words.js";
import "./live.js";

// A menu closes when something else is chosen, and on Escape gives focus back to where it was opened.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The whole row opens what its link opens; selecting text or pressing a control inside does not.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-href]");
  if (!row || event.target.closest("a, button, input, select, label, summary")) return;
  if (getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href);
  else location.assign(row.dataset.href);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reload]")) location.reload();
  if (event.target.closest("[data-print]")) print();
});

// A form that keeps its place: sends itself as soon as a choice in it changes.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-send-on-change]")?.requestSubmit();
});
