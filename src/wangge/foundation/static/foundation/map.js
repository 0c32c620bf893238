// The map of a page. The list beside it always says the same: loads are read from its rows.
//
// <div class="map" data-map>, all of these optional:
//   data-outlines   GeoJSON of units; properties {code, name}
//   data-context    GeoJSON drawn as one thick outline (the chosen unit)
//   data-list       selector of the list; its [data-unit][data-value] rows colour the units, [data-href] opens one
//   data-selected   code of the chosen unit
//   data-clusters   address answering ?bbox=w,s,e,n&zoom=z with {clusters: [{lon, lat, n, red, light, state, url}], total};
//                   one alone shows its light and says its state; the page may fire "map:refresh" to have all asked anew
//   data-things     address answering the same question with {things: [{lon, lat, n, mark, label, url}]}: signs of things
//   data-faults     GeoJSON of faults; properties {id, kind, label}; rows [data-fault=id] of the list open them
//   data-point      "lon,lat" of a marked point; data-accuracy metres around it
//   data-pick       a press sets the point and fires "map:pick" {lon, lat}; the page may fire "map:show" {lon, lat}
//   data-box        "w,s,e,n" to show where there is nothing else to frame
//   data-still      no zooming by the wheel
import { Map as GlMap, Marker, NavigationControl, ScaleControl } from "../vendor/maplibre/maplibre-gl.mjs";
import { boxAround, classBounds, legendOf, NO_LOAD, shadeOf } from "./map_rules.mjs";

const NOTHING = { type: "FeatureCollection", features: [] };
const ACCENT = "#1d5c8a";
const INK = "#1b2430";
const RED = "#b3231b";
const LABELS_MOST = 30; // more names than this only cover the map
const SETTLE_MS = 200;
const LIGHTS = { green: "●", yellow: "◐", red: "◆" };

function styleOfNothing() {
  const lines = (id, source, colour, width) => ({ id, source, type: "line", paint: { "line-color": colour, "line-width": width } });
  const sources = { units: "code", context: "code", faults: "id", point: "id" };
  return {
    version: 8,
    sources: Object.fromEntries(Object.entries(sources).map(([name, promoteId]) => [name, { type: "geojson", data: NOTHING, promoteId }])),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef1f4" } },
      { id: "units", source: "units", type: "fill", paint: { "fill-color": ["coalesce", ["feature-state", "shade"], NO_LOAD] } },
      lines("unit-lines", "units", "#7d8a99", ["interpolate", ["linear"], ["zoom"], 10, 0.4, 15, 1]),
      lines("context", "context", INK, 2),
      { ...lines("hover", "units", INK, 2), paint: { "line-color": INK, "line-width": ["case", ["boolean", ["feature-state", "hover"], false], 2, 0] } },
      { ...lines("chosen", "units", ACCENT, 3), paint: { "line-color": ACCENT, "line-width": ["case", ["boolean", ["feature-state", "chosen"], false], 3, 0] } },
      { id: "faults", source: "faults", type: "fill", paint: { "fill-color": RED, "fill-opacity": 0.35 } },
      lines("fault-lines", "faults", RED, 2),
      { id: "accuracy", source: "point", type: "fill", paint: { "fill-color": ACCENT, "fill-opacity": 0.15 } },
    ],
  };
}

class PageMap {
  constructor(element) {
    this.element = element;
    this.data = element.dataset;
    this.units = [];
    this.marks = { clusters: [], things: [] };
    this.asking = {};
    this.names = [];
    this.hovered = null;
  }

