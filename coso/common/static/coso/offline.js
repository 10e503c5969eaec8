/* The page that opens without network: what is not sent, what waits for a person, handing over from phone to phone.
   Scripts of apps put what shows their packs into `Outbox.shows`: name of the pack's kind -> function(element, pack, name). */
(() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  const words = by("offline-words").dataset;
  const said = (text, n, all) => text.replace("{n}", n).replace("{all}", all);
  if (!Outbox.safe()) { by("unsafe").hidden = false; by("waiting").textContent = ""; return; }

  const line = (text, more, act) => {
    const item = document.createElement("li");
    const words_of = document.createElement("span");
    words_of.textContent = text;
    item.append(words_of);
    if (more) item.append(Object.assign(document.createElement("span"), { className: "muted", textContent: more }));
    if (act) item.append(act);
    return item;
  };
  const button = (text, act) => Object.assign(document.createElement("button"), { className: "btn btn-sm", textContent: text, onclick: act });
  const time = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

  const refresh = async () => {
    const rows = await Outbox.all();
    const waiting = rows.filter((row) => row.state === "waiting").length;
    by("waiting").textContent = rows.length ? said(words.waiting, rows.length) : words.none;
    by("send").hidden = !waiting || !by("sign-in").hidden;
    by("unsent-list").replaceChildren(...rows.map((row) => line(
      row.said || row.told.kind, row.sentence || time(row.told.claimed_at),
      row.state === "refused" && button(words.forget, () => { if (confirm(words.sure)) Outbox.forget(row.id); }),
    )));
    const notices = await Outbox.notices();
    by("notices").hidden = !notices.length;
    by("notices").querySelector("ul").replaceChildren(...notices.map((one) => line(one.said, one.sentence, button(words.seen, () => Outbox.forget(one.id)))));
    const packs = await Outbox.pack_names();
    by("packs").hidden = !packs.length;
    const links = await Promise.all(packs.map(async (name) => {
      const { title } = await Outbox.pack(name);
      return line(title, "", Object.assign(document.createElement("a"), { className: "btn btn-sm", href: `#${name}`, textContent: words.open }));
    }));
    by("packs").querySelector("ul").replaceChildren(...links);
  };
  const tell = async (outcome) => {
    if (outcome === undefined || outcome === "busy") return;
    by("outcome").textContent = words[await Outbox.recall("leaving") === undefined ? outcome : "leaving"];
    by("sign-in").hidden = outcome !== "signed_out";
    if (outcome === "signed_out") by("send").hidden = true;  // the way on is to sign in
    by("adopt").hidden = outcome !== "of_others";
  };
  Outbox.listeners.add((news) => { refresh(); tell(news.outcome); });
  by("send").onclick = async () => tell(await Outbox.now());
  by("adopt").onclick = async () => tell(await Outbox.adopt());

  // --- a file ---

  by("give").onclick = async () => {
    const file = new Blob([await Outbox.give()], { type: "application/json" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `coso-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  const take = async (text) => {
    try {
      const { taken, known } = await Outbox.take(text);
      by("taken").textContent = [said(words.taken, taken), known && said(words.known, known)].filter(Boolean).join(" ");
    } catch {
      by("taken").textContent = words.bad_file;
    }
  };
  Outbox.take_over = take;
  by("take").onchange = async (event) => {
    const [file] = event.target.files;
    if (file) await take(await file.text());
    event.target.value = "";
  };

  // --- a pack opened: the app's own script shows it ---

  const KIND = /^[^:]*/;
  const PATIENCE = 2_500;

  /* A pack may say where it comes from. With network it is fetched anew; one that may no longer be read goes. */
  const renew = async (name) => {
    const source = (await Outbox.pack(name))?.source;
    const answer = source && await fetch(source, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    if (!answer || (answer.type === "opaqueredirect")) return;
    if (answer.status === 403 || answer.status === 404) { await Outbox.drop_pack(name); return; }
    if (!answer.ok) return;
    await Outbox.renew_pack(name, await answer.json());
  };

  /* The pack to be shown in the place of the page that was asked for without network; for the first page the only one there is. */
  const of_address = async () => {
    const names = await Outbox.pack_names();
    if (location.pathname === "/" && names.length === 1) return names[0];
    for (const name of names) if ((await Outbox.pack(name)).at === location.pathname) return name;
    return "";
  };

  Outbox.shows ??= {};
  let opened;
  const asked_for = async () => decodeURIComponent(location.hash.slice(1)) || of_address();
  /* Once each: drawn a second time, a page would take away the fields somebody types in. */
  const open = async () => {
    const name = await asked_for();
    if (name === opened) return;
    opened = name;
    const show = Outbox.shows[name.match(KIND)[0]];
    if (show) await renew(name);
    const pack = show && await Outbox.pack(name);
    by("pack").hidden = !pack;
    by("overview").hidden = Boolean(pack);
    if (pack) await show(by("pack"), pack, name);
  };
  addEventListener("hashchange", open);

  addEventListener("DOMContentLoaded", async () => {
    const at_once = !(await Outbox.pack(await asked_for()))?.source;  // what the server has would not change it
    if (at_once) await open();
    await refresh();
    await Promise.race([Outbox.now().then(tell), new Promise((done) => setTimeout(done, PATIENCE))]);
    await open();
    const promised = await Outbox.persist();
    by("persist").textContent = promised ? words.persisted : words.may_go;
  });
})();
