// Who represents a point: where this device stands, asked once on a press, or where the map is pressed. Nothing is kept.
const form = document.getElementById("here");
const told = document.getElementById("located");
const device = document.getElementById("device");

function ask(lon, lat) {
  form.elements.lon.value = lon.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  form.submit();
}

form.hidden = false; // before the map is drawn, which fits itself into what it sees
form.querySelector("[data-map]").addEventListener("map:pick", ({ detail }) => ask(detail.lon, detail.lat));

device.hidden = !navigator.geolocation;
device.addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => ask(coords.longitude, coords.latitude),
    () => { told.textContent = form.dataset.none; },
    { enableHighAccuracy: true, timeout: 10000 },
  );
});
