// "Not here": where is it then? A pin on the map, a grid from the list, or the satellites once more.
import { html, nothing, render } from "/static/vendor/lit-html/lit-html.mjs";

import { lowest } from "./lookup_rules.js";
import { FieldMap } from "./map.js";
import { nameOf } from "./report_view.js";
import { t } from "./words.js";

const ADDRESS_MOST = 200;

/** Opens the sheet over the report; each choice is told at once, and "Done" closes it. `isHidden`: no point is asked for. */
export function openWhere({ units, read, address, isHidden, onPin, onUnit, onSettle, onAddress, onHere }) {
  const dialog = document.createElement("dialog");
  dialog.className = "tall";
  dialog.setAttribute("aria-label", t("Where is it?"));
  const ground = document.createElement("div");
  ground.className = "map map-large";
  let map = null;
  const show = () => {
    const { lon, lat, accuracy, unit } = read();
    map?.show({ place: Number.isFinite(lon) ? { lon, lat, accuracy } : null, chosen: unit });
    draw();
  };
  const does = {
    pin: (at) => { onPin(at); show(); },
    unit: (code) => { onUnit(code); dialog.close(); },
    settle: (code) => { onSettle(code); show(); },
    here: () => { onHere(); dialog.close(); },
    address: onAddress,
    close: () => dialog.close(),
  };
  const draw = () => render(sheet({ units, place: read(), address, isHidden, ground, does }), dialog);
  dialog.addEventListener("close", () => {
    map?.close();
    dialog.remove();
  });
  document.body.append(dialog);
  draw();
  dialog.showModal();
  if (!isHidden && units.length) map = new FieldMap(ground, { units, label: t("Tap where it is; arrows move the pin"), onPick: does.pin });
  show();
  map?.home();
}

function sheet({ units, place, address, isHidden, ground, does }) {
  const own = (one, other) => Number(other.mine) - Number(one.mine);
  const chosen = (code) => (place.unit === code ? "true" : "false");
  return html`<div class="head"><h2>${t("Where is it?")}</h2><button type="button" class="plain" @click=${does.close}>${t("Done")}</button></div>
    ${isHidden ? nothing : html`<p class="quiet">${t("Tap the map to set the pin.")}</p>${ground}
      <p class="report-place" role="status">${nameOf(units, place.unit) || t("Not known yet")}</p>
      ${place.verdict === "border" && !place.chosen ? html`<div class="chips">${place.candidates.slice(0, 4).map((code) => html`<button type="button" class="chip" @click=${() => does.settle(code)}>${nameOf(units, code) || code}</button>`)}</div>` : nothing}
      <button type="button" class="wide" @click=${does.here}>${t("Look for my place again")}</button>
      <div class="field"><label for="address">${t("House, gate, pole: in words")}</label>
        <input id="address" maxlength=${ADDRESS_MOST} .value=${address} @input=${(event) => does.address(event.target.value)}></div>`}
    <h3>${t("Or choose the grid")}</h3>
    <ul class="list">${lowest(units).sort(own).map(({ code }) => html`<li><button type="button" data-unit=${code} aria-pressed=${chosen(code)} @click=${() => does.unit(code)}>${nameOf(units, code)}</button></li>`)}</ul>`;
}
