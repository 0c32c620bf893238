// How does one part of the page tell the others, and the program's other open pages, that something has changed?

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
