// The report form: a point by press, by device or by numbers; the grid it lies in; search among categories.
import { fits, pointOf, sayPlace } from "./report_rules.mjs";

const form = document.getElementById("report");
const map = form.querySelector("[data-map]");
const lon = form.elements.lon;
const lat = form.elements.lat;
const crs = form.elements.crs;
const accuracy = form.elements.accuracy_m;
const located = document.getElementById("located");
let asking = null;

async function locate() {
  const point = pointOf(lon.value, lat.value);
  if (point) form.dispatchEvent(new Event("place:set")); // what stands and what was reported near by may be asked for
  if (!point || !form.dataset.locate) return;
  asking?.abort();
  asking = new AbortController();
  located.textContent = form.dataset.asking;
  const url = new URL(form.dataset.locate, location.href);
  url.search = new URLSearchParams({ lon: point.lon, lat: point.lat, accuracy_m: accuracy.value || 0, crs: crs.value });
  try {
    const answer = await fetch(url, { signal: asking.signal });
    const place = await answer.json();
    located.textContent = answer.ok ? sayPlace(place, form.dataset) : (place.title ?? form.dataset.failed);
  } catch (fault) {
    if (fault.name !== "AbortError") located.textContent = form.dataset.failed;
  }
}

function setPoint({ lon: east, lat: north }, metres) {
  lon.value = east.toFixed(6);
  lat.value = north.toFixed(6);
  accuracy.value = Math.round(metres);
  crs.value = "EPSG:4326";
  locate();
}

map.addEventListener("map:pick", ({ detail }) => setPoint(detail, 0));

for (const input of [lon, lat, crs]) {
  input.addEventListener("change", () => {
    accuracy.value = 0;
    const point = pointOf(lon.value, lat.value);
    // Other systems are converted by the server; the drawing would be hundreds of metres off here.
    if (point && crs.value === "EPSG:4326") map.dispatchEvent(new CustomEvent("map:show", { detail: point }));
    locate();
  });
}

document.getElementById("device").addEventListener("click", () => {
  const refused = () => {
    located.textContent = form.dataset.noDevice;
  };
  if (!navigator.geolocation) {
    refused();
    return;
  }
  located.textContent = form.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const point = { lon: coords.longitude, lat: coords.latitude };
      setPoint(point, coords.accuracy);
      map.dispatchEvent(new CustomEvent("map:show", { detail: { ...point, accuracy: coords.accuracy } }));
    },
    refused,
    { enableHighAccuracy: true, timeout: 15000 },
  );
});

// What the chosen kind asks for or forbids: a photo and why, or no photo at all.
const photoNote = document.getElementById("photo-note");
function sayNote() {
  photoNote.textContent = form.querySelector('input[name="category"]:checked')?.closest("[data-note]")?.dataset.note ?? "";
}
form.addEventListener("change", (event) => event.target.name === "category" && sayNote());
sayNote();

const search = document.getElementById("category-search");
search.addEventListener("input", () => {
  let shown = 0;
  for (const group of form.querySelectorAll(".choice-group")) {
    const chips = [...group.querySelectorAll(".choice-chip")];
    for (const chip of chips) {
      chip.hidden = !fits(`${chip.textContent} ${chip.dataset.words ?? ""}`, search.value) && !chip.querySelector("input").checked;
      shown += chip.hidden ? 0 : 1;
    }
    group.hidden = chips.every((chip) => chip.hidden);
  }
  document.getElementById("category-none").hidden = shown > 0;
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // searching is not sending
});

locate();
