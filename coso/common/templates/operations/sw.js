/* Keeps the pages without network, and sends what is not sent when the browser wakes it. It never touches the phone's store of operations when it changes. */
"use strict";
importScripts({% for one in needs %}"{{ one|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %});
const CACHE = "coso-pages-{{ version }}";
const KEPT = [{% for one in kept %}"{{ one|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGE = "{{ page|escapejs }}";

self.addEventListener("install", (event) => {
  const asked = KEPT.map((address) => new Request(address, { cache: address === PAGE ? "reload" : "default", credentials: "same-origin" }));  // the names of the others tell what is in them: what the browser has is not fetched twice
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("coso-pages-") && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  const kept = (wanted) => caches.open(CACHE).then((cache) => cache.match(wanted));
  const to_page = event.request.mode === "navigate";
  if (to_page && !pathname.startsWith(PAGE)) {
    event.respondWith(fetch(event.request).catch((problem) => kept(PAGE).then((page) => page ?? Promise.reject(problem))));  // whoever opens Coso without network finds what lies on the phone
    return;
  }
  const wanted = to_page ? PAGE : pathname;
  if (KEPT.includes(wanted)) event.respondWith(kept(wanted).then((found) => found ?? fetch(event.request)));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "coso-outbox") event.waitUntil(Outbox.send().then((outcome) => { if (outcome === "no_network" || outcome === "later") throw new Error(outcome); }));
});

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data?.json() ?? {}; } catch { /* shown without words */ }
  event.waitUntil(self.registration.showNotification(told.title || "Coso", { body: told.text, tag: told.key, data: { href: told.href } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.href || "/", location.origin);
  if (wanted.origin !== location.origin) return;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((windows) => {
    const open = windows.find((one) => "navigate" in one);
    return open ? open.navigate(wanted.href).then((one) => one?.focus()) : self.clients.openWindow(wanted.href);
  }));
});
