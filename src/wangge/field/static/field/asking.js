// What does the server know about this report before it is sent? Asked while there is a network; else the bundle answers.
import { send } from "./talk.js";

const PATIENCE_MS = 4000; // our assumption: longer than this, the phone's own answer is shown

/** The answer of /field/ask, or null: no network, too late, or not understood. */
export async function ask(question) {
  if (!navigator.onLine) return null;
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await send("/field/ask", { method: "POST", body: JSON.stringify(question), headers, patience: PATIENCE_MS });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
