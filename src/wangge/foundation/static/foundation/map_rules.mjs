// Pure decisions of the map: classes of a sequential scale, their words, the box around outlines.

// ColorBrewer's five-class "Blues": one hue from light to dark, safe for colour-blind eyes and in grey print.
export const SHADES = ["#dce9f4", "#b3cfe6", "#7fb0d6", "#4387bd", "#185a8f"];
export const NO_LOAD = "#fbfcfd";

/** Upper bounds of at most `count` classes over the positive values, each class about equally full. */
export function classBounds(values, count = SHADES.length) {
  const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = [];
  for (let part = 1; part <= count && positive.length; part += 1) {
    const bound = positive[Math.ceil((positive.length * part) / count) - 1];
    if (bound !== bounds.at(-1)) bounds.push(bound);
  }
  return bounds;
}

/** The colour of a value among these bounds; few classes are spread over the whole scale. */
export function shadeOf(value, bounds) {
  if (!(value > 0)) return NO_LOAD;
  const place = bounds.findIndex((bound) => value <= bound);
  return shadeAt(place < 0 ? bounds.length - 1 : place, bounds.length);
}

function shadeAt(place, count) {
  return count < 2 ? SHADES[2] : SHADES[Math.round((place * (SHADES.length - 1)) / (count - 1))];
}

/** What the legend says: [{shade, words}] from nothing to most. */
export function legendOf(bounds) {
  const entries = [{ shade: NO_LOAD, words: "0" }];
  bounds.forEach((bound, place) => {
    const from = place ? bounds[place - 1] + 1 : 1;
    const words = from >= bound ? bound.toLocaleString("en") : `${from.toLocaleString("en")}–${bound.toLocaleString("en")}`;
    entries.push({ shade: shadeAt(place, bounds.length), words });
  });
  return entries;
}

/** The box [west, south, east, north] around the coordinates of GeoJSON features; null without any. */
export function boxAround(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const widen = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(widen);
  };
  for (const { geometry } of features) if (geometry) (geometry.geometries ?? [geometry]).forEach(({ coordinates }) => widen(coordinates));
  return box[0] <= box[2] ? box : null;
}
