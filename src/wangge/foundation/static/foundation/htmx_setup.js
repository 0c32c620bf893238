// HTMX under a strict content policy, with refusals shown in the message area.
import htmx from "../vendor/htmx/htmx.mjs";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  // Pages hold people's matters: no copies of them in the browser's storage.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  // A refusal (4xx) comes as a finished fragment with its own target; anything else that fails is told below.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4..", swap: true, error: true },
    { code: "...", swap: false, error: true },
  ],
});

const messages = () => document.getElementById("messages");

function tellFailure() {
  messages().replaceChildren(document.getElementById("message-failed").content.cloneNode(true));
  messages().scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (token) event.detail.headers["X-CSRFToken"] = token.slice("csrftoken=".length);
});
document.addEventListener("htmx:sendError", tellFailure);
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const isFragment = xhr.getResponseHeader("HX-Retarget") !== null || xhr.status === 422 || xhr.status === 409;
  if (!isFragment) tellFailure();
});
// An answer without a fragment of its own (a whole error page) must not replace a part of this page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 && xhr.responseText.trimStart().startsWith("<!doctype")) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb !== "get") messages().replaceChildren();
});
document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  if (target.id === "messages") messages().scrollIntoView({ block: "nearest" });
  if (requestConfig.verb === "get" || xhr.status >= 400) return;
  // What changed is said, and reading goes on at the head of what was replaced.
  const said = target.querySelector("[data-said]");
  if (said) tellDone(said.dataset.said);
  target.querySelector("h1, h2")?.focus({ preventScroll: true });
});

function tellDone(sentence) {
  const message = document.getElementById("message-done").content.cloneNode(true);
  message.querySelector("p").textContent = sentence;
  messages().replaceChildren(message);
  messages().scrollIntoView({ block: "nearest" });
}

export { htmx };
