// How does one file of a record reach the server? Small ones in one PUT, large ones in pieces by tus 1.0, of which a cut loses one.
import { toBase64 } from "./ids_rules.js";
import { nextChunk, offsetOf, read, wayOf } from "./sync_rules.js";
import { Refusal, refusal, send } from "./talk.js";

const TUS = { "Tus-Resumable": "1.0.0" };
const ROOM = "/field/tus/";
const PATIENCE_MS = 120000; // our assumption: 512 KB over a bad line
const MOST_ROUNDS = 400; // 64 MB in pieces of 512 KB are 128; the rest is for pieces sent again

/**
 * Sends `bytes` (ArrayBuffer) of file {sha256, type, bytes} for a record. `upload` = the address of an earlier, broken-off
 * upload; `keep(address)` is told a new one before its first byte is sent. Throws a fault with `problem`.
 */
export async function sendFile({ record, file, bytes, upload, keep }) {
  if (wayOf(file) === "put") await put(record, file, bytes);
  else await tus(record, file, bytes, upload, keep);
}

async function put(record, file, bytes) {
  const answer = await send(`/field/files/${record}/${file.sha256}`, {
    method: "PUT", body: bytes, headers: { "Content-Type": file.type }, patience: PATIENCE_MS,
  });
  if (answer.status !== 204) await refuse(answer);
}

async function tus(record, file, bytes, upload, keep) {
  let address = upload;
  let offset = address ? await offsetAt(address, file.bytes) : null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (offset === null) {
      address = await create(record, file);
      await keep(address);
      offset = 0;
    }
    const piece = nextChunk(offset, file.bytes);
    if (!piece) return;
    offset = await patch(address, bytes.slice(...piece), piece[0], file.bytes);
  }
  throw refusal("phone.server_busy");
}

async function create(record, file) {
  const metadata = Object.entries({ record, sha256: file.sha256, type: file.type }).map(([name, value]) => `${name} ${btoa(value)}`).join(",");
  const answer = await send(ROOM, { method: "POST", headers: { ...TUS, "Upload-Length": String(file.bytes), "Upload-Metadata": metadata } });
  if (answer.status !== 201) await refuse(answer);
  const address = new URL(answer.headers.get("Location") ?? "", new URL(ROOM, location.origin));
  if (address.origin !== location.origin || !address.pathname.startsWith(ROOM)) throw refusal("phone.stranger");
  return address.pathname;
}

/** How far an earlier upload came; null when the server has let go of it. */
async function offsetAt(address, bytes) {
  const answer = await send(address, { method: "HEAD", headers: TUS });
  if ([403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) await refuse(answer);
  return offsetOf(answer.headers.get("Upload-Offset"), bytes);
}

async function patch(address, piece, offset, bytes) {
  const checksum = toBase64(await crypto.subtle.digest("SHA-256", piece));
  const answer = await send(address, {
    method: "PATCH", body: piece, patience: PATIENCE_MS,
    headers: { ...TUS, "Upload-Offset": String(offset), "Upload-Checksum": `sha256 ${checksum}`, "Content-Type": "application/offset+octet-stream" },
  });
  if (answer.status === 204) return offsetOf(answer.headers.get("Upload-Offset"), bytes) ?? offsetAt(address, bytes);
  // Damaged on its way (460), or the server is elsewhere (409), or it has let go (404, 410): asked how far it is.
  if ([409, 460, 404, 410].includes(answer.status)) return offsetAt(address, bytes);
  return refuse(answer);
}

async function refuse(answer) {
  const { kind, problem, code } = read(answer.status, answer.headers.get("Content-Type") ?? "", await answer.text().catch(() => ""));
  throw kind === "refused" ? new Refusal({ ...problem, status: answer.status }) : refusal(code ?? "phone.stranger", { status: answer.status });
}
