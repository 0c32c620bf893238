// How small is a photo made, is it the right way up, and did the canvas come out empty?

export const LONGEST = 1600;
export const THUMB = 240;
export const QUALITY = 0.8;
const JPEG = 0xffd8;
const EXIF = 0x45786966; // "Exif"
const ORIENTATION = 0x0112;

/** Whole pixels of a picture whose longest side is at most `longest`; never larger than it was. */
export function targetSize(width, height, longest = LONGEST) {
  const share = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

/** Does every pixel say the same? Some phones give a white or empty canvas for a large picture. */
export function isEmpty(pixels) {
  for (let at = 4; at < pixels.length; at += 1) if (pixels[at] !== pixels[at % 4]) return false;
  return true;
}

/** Width, height and EXIF orientation (1 to 8) as a JPEG's head tells them; null for anything else. */
export function jpegHead(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== JPEG) return null;
  let orientation = 1;
  for (let at = 2; at + 9 < view.byteLength; ) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return null;
    const length = view.getUint16(at + 2);
    if (marker === 0xffe1 && view.getUint32(at + 4) === EXIF) orientation = orientationIn(view, at + 10, at + 2 + length);
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), orientation };
    at += 2 + length;
  }
  return null;
}

function isFrame(marker) {
  // SOF0 to SOF15, of which C4, C8 and CC are tables.
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

function orientationIn(view, start, end) {
  const last = Math.min(end, view.byteLength);
  if (start + 8 > last) return 1;
  const isLittle = view.getUint16(start) === 0x4949;
  const first = start + view.getUint32(start + 4, isLittle);
  if (first + 2 > last) return 1;
  const count = view.getUint16(first, isLittle);
  for (let entry = 0; entry < count; entry += 1) {
    const at = first + 2 + entry * 12;
    if (at + 12 > last) return 1;
    if (view.getUint16(at, isLittle) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Quarter turns clockwise still to be made: 0 when the browser has turned the picture by itself, as it should. */
export function turnsLeft(head, decoded) {
  if (!head || head.orientation < 5 || head.width === head.height) return 0;
  const isTurned = head.width > head.height !== decoded.width > decoded.height;
  if (isTurned) return 0;
  return head.orientation <= 6 ? 1 : 3;
}
