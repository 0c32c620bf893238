// How is the server spoken to? One way for every request of the phone: same origin, CSRF token, a limit of patience; and a
// fault always carries a `problem` {code, title, detail, status} that can be shown.
import { read } from "./sync_rules.js";
import { told } from "./trouble.js";

const PATIENCE_MS = 30000; // our assumption: a village's 2G cell answers within half a minute, or not at all

/** Something the server, or the lack of one, says: shown as it is. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** A sentence of our own, by its code (trouble.js). */
export function refusal(code, facts = {}) {
  return new Refusal({ code, ...facts, ...told(code) });
}

export function csrf() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** The bare answer; throws Refusal "phone.no_answer" when none came. */
export async function send(path, { method = "GET", body, headers = {}, patience = PATIENCE_MS } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(path, {
      method, body, signal: stop.signal, credentials: "same-origin", redirect: "error", cache: "no-store",
      headers: { Accept: "application/json", ...(method === "GET" ? {} : { "X-CSRFToken": csrf() }), ...headers },
    });
  } catch {
    throw refusal("phone.no_answer");
  } finally {
    clearTimeout(timer);
  }
}

/** The JSON that our own server answered; throws Refusal for a refusal, and for an answer that is not ours. */
export async function ask(path, { method = "GET", json, isOurs = () => true } = {}) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const answer = await send(path, { method, body, headers: body ? { "Content-Type": "application/json" } : {} });
  const said = await textOf(answer);
  if (answer.status === 204) return null;
  const { kind, value, problem, code } = read(answer.status, answer.headers.get("Content-Type") ?? "", said, isOurs);
  if (kind === "answer") return value;
  throw problem ? new Refusal({ ...problem, status: answer.status }) : refusal(code, { status: answer.status });
}

async function textOf(answer) {
  try {
    return await answer.text();
  } catch {
    throw refusal("phone.no_answer"); // cut in the middle
  }
}
