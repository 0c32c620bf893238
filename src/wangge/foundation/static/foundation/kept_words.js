// Nothing typed is lost where a form is refused: what was sent stands in it again, opened, until the next page.
// Kept in this tab alone, from the sending to the answer; never files, passwords, or a form that wants nothing completed.
const KEPT = "wangge-sent";

// Which form it is: where it goes, and what it says of itself in hidden fields.
function nameOf(form) {
  const own = [...form.querySelectorAll("input[type=hidden]")].filter((field) => field.name !== "csrfmiddlewaretoken");
  return JSON.stringify([form.getAttribute("action"), own.map((field) => [field.name, field.value])]);
}

function keep(form) {
  if (!form.matches("main form.act-form[method=post]:not([autocomplete=off])")) return;
  if (form.querySelector("input[type=password]")) return;
  const typed = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  sessionStorage.setItem(KEPT, JSON.stringify({ form: nameOf(form), typed }));
}

function refill(form, typed) {
  const left = typed.map((entry) => [...entry]);
  for (const field of form.querySelectorAll("input:not([type=hidden]):not([type=file]), select, textarea")) {
    if (["checkbox", "radio"].includes(field.type)) {
      field.checked = typed.some(([name, value]) => name === field.name && value === field.value);
      continue;
    }
    const at = left.findIndex(([name]) => name === field.name);
    if (at >= 0) field.value = left.splice(at, 1)[0][1];
  }
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
}

const sent = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
sessionStorage.removeItem(KEPT);
if (sent && document.querySelector("main .message-refused")) {
  for (const form of document.querySelectorAll("main form.act-form")) {
    if (nameOf(form) === sent.form) refill(form, sent.typed);
  }
}
document.addEventListener("submit", (event) => keep(event.target));
