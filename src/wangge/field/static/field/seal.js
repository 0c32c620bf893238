// Who can read what waits on this phone? Only the account that is logged in: AES-GCM by a key that the server releases at
// log-in and that no script can read out; it is forgotten at log-out. The same key comes back at every log-in of the same
// account on this phone, whatever its password. The receipt's key is held the same way.
import { fromBase64, toHex } from "./ids_rules.js";
import * as store from "./store.js";

const IV_BYTES = 12;

/** Web cryptography is there: only on https (or this very machine), and not in every built-in browser. */
export function isPossible() {
  return Boolean(globalThis.crypto?.subtle);
}

/** {seal, receipt} (base64 of 32 bytes each), as log-in brings them, become keys of this account. */
export async function release(keys, owner) {
  const [sealing, receipt] = await Promise.all([
    crypto.subtle.importKey("raw", fromBase64(keys.seal), "AES-GCM", false, ["encrypt", "decrypt"]),
    crypto.subtle.importKey("raw", fromBase64(keys.receipt), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]),
  ]);
  await store.put("kept", { owner, seal: sealing, receipt }, "keys");
}

export async function forget() {
  await store.del("kept", "keys");
}

// Read each time: another tab may have logged out a moment ago.
async function keys() {
  const held = await store.get("kept", "keys");
  if (!held) throw Object.assign(new Error("nobody is logged in: nothing can be sealed or opened"), { name: "SealedFault" });
  return held;
}

/** Bytes (Uint8Array or ArrayBuffer) -> {iv, data}. */
export async function seal(bytes) {
  const { seal: key } = await keys();
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

/** {iv, data} -> ArrayBuffer; throws when another account sealed it or a bit was changed. */
export async function open({ iv, data }) {
  const { seal: key } = await keys();
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
}

export async function sha256Of(bytes) {
  return toHex(await crypto.subtle.digest("SHA-256", bytes));
}

/** Is this receipt our own server's word for exactly this record? Anybody else's 200 is not. */
export async function checkReceipt(record, receipt) {
  if (!receipt || receipt.id !== record.id || receipt.sha256 !== record.sha256) return false;
  const said = [receipt.id, receipt.sha256, receipt.at, receipt.case ?? "", receipt.number ?? ""].join("|");
  try {
    const { receipt: key } = await keys();
    return await crypto.subtle.verify("HMAC", key, fromBase64(receipt.signature), new TextEncoder().encode(said));
  } catch {
    return false;
  }
}