  async open() {
    const { data, element } = this;
    element.replaceChildren();
    this.map = new GlMap({
      container: element, style: styleOfNothing(), attributionControl: false, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, maxPitch: 0, renderWorldCopies: false, fadeDuration: 0, scrollZoom: !("still" in data),
      bounds: data.box ? data.box.split(",").map(Number) : undefined, locale: this.words(), maxZoom: 19,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    this.tip = element.appendChild(Object.assign(document.createElement("div"), { className: "map-tip", hidden: true }));
    this.tip.setAttribute("aria-hidden", "true");
    await this.map.once("load");
    await this.fill();
    this.bind();
  }

  words() {
    const { zoomIn, zoomOut, label } = this.data;
    return { "NavigationControl.ZoomIn": zoomIn ?? "+", "NavigationControl.ZoomOut": zoomOut ?? "−", "Map.Title": label ?? "" };
  }

  async fill() {
    const [units, context, faults] = await Promise.all(
      ["outlines", "context", "faults"].map((name) => (this.data[name] ? answerOf(this.data[name]) : NOTHING)),
    );
    this.units = units.features;
    for (const [name, features] of Object.entries({ units, context, faults })) this.map.getSource(name).setData(features);
    const point = this.data.point?.split(",").map(Number);
    const box = boxAround([...units.features, ...context.features, ...(units.features.length ? [] : faults.features)]);
    if (box) this.map.fitBounds(box, { padding: 24, duration: 0, maxZoom: 17 });
    else if (point) this.map.jumpTo({ center: point, zoom: 16 });
    if (point) this.show(point[0], point[1]);
    this.paint();
    this.nameUnits();
    await this.refreshMarks();
    this.element.dataset.ready = "";
  }

  list() {
    return this.data.list ? document.querySelector(this.data.list) : null;
  }

  paint() {
    const rows = [...(this.list()?.querySelectorAll("[data-unit]") ?? [])];
    const loads = new Map(rows.map(({ dataset }) => [dataset.unit, Number(dataset.value)]));
    const bounds = classBounds([...loads.values()]);
    for (const { properties } of this.units) {
      const state = { shade: shadeOf(loads.get(properties.code), bounds), chosen: properties.code === this.data.selected };
      this.map.setFeatureState({ source: "units", id: properties.code }, state);
    }
    this.rows = new Map(rows.map((row) => [row.dataset.unit, row]));
    this.drawLegend(bounds);
  }

  drawLegend(bounds) {
    this.legend?.remove();
    if (!this.data.legend || !bounds.length) return;
    this.legend = Object.assign(document.createElement("div"), { className: "map-legend" });
    const items = legendOf(bounds).map(({ shade, words }) => `<li><svg width="18" height="12"><rect width="18" height="12" fill="${shade}" stroke="#7d8a99"/></svg>${words}</li>`);
    this.legend.innerHTML = `<ul>${items.join("")}</ul>`;
    this.legend.prepend(this.data.legend);
    this.element.append(this.legend);
  }

  nameUnits() {
    for (const name of this.names) name.remove();
    if (this.units.length > LABELS_MOST || "pick" in this.data) return;
    this.names = this.units.map((unit) => {
      const box = boxAround([unit]);
      const words = Object.assign(document.createElement("span"), { className: "map-name", textContent: unit.properties.name });
      words.setAttribute("aria-hidden", "true");
      const at = unit.properties.lon === undefined ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : [unit.properties.lon, unit.properties.lat];
      return new Marker({ element: words, opacityWhenCovered: "1" }).setLngLat(at).addTo(this.map);
    });
  }

  async refreshMarks() {
    await Promise.all(Object.keys(this.marks).filter((kind) => this.data[kind]).map((kind) => this.refresh(kind)));
  }

  async refresh(kind) {
    this.asking[kind]?.abort();
    this.asking[kind] = new AbortController();
    const box = this.map.getBounds().toArray().flat().map((degrees) => degrees.toFixed(6));
    const url = new URL(this.data[kind], location.href);
    url.searchParams.set("bbox", box.join(","));
    url.searchParams.set("zoom", Math.round(this.map.getZoom()));
    try {
      const answer = await answerOf(url, this.asking[kind].signal);
      for (const mark of this.marks[kind]) mark.remove();
      this.marks[kind] = answer[kind].map((one) => (kind === "things" ? this.signOf(one) : this.markOf(one)).addTo(this.map));
    } catch (fault) {
      if (fault.name !== "AbortError") throw fault;
    }
  }

  signOf({ lon, lat, n, mark, label, url }) {
    const sign = document.createElement(url ? "a" : "span"); // many drawn together have no page of their own
    Object.assign(sign, { className: "map-thing", textContent: mark || n.toLocaleString("en"), title: label });
    if (url) sign.href = url;
    else sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", label);
    return new Marker({ element: sign }).setLngLat([lon, lat]);
  }

  markOf({ lon, lat, n, red, light, state, url }) {
    const link = Object.assign(document.createElement("a"), {
      className: `map-cluster${red ? " map-cluster-red" : ""}${light ? ` map-cluster-${light}` : ""}`,
      textContent: LIGHTS[light] ?? n.toLocaleString("en"), href: url,
    });
    if (state) link.title = state;
    link.setAttribute("aria-label", state || (this.data.clusterWords ?? "{n}").replace("{n}", n));
    return new Marker({ element: link }).setLngLat([lon, lat]);
  }

  show(lon, lat) {
    const isMovable = "pick" in this.data;
    if (!this.pin) {
      this.pin = new Marker({ color: RED, draggable: isMovable }).setLngLat([lon, lat]).addTo(this.map);
      this.pin.on("dragend", () => this.picked(this.pin.getLngLat()));
    }
    this.pin.setLngLat([lon, lat]);
    const metres = Number(this.data.accuracy ?? 0);
    this.map.getSource("point").setData(metres > 0 ? circle(lon, lat, metres) : NOTHING);
  }

  picked({ lng, lat }) {
    this.data.accuracy = "0";
    this.show(lng, lat);
    this.element.dispatchEvent(new CustomEvent("map:pick", { bubbles: true, detail: { lon: lng, lat } }));
  }

  hover(code) {
    if (this.hovered === code) return;
    const set = (id, hover) => id && this.map.setFeatureState({ source: "units", id }, { hover });
    set(this.hovered, false);
    set(code, true);
    this.rows?.get(this.hovered)?.removeAttribute("data-hovered");
    this.rows?.get(code)?.setAttribute("data-hovered", "");
    this.hovered = code;
    const unit = this.units.find(({ properties }) => properties.code === code);
    const value = this.rows?.get(code)?.dataset.value;
    this.tip.hidden = !unit;
    if (unit) this.tip.textContent = value === undefined ? unit.properties.name : `${unit.properties.name} · ${Number(value).toLocaleString("en")}`;
  }

  bind() {
    const { map, element } = this;
    const codeAt = (event) => map.queryRenderedFeatures(event.point, { layers: ["units"] })[0]?.properties.code ?? null;
    map.on("mousemove", (event) => this.hover(codeAt(event)));
    map.on("mouseout", () => this.hover(null));
    map.on("click", (event) => this.pressed(event, codeAt(event)));
    if (this.data.clusters || this.data.things) map.on("moveend", () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.refreshMarks(), SETTLE_MS);
    });
    element.addEventListener("map:show", ({ detail }) => {
      this.data.accuracy = detail.accuracy ?? 0;
      this.show(detail.lon, detail.lat);
      map.jumpTo({ center: [detail.lon, detail.lat], zoom: Math.max(map.getZoom(), 15) });
    });
    element.addEventListener("map:refresh", () => this.refreshMarks());
    document.addEventListener("mouseover", (event) => {
      const row = event.target.closest?.("[data-unit]");
      if (row && this.list()?.contains(row)) this.hover(row.dataset.unit);
    });
    document.addEventListener("htmx:afterSwap", () => this.paint());
  }

