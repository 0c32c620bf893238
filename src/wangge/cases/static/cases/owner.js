// Who owns this: the position of the device is put into the form and asked with.
const form = document.getElementById("owner");
const said = document.getElementById("device-said");

document.getElementById("device").addEventListener("click", () => {
  const refused = () => {
    said.textContent = form.dataset.noDevice;
  };
  if (!navigator.geolocation) {
    refused();
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude.toFixed(6);
      form.elements.lat.value = coords.latitude.toFixed(6);
      form.elements.code.value = "";
      form.requestSubmit();
    },
    refused,
    { enableHighAccuracy: true, timeout: 15000 },
  );
});
