/* On every page of who is signed in: how much is not sent yet, sending it, forms without network, and a clean sign-out. */
(() => {
  "use strict";
  const badge = document.getElementById("unsent");
  if (!badge || !self.Outbox?.safe()) return;
  const { dataset } = badge;
  const PING = 4_000;

  const said = (words, n) => words.replace("{n}", n);
  const refresh = async () => {
    const { waiting, refused } = await Outbox.count();
    badge.hidden = waiting + refused === 0;
    badge.textContent = said(refused ? dataset.refused : dataset.waiting, waiting + refused);
    badge.classList.toggle("bad", refused > 0);
  };
  const alarm = () => {
    const box = document.getElementById("outbox-full");
    if (box && !box.open) box.showModal();
  };
  Outbox.listeners.add((news) => {
    if (news.full) alarm();
    if (news.outcome === "left" && dataset.user) location.replace("/");  // the session that was left without network is over
    refresh();
  });

  if (dataset.user) {
    const { look, size } = document.documentElement.dataset;
    try { localStorage.setItem("coso_look", `${look}-${size}`); } catch { /* the page without network stays as it is */ }
  }

  const go = () => { if (document.visibilityState === "visible") Outbox.now(); };
  addEventListener("online", go);
  document.addEventListener("visibilitychange", go);
  if (dataset.user) Outbox.signed_in({ user: dataset.user, name: dataset.name }).then(refresh).then(go);
  else refresh();
  const worker = navigator.serviceWorker?.register("/ngoai-tuyen/sw.js", { scope: "/" }).catch(() => null);

  // --- taking along what a page needs without network: a button with the pack's address ---

  const at_work = async () => {
    const found = await worker;
    const starting = found && (found.installing ?? found.waiting);
    if (!starting || found.active) return;
    await new Promise((done) => starting.addEventListener("statechange", () => { if (starting.state === "activated") done(); }));
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-pack]");
    if (!button) return;
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.pack, { cache: "no-store" });
      const pack = await answer.json();
      await Outbox.renew_pack(pack.name, pack);  // not where something is unsent: that was done on the pack that lies here
      await at_work();
      location.assign(`/ngoai-tuyen/#${pack.name}`);
    } finally {
      button.disabled = false;
    }
  });

  // --- a form whose act may also be done without network ---

  const reachable = async () => {
    if (navigator.onLine === false) return false;
    try {
      const answer = await fetch("/dong-bo/", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PING) });
      return answer.ok || answer.type === "opaqueredirect";
    } catch {
      return false;
    }
  };
  const payload_of = (form, button) => {
    const told = JSON.parse(form.dataset.payload || "{}");
    if (button?.name) told[button.name] = button.value;
    for (const [name, value] of new FormData(form)) if (name !== "csrfmiddlewaretoken") told[name] = value;
    return told;
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-operation]");
    if (!form || event.defaultPrevented || form.dataset.reachable) return;
    event.preventDefault();
    const button = event.submitter;
    if (await reachable()) {
      form.dataset.reachable = "yes";  // the second time it goes its usual way, with the button that was pressed
      form.requestSubmit(button);
      return;
    }
    const { operation, version, subject, said: words } = form.dataset;
    try {
      await Outbox.tap({ kind: operation, version: Number(version), subject, payload: payload_of(form, button), said: words });
    } catch (problem) {
      if (!(problem instanceof Outbox.Full)) throw problem;
      return;
    }
    const note = document.createElement("div");
    note.className = "note good mb-3";
    note.setAttribute("role", "status");
    note.textContent = dataset.stored;
    form.replaceWith(note);
  });

  // --- sign-out: nothing stays behind, and nothing unsent goes unasked ---

  const told_no_more = async () => {  // the server ends it too; so the browser's own address is gone as well
    const found = await navigator.serviceWorker?.getRegistration("/");
    await (await found?.pushManager?.getSubscription())?.unsubscribe();
  };
  const leave = async (form) => {
    const here = await reachable();
    await (here ? Outbox.wipe() : Outbox.leave(Number(dataset.since)));
    await Promise.race([told_no_more().catch(() => null), new Promise((done) => setTimeout(done, PING))]);
    if (here) form.submit();
    else location.assign("/ngoai-tuyen/");
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest('form[action="/accounts/logout/"]');
    if (!form) return;
    event.preventDefault();
    await Promise.race([Outbox.now(), new Promise((done) => setTimeout(done, PING))]);
    const { waiting, refused } = await Outbox.count();
    const box = document.getElementById("outbox-leave");
    if (waiting + refused && box) {
      box.querySelector("[data-count]").textContent = said(dataset.waiting, waiting + refused);
      box.querySelector("[data-leave]").onclick = () => leave(form);
      box.showModal();
      return;
    }
    await leave(form);
  });
})();
