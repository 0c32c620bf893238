// Background Sync, where a browser has it: the network is back, so the pages that are open are told to send what waits.
// The outbox itself stays with the page: its keys and rules are modules, and one way of sending is enough.
self.addEventListener("sync", (event) => {
  if (event.tag !== "wangge-outbox") return;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => pages.forEach((page) => page.postMessage("sync-now"))));
});
