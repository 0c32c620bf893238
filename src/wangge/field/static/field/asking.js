// What does the server know about this report before it is sent? Asked while there is a network; else the bundle answers.

const PATIENCE_MS = 4000; // our assumption: longer than this, the phone's own answer is shown

/** The answer of /field/ask, or null: no network, too late, or not understood. */
export async function ask(question, signal) {
  if (!navigator.onLine) return null;
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  signal?.addEventListener("abort", () => patience.abort());
  try {
    const answer = await fetch("/field/ask", {
      method: "POST", signal: patience.signal, body: JSON.stringify(question),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
