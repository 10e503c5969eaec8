/* Notices on this phone: asked for by a tap only, never by opening a page. */
(() => {
  "use strict";
  const box = document.getElementById("this-phone");
  if (!box) return;
  const show = (name) => { for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name; };
  const able = "serviceWorker" in navigator && "PushManager" in self && "Notification" in self;
  if (!able) { show("unable"); return; }
  if (Notification.permission === "denied") { show("denied"); return; }
  show("ready");

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat(-text.length & 3)), (one) => one.charCodeAt(0));
  const subscribed = async () => {
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();  // one made with an earlier key, or for another account, is of no use
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
  };
  const add = async () => {
    if (await Notification.requestPermission() !== "granted") { show("denied"); return; }
    const { endpoint, keys } = (await subscribed()).toJSON();
    const told = new FormData(box.querySelector("form"));
    for (const [name, value] of Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth })) told.set(name, value);
    const answer = await fetch(box.dataset.add, { method: "POST", body: told });
    if (answer.ok) { location.reload(); return; }
    if (answer.status === 422) box.querySelector("[data-why]").textContent = (await answer.json()).error;
    show("failed");
  };
  box.addEventListener("submit", (event) => {
    if (event.target.dataset.end) return;
    event.preventDefault();
    const button = event.submitter;
    button.disabled = true;
    add().catch(() => show("failed")).finally(() => { button.disabled = false; });
  });
})();
