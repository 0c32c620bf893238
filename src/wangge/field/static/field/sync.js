// When does the phone speak with the server, and what does it do with the answer? Records first, files after, and what the
// server says it lacks decides what is delivered. Nothing here throws at its caller: {ok, at, problem}.
import * as bundle from "./bundle.js";
import { sendFile } from "./file_sending.js";
import * as rules from "./outbox_rules.js";
import * as records from "./records.js";
import { checkReceipt } from "./seal.js";
import * as session from "./session.js";
import { signal } from "./signals.js";
import { codeOfFault } from "./storage_rules.js";
import * as store from "./store.js";
import { isAnswer, isBundleOld, mayTry, PROTOCOL, waitAfter } from "./sync_rules.js";
import { ask, Refusal, send } from "./talk.js";
import { shown } from "./trouble.js";

const MINUTE = 60000;
const ANNOUNCED_BYTES = 40;
const MOST_ANNOUNCED = 1000;
// One record of these may be at fault: the batch is made smaller until it is found.
const OF_ONE_RECORD = [400, 413, 422];
const news = signal("news");

let running = null;
let isWantedAgain = false;
let failures = 0;
let notBefore = 0;
let last = { ok: true, at: null, problem: null };

export const onNews = news.on;
export const isRunning = () => running !== null;
export const lastTold = () => last;

/** Sends what waits and fetches what is new; one pass at a time on this phone. `reason` "minute" keeps to the back-off. */
export function now(reason = "person") {
  if (running) {
    isWantedAgain = true; // what was made meanwhile goes too
    return running;
  }
  if (!mayTry(reason, Date.now(), notBefore)) return Promise.resolve(last);
  running = alone(passes).finally(() => {
    running = null;
    records.sayChanged();
  });
  return running;
}

function alone(work) {
  return navigator.locks ? navigator.locks.request("wangge-sync", work) : work();
}

async function passes() {
  do {
    isWantedAgain = false;
    last = await pass();
  } while (isWantedAgain);
  return last;
}

async function pass() {
  try {
    const who = await session.current();
    if (!who) {
      await session.settleLogout();
      return { ok: false, at: null, problem: shown({ code: "phone.not_logged_in" }) };
    }
    await records.forgetSpent(Date.now());
    await talkAll(new Set());
    const confirmed = await sendFiles();
    if (confirmed.size) await talkAll(await othersThan(confirmed));
    if (isBundleOld(await store.get("kept", "bundle_at"), Date.now())) await bundle.refresh();
    failures = 0;
    notBefore = 0;
    return { ok: true, at: (await store.get("kept", "news_at")) ?? null, problem: null };
  } catch (fault) {
    return failed(fault);
  }
}

async function failed(fault) {
  const problem = shown(fault.problem ?? { code: codeOfFault(fault) });
  if (!fault.problem) console.warn("sync", fault);
  failures += 1;
  notBefore = Date.now() + waitAfter(failures, Math.random());
  if (problem.code === "field.device_revoked") await session.letGo();
  else if (problem.status === 401) await session.expire();
  return { ok: false, at: (await store.get("kept", "news_at").catch(() => null)) ?? null, problem };
}

async function othersThan(ids) {
  return new Set((await records.mine()).map(({ id }) => id).filter((id) => !ids.has(id)));
}

// Batch after batch, each record once; at least one request, for the news.
async function talkAll(not) {
  let most = rules.MOST_RECORDS;
  let isFirst = true;
  for (;;) {
    const mine = await records.mine();
    const announced = mine.filter(rules.isOpen).map(({ id }) => id).slice(0, MOST_ANNOUNCED);
    const batch = rules.batchOf(mine, Date.now(), { most, bytes: rules.MOST_BYTES - ANNOUNCED_BYTES * announced.length, not });
    if (!batch.length && !isFirst) return;
    const answer = await converse(batch, announced, most);
    if (answer.smaller) {
      most = answer.smaller;
      continue;
    }
    batch.forEach(({ id }) => not.add(id));
    isFirst = Boolean(answer.more);
  }
}

