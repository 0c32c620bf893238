// Is a newer version of the program here? It is offered; nothing that is being typed is taken away.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { t } from "./words.js";

export async function watchShell(place) {
  if (!("serviceWorker" in navigator)) return;
  const hadOne = Boolean(navigator.serviceWorker.controller);
  let taken = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne && taken) location.reload();
  });
  const offer = (worker) => {
    const take = () => {
      taken = true;
      worker.postMessage("take-over");
    };
    render(
      html`<div class="note">
        <p>${t("A newer version of this program is here. What you typed and did not send stays only if it is saved first.")}</p>
        <div class="row"><button type="button" @click=${take}>${t("Use it now")}</button>
        <button type="button" @click=${() => render(nothing, place)}>${t("Later")}</button></div>
      </div>`,
      place,
    );
  };
  try {
    const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
    if (registration.waiting && hadOne) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
      });
    });
  } catch {
    // Without it the program works online only; browser_rules says so on the page "Me".
  }
}