  pressed(event, code) {
    if ("pick" in this.data) {
      this.picked(event.lngLat);
      return;
    }
    const fault = this.data.faults && this.map.queryRenderedFeatures(event.point, { layers: ["faults"] })[0];
    const row = fault ? this.list()?.querySelector(`[data-fault="${CSS.escape(fault.properties.id)}"]`) : this.rows?.get(code);
    if (fault) row?.scrollIntoView({ block: "center" });
    else if (row?.dataset.mapHref ?? row?.dataset.href) location.assign(row.dataset.mapHref ?? row.dataset.href);
  }
}

async function answerOf(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

// A ring of so many metres around a point; a degree of latitude is about 111,320 m.
function circle(lon, lat, metres) {
  const high = metres / 111320;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 49 }, (_, place) => {
    const angle = (place * Math.PI) / 24;
    return [lon + wide * Math.cos(angle), lat + high * Math.sin(angle)];
  });
  return { type: "Feature", properties: { id: 1 }, geometry: { type: "Polygon", coordinates: [ring] } };
}

async function openMap(element) {
  element.dataset.opened = "";
  try {
    await new PageMap(element).open();
  } catch (fault) {
    // No WebGL, or the outlines did not come: the page says so and the list beside remains.
    console.error(fault);
    const said = Object.assign(document.createElement("p"), { className: "map-state", textContent: element.dataset.failed ?? "" });
    element.replaceChildren(said);
  }
}

const openAll = (root) => root.querySelectorAll("[data-map]:not([data-opened])").forEach(openMap);
openAll(document);
document.addEventListener("htmx:afterSwap", (event) => openAll(event.detail.target));
