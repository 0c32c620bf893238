// The few pictures of the frame, drawn with one line width; each always stands beside its word.
import { html, svg } from "/static/vendor/lit-html/lit-html.mjs";

const LINES = {
  today: "M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h11",
  report: "M4 8h4l2-3h4l2 3h4v11H4zM12 10.5a3 3 0 1 0 .01 0z",
  grids: "M4 4h16v16H4zM4 12h16M12 4v16",
  outbox: "M12 15V4M8 8l4-4 4 4M4 14v6h16v-6",
  me: "M12 4a4 4 0 1 0 .01 0zM4 21c1-5 4-7 8-7s7 2 8 7",
  back: "M15 5l-7 7 7 7",
  offline: "M4 4l16 16M5 12a10 10 0 0 1 4-2.5M19 12a10 10 0 0 0-6-2.9M9 15.5a5 5 0 0 1 6 0M12 19h.01",
  phone: "M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4c0 2-2 3-4 3C10 20 4 14 3 7c0-2 1-4 3-4z",
  next: "M9 5l7 7-7 7",
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${LINES[name]} />`}</svg>`;
}
