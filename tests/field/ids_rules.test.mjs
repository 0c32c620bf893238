// Is an id of the phone a UUIDv7 in the order of its clock, and are bytes told exactly?
import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64, toBase64, toHex, uuid7 } from "../../src/wangge/field/static/field/ids_rules.js";

const chance = (seed) => Uint8Array.from({ length: 10 }, (_, place) => (seed * 31 + place * 7) % 256);

test("the example of RFC 9562 comes out", () => {
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  assert.equal(uuid7(0x017f22e279b0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("version and variant stand whatever chance says", () => {
  for (let seed = 0; seed < 500; seed += 1) {
    assert.match(uuid7(1700000000000 + seed, chance(seed)), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("a later moment sorts later, also beyond 32 bits", () => {
  const moments = [1, 2 ** 31, 2 ** 32, 1700000000000, 1700000000001, 4000000000000];
  const ids = moments.map((moment, seed) => uuid7(moment, chance(9 - seed)));
  assert.deepEqual([...ids].sort(), ids);
});

test("a clock before 1970 makes an id all the same", () => {
  assert.match(uuid7(-5, chance(1)), /^00000000-0000-7/);
});

test("bytes come back from base64, many at once too", () => {
  const bytes = Uint8Array.from({ length: 100000 }, (_, place) => (place * 131) % 256);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  assert.equal(toBase64(new Uint8Array()), "");
  assert.equal(toHex(Uint8Array.from([0, 10, 255])), "000aff");
});
