// What the report form offers on the side: a press on a suggested kind chooses it; a failure is never told.
const form = document.getElementById("report");

for (const id of ["suggested", "nearby"]) {
  const place = document.getElementById(id);
  // An offer that does not come is no fault of the reporter: the form goes on without it.
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    place?.addEventListener(name, (event) => {
      if (event.target === place) event.stopPropagation();
    });
  }
}

form.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-suggests]");
  if (!chip) return;
  const radio = [...form.querySelectorAll('input[name="category"]')].find(({ value }) => value === chip.dataset.suggests);
  if (!radio) return;
  radio.checked = true;
  radio.closest(".choice-chip").hidden = false;
  radio.closest(".choice-group").hidden = false;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.closest(".choice-chip").scrollIntoView({ block: "nearest" });
});
