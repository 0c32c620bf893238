// How does one part of the page tell the others, and the program's other open pages, that something has changed?

/**
 * Reads now and again at every change; one reading at a time, so that none shows older news than the one before it.
 * `ons` = the signals' `on`. Resolves with the way to stop when the first reading is done.
 */
export async function following(ons, read) {
  let turn = Promise.resolve();
  let next = null;
  const again = () => {
    next ??= turn = turn.catch(() => undefined).then(() => {
      next = null; // what changes from here on is read once more
      return read();
    });
    return next;
  };
  const stops = ons.map((on) => on(again)); // before the first reading: a change during it is not missed
  await again();
  return () => stops.forEach((stop) => stop());
}

/** {on(fn) -> stop, say(value)}; a listener's fault is its own. */
export function signal(name) {
  const listeners = new Set();
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(`wangge-${name}`) : null;
  const tell = (value) => {
    for (const listener of listeners) Promise.resolve(value).then(listener).catch((fault) => console.warn(name, fault));
  };
  if (channel) channel.onmessage = ({ data }) => tell(data);
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    say(value = null) {
      tell(value);
      channel?.postMessage(value);
    },
  };
}