async function converse(batch, announced, most) {
  const ids = batch.map(({ id }) => id);
  const contents = await Promise.all(batch.map(records.contentOf));
  if (ids.length) await records.update(ids, rules.asSending); // before the first byte
  const since = (await store.get("kept", "position")) ?? null;
  const json = { protocol: PROTOCOL, sent_at: new Date().toISOString(), since, announced, records: ids.map((id, place) => ({ id, content: contents[place] })) };
  let answer;
  try {
    answer = await askOnceMore(json);
  } catch (fault) {
    const isAboutOne = ids.length && OF_ONE_RECORD.includes(fault.problem?.status);
    if (isAboutOne && ids.length === 1) {
      await records.update(ids, (row) => rules.withFileFault(row, fault.problem));
      return { more: false };
    }
    if (ids.length) await records.update(ids, rules.back);
    if (isAboutOne) return { smaller: Math.max(1, Math.floor(Math.min(most, ids.length) / 2)) };
    throw fault;
  }
  await take(answer, batch);
  return answer;
}

// A CSRF cookie that has gone is set anew by asking for the session; then the same request goes once more.
async function askOnceMore(json) {
  const talk = () => ask("/field/sync", { method: "POST", json, isOurs: isAnswer });
  try {
    return await talk();
  } catch (fault) {
    if (fault.problem?.status !== 403) throw fault;
    await send("/field/session");
    return talk();
  }
}

async function take(answer, batch) {
  const results = new Map(answer.results.map((result) => [result.id, result]));
  const truths = new Map(await Promise.all(batch.map(async (row) => [row.id, await checkReceipt(row, results.get(row.id)?.receipt)])));
  const here = new Set((await records.mine()).map(({ id }) => id));
  const context = (row) => ({ now: Date.now(), chance: Math.random(), hasBefore: here.has(row.after) });
  if (batch.length) {
    await records.update([...truths.keys()], (row) =>
      rules.afterResult(row, results.get(row.id) ?? { state: "unanswered" }, truths.get(row.id), context(row)));
  }
  await store.inOne(["kept"], async (tx) => {
    const kept = tx.objectStore("kept");
    if (Number.isFinite(answer.position)) await kept.put(answer.position, "position");
    await kept.put(answer.server_at, "news_at");
    await kept.put(answer.difference_ms ?? 0, "difference_ms");
  });
  await takeNews(answer.news ?? []);
}

async function takeNews(cards) {
  await bundle.takeNews(cards);
  const delivered = (await records.mine()).filter(({ phase }) => phase === "delivered");
  for (const card of cards) {
    const own = delivered.filter((row) => rules.withCard(row, card) !== row).map(({ id }) => id);
    if (own.length) await records.update(own, (row) => rules.withCard(row, card));
  }
  news.say(cards);
}

/** The records for which a file has gone: the server is asked once more what it lacks, because anybody can say 204. */
async function sendFiles() {
  const sent = new Set();
  for (const row of await records.mine()) {
    if (row.phase !== "accepted" || (row.next_at && Date.now() < row.next_at)) continue;
    for (const sha256 of row.missing) if (await sendOne(row, sha256)) sent.add(row.id);
  }
  return sent;
}

async function sendOne(row, sha256) {
  const file = row.files.find((one) => one.sha256 === sha256);
  const bytes = file ? await records.bytesOf(row, sha256) : null;
  if (!bytes) {
    await records.update([row.id], (newest) => rules.withFileFault(newest, { code: "phone.file_gone" }));
    return false;
  }
  const keep = (address) => records.update([row.id], (newest) => ({ ...newest, uploads: { ...newest.uploads, [sha256]: address } }));
  try {
    await sendFile({ record: row.id, file, bytes, upload: row.uploads[sha256] ?? null, keep });
    return true;
  } catch (fault) {
    const status = fault.problem?.status ?? 0;
    if (!(fault instanceof Refusal) || status < 400 || status === 401 || status === 429 || status >= 500) throw fault;
    // This file alone is refused: its record says so, the next one goes on.
    const context = { now: Date.now(), chance: Math.random() };
    await records.update([row.id], (newest) => rules.withFileFault(newest, fault.problem, context));
    return false;
  }
}

const byClock = () => void now("minute");
const byItself = () => void now("opened");

setInterval(byClock, MINUTE);
window.addEventListener("online", byItself);
window.addEventListener("focus", byItself);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && byItself());
navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "sync-now" && byItself());
