// Photos of a case: a slider between before and after, and drawing on a picture what is to be hidden.
import { areaOf, areasIn, withArea } from "./photo_rules.mjs";

function bindCompare(figure) {
  const pictures = figure.querySelector(".compare-pictures");
  const line = document.createElement("span");
  line.className = "compare-line";
  pictures.append(line);
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: "0", max: "100", step: "1", value: "50" });
  range.setAttribute("aria-label", figure.dataset.label);
  pictures.after(range);
  const show = (value) => {
    range.value = value;
    figure.style.setProperty("--shown", `${range.value}%`);
  };
  const follow = (event) => {
    const box = pictures.getBoundingClientRect();
    show(((event.clientX - box.left) / box.width) * 100);
  };
  let dragged = false;
  pictures.addEventListener("pointerdown", (event) => {
    dragged = false;
    pictures.setPointerCapture(event.pointerId);
    pictures.addEventListener("pointermove", move);
  });
  const move = (event) => {
    dragged = true;
    follow(event);
  };
  for (const end of ["pointerup", "pointercancel"]) {
    pictures.addEventListener(end, () => pictures.removeEventListener("pointermove", move));
  }
  // Dragging moves the line; only a plain press opens the picture.
  pictures.addEventListener("click", (event) => dragged && event.preventDefault(), true);
  pictures.addEventListener("dragstart", (event) => event.preventDefault());
  range.addEventListener("input", () => show(range.value));
  figure.classList.add("is-sliding");
  show(50);
}

function bindHide(form) {
  const picture = form.querySelector("[data-hide-picture]");
  const field = form.querySelector("[data-hide-areas]");
  const draw = (extra) => {
    for (const old of picture.querySelectorAll(".hide-area")) old.remove();
    for (const area of extra ? [...areasIn(field.value), extra] : areasIn(field.value)) {
      const box = document.createElement("span");
      box.className = "hide-area";
      for (const name of ["left", "top", "width", "height"]) box.style[name] = `${area[name] / 10}%`;
      picture.append(box);
    }
  };
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
  };
  let from = null;
  picture.addEventListener("pointerdown", (event) => {
    from = at(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (from) draw(areaOf(from, at(event), from));
  });
  picture.addEventListener("pointerup", (event) => {
    const area = from && areaOf(from, at(event), from);
    from = null;
    if (area) field.value = withArea(field.value, area);
    draw(null);
  });
  field.addEventListener("input", () => draw(null));
}

function bind(root) {
  for (const figure of root.querySelectorAll("[data-compare]:not(.is-sliding)")) bindCompare(figure);
  for (const form of root.querySelectorAll("[data-hide]:not([data-hide-bound])")) {
    form.dataset.hideBound = "";
    bindHide(form);
  }
}

bind(document);
document.addEventListener("htmx:load", (event) => bind(event.target)); // the case is swapped after each act
