// Where does my ground end and what lies on it? Our own drawing of the bundle's outlines: no outside map, no network.
import { html, nothing, render, svg } from "/static/vendor/lit-html/lit-html.mjs";

import { heaps, lengthInWords, moved, namePlace, namesThatFit, pathOf, planeOf, scaleBar, viewAround, viewOf, zoomed } from "./map_rules.js";
import { shapeOf } from "./today_rules.js";
import { t } from "./words.js";

const BESIDE = 1.45; // how much of the ground beside my own is seen
const STEP = 1.6; // one press of + or -
const PRESS_PX = 10; // a finger that moved less has tapped
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ARROW_PX = { pan: 60, pin: 8 };

/** A map in `root`. `units` as unpacked by lookup_rules; `onPick({lon, lat, metres})`, `onUnit(code)` and
 *  `onCase(id)` make it answer to taps, without any of them it is a picture. `show()` changes what lies on it. */
export class FieldMap {
  constructor(root, { units, label, onPick = null, onUnit = null, onCase = null }) {
    Object.assign(this, { root, label, onPick, onUnit, onCase, place: null, cases: [], chosen: "", fingers: new Map() });
    const drawn = units.filter(({ rings }) => rings.length);
    const parents = new Set(units.map(({ parent }) => parent));
    this.plane = planeOf(drawn.map(({ box }) => box));
    this.units = drawn.map((unit) => this.shapeOf(unit, parents.has(unit.code)));
    this.view = null;
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(root);
  }

  shapeOf(unit, isParent) {
    const [x, y] = namePlace(unit.rings.map((ring) => ring.map(this.plane.to)));
    const rank = isParent ? "parent" : unit.mine ? "mine" : "other";
    return { ...unit, rank, path: pathOf(unit.rings, this.plane), x, y };
  }

  /** What lies on the map: {place: {lon, lat, accuracy}, cases: [{id, lon, lat, light}], chosen: code}. */
  show({ place = this.place, cases = this.cases, chosen = this.chosen }) {
    Object.assign(this, { place, chosen });
    this.cases = cases.map((one) => {
      const [x, y] = this.plane.to([one.lon, one.lat]);
      return { ...one, x, y };
    });
    this.draw();
  }

  /** Go where the place is, else to the chosen unit, else to mine, else see the whole. */
  home() {
    const { width, height } = this.size();
    const chosen = this.units.filter(({ code }) => code === this.chosen);
    const mine = this.units.filter(({ rank }) => rank === "mine");
    const boxes = [chosen, mine, this.units].find((some) => some.length)?.map(({ box }) => box);
    if (this.place) this.view = viewAround([this.place.lon, this.place.lat], this.plane, this.place.accuracy);
    else if (boxes) this.view = viewOf(boxes, this.plane, { aspect: width / height, margin: BESIDE });
    this.draw();
  }

  whole() {
    const { width, height } = this.size();
    return viewOf(this.units.map(({ box }) => box), this.plane, { aspect: width / height });
  }

  close() {
    this.watch.disconnect();
    render(nothing, this.root);
  }

  size() {
    return { width: this.root.clientWidth || 328, height: this.root.clientHeight || 240 };
  }

  get isPicture() {
    return !(this.onPick || this.onUnit || this.onCase);
  }

  // ---- drawing ----

  draw() {
    if (!this.units.length) {
      render(html`<p class="map-none">${t("There are no outlines on this phone yet. They come with the first connection.")}</p>`, this.root);
      return;
    }
    if (!this.view) {
      this.home(); // draws
      return;
    }
    const { width, height } = this.size();
    const { x, y, width: wide } = this.view;
    const high = (wide * height) / width;
    const perPixel = wide / width;
    render(
      html`<svg class="map-ground" viewBox="${x - wide / 2} ${y - high / 2} ${wide} ${high}" role=${this.isPicture ? "img" : "application"}
          aria-label=${this.label} tabindex=${this.isPicture ? nothing : "0"}
          @pointerdown=${this.isPicture ? nothing : (event) => this.down(event)} @pointermove=${(event) => this.drag(event)}
          @pointerup=${(event) => this.up(event)} @pointercancel=${(event) => this.fingers.delete(event.pointerId)}
          @wheel=${this.isPicture ? nothing : (event) => this.wheel(event)} @keydown=${(event) => this.key(event)}>
          ${this.outlines()} ${this.names(perPixel, width)} ${this.marks(perPixel, width)} ${this.point(perPixel)}
        </svg>
        ${this.scale(width)} ${this.isPicture ? nothing : this.buttons()}`,
      this.root,
    );
  }

  outlines() {
    const rank = { other: 0, mine: 1, parent: 2 }; // thick lines over thin ones
    const sorted = [...this.units].sort((one, other) => rank[one.rank] - rank[other.rank]);
    return sorted.map(({ path, code, rank: kind }) => svg`<path d=${path} class="map-${kind} ${code === this.chosen ? "map-chosen" : ""}" data-unit=${code} />`);
  }

