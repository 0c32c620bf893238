// The public form: a point by the device or by a press on the map. Without this script the other ways remain.
const form = document.getElementById("say");
const map = form.querySelector("[data-map]");
const located = document.getElementById("located");
const device = document.getElementById("device");

function setPoint({ lon, lat }, metres) {
  form.elements.lon.value = lon.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  form.elements.accuracy_m.value = Math.round(metres);
  located.textContent = `● ${form.dataset.set}`;
}

map.addEventListener("map:pick", ({ detail }) => setPoint(detail, 0));

device.hidden = !navigator.geolocation;
device.addEventListener("click", () => {
  located.textContent = form.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const point = { lon: coords.longitude, lat: coords.latitude };
      setPoint(point, coords.accuracy);
      map.dispatchEvent(new CustomEvent("map:show", { detail: { ...point, accuracy: coords.accuracy } }));
    },
    () => {
      located.textContent = form.dataset.noDevice;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
});
