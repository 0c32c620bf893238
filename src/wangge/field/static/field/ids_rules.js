// How is an id made where the record is born? UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance.

const hex = (byte) => byte.toString(16).padStart(2, "0");

/** A UUIDv7 from the phone's clock (ms) and ten or more random bytes. */
export function uuid7(milliseconds, random) {
  const bytes = new Uint8Array(16);
  let rest = Math.max(0, Math.floor(milliseconds));
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const text = Array.from(bytes, hex).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** Bytes as lower-case hexadecimal digits. */
export function toHex(buffer) {
  return Array.from(new Uint8Array(buffer), hex).join("");
}

/** Bytes as base64; in pieces, because a call takes only so many arguments. */
export function toBase64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

/** Base64 as bytes; throws on anything else. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