  names(perPixel, pixels) {
    const order = (unit) => (unit.code === this.chosen ? 0 : unit.rank === "mine" ? 1 : 2);
    // In a picture the name of the chosen one stands beside it, and the pin would stand on it.
    const named = this.units.filter(({ rank, code }) => rank !== "parent" && !(this.isPicture && code === this.chosen)).sort((one, other) => order(one) - order(other));
    return namesThatFit(named, this.view, pixels).map(
      ({ name, x, y, rank }) => svg`<text class="map-name map-name-${rank}" x=${x} y=${y} font-size=${14 * perPixel} dominant-baseline="central" text-anchor="middle">${name}</text>`,
    );
  }

  marks(perPixel, pixels) {
    return heaps(this.cases, this.view, pixels).map(({ x, y, points }) => {
      const light = ["red", "yellow", "green"].find((colour) => points.some((one) => one.light === colour)) ?? "";
      const press = this.onCase ? () => this.onCase(points.map(({ id }) => id)) : nothing;
      return svg`<g class="map-case map-case-${light || "none"}" data-case=${points[0].id} @click=${press}>
        <circle cx=${x} cy=${y} r=${(points.length > 1 ? 19 : 15) * perPixel} />
        <text x=${x} y=${y} font-size=${17 * perPixel} dominant-baseline="central" text-anchor="middle">${shapeOf(light) || "○"}${points.length > 1 ? points.length : ""}</text>
      </g>`;
    });
  }

  point(perPixel) {
    if (!this.place) return nothing;
    const [x, y] = this.plane.to([this.place.lon, this.place.lat]);
    return svg`<circle class="map-ring" cx=${x} cy=${y} r=${this.place.accuracy ?? 0} />
      <path class="map-pin" d="M${x} ${y}l${-9 * perPixel} ${-22 * perPixel}a${9.5 * perPixel} ${9.5 * perPixel} 0 1 1 ${18 * perPixel} 0z" />
      <circle class="map-eye" cx=${x} cy=${y - 23 * perPixel} r=${3.5 * perPixel} />`;
  }

  scale(pixels) {
    const bar = scaleBar(this.view, pixels);
    return html`<p class="map-scale"><svg width=${bar.pixels} height="8" aria-hidden="true"><path d="M1 0V7H${bar.pixels - 1}V0" /></svg>${lengthInWords(bar.metres)}</p>`;
  }

  buttons() {
    return html`<div class="map-buttons">
      <button type="button" aria-label=${t("Nearer")} @click=${() => this.zoom(STEP)}>+</button>
      <button type="button" aria-label=${t("Farther")} @click=${() => this.zoom(1 / STEP)}>−</button>
      <button type="button" aria-label=${t("Back to my place")} @click=${() => this.home()}>◎</button>
    </div>`;
  }

  // ---- fingers and keys ----

  zoom(factor, at = [this.view.x, this.view.y]) {
    this.view = zoomed(this.view, factor, at, this.whole().width);
    this.draw();
  }

  pan(pixelsX, pixelsY) {
    const { width, height } = this.size();
    const perPixel = this.view.width / width;
    const whole = this.whole().width;
    this.view = moved(this.view, pixelsX * perPixel, pixelsY * perPixel, { reach: (whole / 2) * Math.max(1, height / width) });
    this.draw();
  }

  metresAt({ clientX, clientY }) {
    const box = this.root.querySelector("svg").getBoundingClientRect();
    const perPixel = this.view.width / box.width;
    return [
      this.view.x + (clientX - box.left - box.width / 2) * perPixel,
      this.view.y + (clientY - box.top - box.height / 2) * perPixel,
    ];
  }

  down(event) {
    event.currentTarget.setPointerCapture?.(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size === 1) this.pressed = { x: event.clientX, y: event.clientY, target: event.target };
    else this.pressed = null;
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (this.pressed && Math.hypot(now.x - this.pressed.x, now.y - this.pressed.y) < PRESS_PX) return;
    this.pressed = null;
    this.fingers.set(event.pointerId, now);
    if (!other) return void this.pan(before.x - now.x, before.y - now.y);
    const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    this.zoom(spread, this.metresAt({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 }));
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { pressed } = this;
    this.pressed = null;
    if (!pressed) return;
    if (this.onPick) this.pick(this.metresAt(event));
    else if (!pressed.target.closest("[data-case]")) this.onUnit?.(pressed.target.closest("[data-unit]")?.dataset.unit ?? "");
  }

  // A finger is about 24 pixels wide: so exact is a pin at this scale.
  pick(at) {
    const [lon, lat] = this.plane.from(at);
    this.onPick({ lon, lat, metres: Math.max(1, Math.round((12 * this.view.width) / this.size().width)) });
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.metresAt(event));
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (arrow && this.onPick) this.nudge(arrow);
    else if (arrow) this.pan(...arrow.map((way) => way * ARROW_PX.pan));
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else return;
    event.preventDefault();
  }

  // Arrows move the pin, beginning in the middle of what is seen.
  nudge(arrow) {
    const perPixel = this.view.width / this.size().width;
    const [x, y] = this.place ? this.plane.to([this.place.lon, this.place.lat]) : [this.view.x, this.view.y];
    this.pick([x + arrow[0] * ARROW_PX.pin * perPixel, y + arrow[1] * ARROW_PX.pin * perPixel]);
  }
}
