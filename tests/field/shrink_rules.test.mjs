// Is a photo made small enough, the right way up, and never empty?
import assert from "node:assert/strict";
import { test } from "node:test";

import { isEmpty, jpegHead, targetSize, turnsLeft } from "../../src/wangge/field/static/field/shrink_rules.js";

test("the longest side becomes 1600, and nothing is made larger", () => {
  assert.deepEqual(targetSize(4000, 3000), { width: 1600, height: 1200 });
  assert.deepEqual(targetSize(3000, 4000), { width: 1200, height: 1600 });
  assert.deepEqual(targetSize(800, 600), { width: 800, height: 600 });
  assert.deepEqual(targetSize(10000, 2, 240), { width: 240, height: 1 });
});

test("one colour all over is an empty canvas; a white wall with a speck is a photo", () => {
  assert.equal(isEmpty(new Uint8ClampedArray(64).fill(255)), true);
  assert.equal(isEmpty(new Uint8ClampedArray(64)), true);
  const wall = new Uint8ClampedArray(64).fill(255);
  wall[17] = 254;
  assert.equal(isEmpty(wall), false);
});

function jpeg({ width, height, orientation, isLittle = false }) {
  const exif = new DataView(new ArrayBuffer(36));
  exif.setUint16(0, 0xffe1);
  exif.setUint16(2, 34);
  exif.setUint32(4, 0x45786966);
  exif.setUint16(10, isLittle ? 0x4949 : 0x4d4d);
  exif.setUint16(12, 42, isLittle);
  exif.setUint32(14, 8, isLittle);
  exif.setUint16(18, 1, isLittle);
  exif.setUint16(20, 0x0112, isLittle);
  exif.setUint16(22, 3, isLittle);
  exif.setUint32(24, 1, isLittle);
  exif.setUint16(28, orientation, isLittle);
  const frame = new DataView(new ArrayBuffer(21));
  frame.setUint16(0, 0xffc0);
  frame.setUint16(2, 17);
  frame.setUint8(4, 8);
  frame.setUint16(5, height);
  frame.setUint16(7, width);
  const bytes = [0xff, 0xd8, ...new Uint8Array(orientation ? exif.buffer : 0), ...new Uint8Array(frame.buffer)];
  return new Uint8Array(bytes).buffer;
}

test("a JPEG's head tells its size and how it was held, in both byte orders", () => {
  assert.deepEqual(jpegHead(jpeg({ width: 4000, height: 3000, orientation: 6 })), { width: 4000, height: 3000, orientation: 6 });
  assert.equal(jpegHead(jpeg({ width: 4000, height: 3000, orientation: 8, isLittle: true })).orientation, 8);
  assert.equal(jpegHead(jpeg({ width: 4000, height: 3000 })).orientation, 1);
  assert.equal(jpegHead(jpeg({ width: 4000, height: 3000, orientation: 99 })).orientation, 1);
});

test("what is no JPEG, or a broken one, has no head and breaks nothing", () => {
  assert.equal(jpegHead(new ArrayBuffer(0)), null);
  assert.equal(jpegHead(new TextEncoder().encode("<svg>......").buffer), null);
  assert.equal(jpegHead(jpeg({ width: 1, height: 1, orientation: 6 }).slice(0, 30)), null);
});

test("a picture that the browser has turned is left alone, else it is turned", () => {
  const head = { width: 4000, height: 3000, orientation: 6 };
  assert.equal(turnsLeft(head, { width: 3000, height: 4000 }), 0);
  assert.equal(turnsLeft(head, { width: 4000, height: 3000 }), 1);
  assert.equal(turnsLeft({ ...head, orientation: 8 }, { width: 4000, height: 3000 }), 3);
  assert.equal(turnsLeft({ ...head, orientation: 1 }, { width: 4000, height: 3000 }), 0);
  assert.equal(turnsLeft(null, { width: 1, height: 2 }), 0);
});
