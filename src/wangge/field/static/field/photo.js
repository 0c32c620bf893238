// How does a photo of the camera become one that can be kept and sent? Small, upright, and without what the camera wrote
// into it: drawing it anew leaves time, place and make of the phone behind.
import { isEmpty, jpegHead, LONGEST, QUALITY, targetSize, THUMB, turnsLeft } from "./shrink_rules.js";

const HEAD_BYTES = 262_144; // the size stands behind the EXIF block and its thumbnail
const SECOND_TRY = 1024; // some phones give an empty canvas for a large picture (a smaller one works)

/** A file that is no picture, or one that this phone cannot open; `reason` is "unreadable" or "empty". */
export class PhotoFault extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** A JPEG whose longest side is at most 1600 pixels. Throws PhotoFault. */
export async function shrink(file) {
  const head = jpegHead(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const picture = await decoded(file, head);
  try {
    return (await drawn(picture, head, LONGEST)) ?? (await drawn(picture, head, SECOND_TRY)) ?? fail("empty");
  } finally {
    picture.close?.();
  }
}

/** A JPEG of 240 pixels for lists. Throws PhotoFault. */
export async function thumb(blob) {
  const picture = await decoded(blob, null);
  try {
    return (await drawn(picture, null, THUMB)) ?? fail("empty");
  } finally {
    picture.close?.();
  }
}

function fail(reason) {
  throw new PhotoFault(reason);
}

async function decoded(file, head) {
  if ("createImageBitmap" in window) {
    try {
      return await createImageBitmap(file, sizes(head));
    } catch {
      // Too large for this phone, or a kind of picture that only <img> can open: try that.
    }
  }
  return opened(file);
}

// Reducing while decoding keeps 12 megapixels out of the canvas. A picture held upright has its sides swapped in the file.
function sizes(head) {
  if (!head || head.orientation > 1) return {};
  const { width, height } = targetSize(head.width, head.height);
  return { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" };
}

async function opened(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } catch {
    return fail("unreadable");
  } finally {
    URL.revokeObjectURL(url);
  }
}

// The JPEG, or null when the canvas came out empty.
async function drawn(picture, head, longest) {
  const from = { width: picture.naturalWidth ?? picture.width, height: picture.naturalHeight ?? picture.height };
  const size = targetSize(from.width, from.height, longest);
  const turns = turnsLeft(head, from);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = turns % 2 ? [size.height, size.width] : [size.width, size.height];
  const pen = canvas.getContext("2d", { alpha: false });
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turns * Math.PI) / 2);
  pen.drawImage(picture, -size.width / 2, -size.height / 2, size.width, size.height);
  if (isEmpty(sampleOf(canvas))) return null;
  return new Promise((resolve) => {
    canvas.toBlob((blob) => {
      canvas.width = 0; // its memory is wanted back now, not when it is collected
      resolve(blob);
    }, "image/jpeg", QUALITY);
  });
}

function sampleOf(canvas) {
  const small = document.createElement("canvas");
  [small.width, small.height] = [32, 32];
  const pen = small.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0, 32, 32);
  return pen.getImageData(0, 0, 32, 32).data;
}
