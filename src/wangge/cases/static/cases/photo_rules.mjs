// What a drawn rectangle means, in thousandths of a picture, as the server reads it.

const LEAST = 5; // thousandths; a slip of the finger is no area

/** Two corners (pixels) in a box {width, height} -> {left, top, width, height} in thousandths, or null for a slip. */
export function areaOf(from, to, box) {
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const xs = [from.x, to.x].map((x) => clamp(x, box.width) / box.width);
  const ys = [from.y, to.y].map((y) => clamp(y, box.height) / box.height);
  const left = Math.min(999, Math.floor(Math.min(...xs) * 1000));
  const top = Math.min(999, Math.floor(Math.min(...ys) * 1000));
  const width = Math.min(1000 - left, Math.ceil(Math.max(...xs) * 1000) - left);
  const height = Math.min(1000 - top, Math.ceil(Math.max(...ys) * 1000) - top);
  return width < LEAST || height < LEAST ? null : { left, top, width, height };
}

/** The lines of the text field that are areas; others are left for the server to name. */
export function areasIn(text) {
  return text
    .split(/[\n;]/)
    .map((line) => line.trim().split(",").map(Number))
    .filter((parts) => parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0))
    .map(([left, top, width, height]) => ({ left, top, width, height }));
}

/** A text field with one more area. */
export function withArea(text, area) {
  const line = [area.left, area.top, area.width, area.height].join(",");
  return text.trim() ? `${text.trim()}\n${line}` : line;
}
