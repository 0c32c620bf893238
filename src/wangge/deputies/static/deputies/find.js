// Who represents the place where this device stands? Asked once, on a press; nothing is kept.
const form = document.getElementById("here");
const told = document.getElementById("located");

if (form && "geolocation" in navigator) {
  form.hidden = false;
  document.getElementById("device").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.submit();
      },
      () => { told.textContent = form.dataset.none; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}
