// A notice has woken the phone: only that something changed in a matter, with its number. What, the app asks when opened.
// It is said in both languages, since a worker that was just woken does not know which one its person reads.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // Not ours; a browser still wants to see something shown.
  }
  const options = { tag: told.case ?? "wangge", data: { case: told.case ?? "" }, icon: "/static/field/icons/icon-192.png", body: "有变化 · Something changed" };
  event.waitUntil(self.registration.showNotification(told.number ? `网格 · ${told.number}` : "网格", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = event.notification.data?.case ? `/field/#/case/${event.notification.data.case}` : "/field/";
  event.waitUntil((async () => {
    const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!page) return self.clients.openWindow(address);
    await page.focus();
    return page.navigate(address);
  })());
});
