/* What was done on this phone and is not yet with the server. Used by pages and by the service worker; needs `idb`.

   A tap is one transaction of the phone's store: the operation and what the person sees, before any network call. It
   leaves the store only after the server's receipt for it. All contents lie there sealed (see docs/adr/0031). */
(() => {
  "use strict";
  const EXCHANGE = "/dong-bo/";
  const MOST_SENT = 50;
  const MOST_LETTERS = 700_000;
  const FIRST_WAIT = 2_000;
  const LONGEST_WAIT = 15 * 60_000;
  const FORGETS = new Set(["applied", "kept", "set_aside"]);
  const FORMAT = "coso-outbox";
  const STRICT = { durability: "strict" };
  const heard = "BroadcastChannel" in self ? new BroadcastChannel("coso-outbox") : null;

  class Full extends Error {}
  class Unsafe extends Error {}

  // --- the store ---

  let opened;
  const store = () => {
    opened ??= idb.openDB("coso", 1, {
      upgrade(db) {
        db.createObjectStore("operations", { keyPath: "order", autoIncrement: true }).createIndex("id", "id", { unique: true });
        db.createObjectStore("packs");
        db.createObjectStore("notices");
        db.createObjectStore("settings");
      },
      blocking() { opened.then((db) => db.close()); opened = undefined; },
      terminated() { opened = undefined; },
    }).catch((problem) => { opened = undefined; throw problem; });
    return opened;
  };

  // A key that scripts can use and nobody can read out. It goes with `wipe`.
  const key = async () => {
    if (!self.crypto?.subtle) throw new Unsafe();
    const db = await store();
    const found = await db.get("settings", "key");
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const change = db.transaction("settings", "readwrite", STRICT);
    const first = await change.store.get("key");  // another tab was a moment faster
    if (!first) await change.store.put(made, "key");
    await change.done;
    return first ?? made;
  };
  const seal = async (name, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) }, await key(), plain);
    return { iv, data };
  };
  const unseal = async (name, { iv, data }) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) }, await key(), data);
    return JSON.parse(new TextDecoder().decode(plain));
  };
  const noted = (problem) => {
    if (problem?.name === "QuotaExceededError" || problem?.inner?.name === "QuotaExceededError") {
      tell({ full: true });
      return new Full();
    }
    return problem;
  };
  const device = async () => {
    const db = await store();
    const change = db.transaction("settings", "readwrite", STRICT);
    const found = await change.store.get("device") ?? crypto.randomUUID();
    await change.store.put(found, "device");
    await change.done;
    return found;
  };

  // --- whose phone, and news for every page ---

  const tell = (news) => {
    heard?.postMessage(news);
    listeners.forEach((listen) => listen(news));
  };
  const listeners = new Set();
  if (heard) heard.onmessage = ({ data }) => listeners.forEach((listen) => listen(data));

  const recall = async (name) => (await store()).get("settings", name);

  /* Who is signed in. Another person's packs go; what another person has not sent stays until it is sent or handed over. */
  const signed_in = async ({ user, name }) => {
    const db = await store();
    const before = await db.get("settings", "user");
    if (before?.user === user && before?.name === name) return;
    const change = db.transaction(["settings", "packs", "notices"], "readwrite", STRICT);
    change.objectStore("settings").put({ user, name }, "user");
    if (before && before.user !== user) ["packs", "notices"].forEach((one) => change.objectStore(one).clear());
    await change.done;
  };

  // --- a tap ---

  const alone = (name, work) => (self.navigator.locks ? navigator.locks.request(name, work) : work());

  /* said: the tap in words, for the list of what is not sent. pack, change: the name of the pack the page is drawn from, and
     what the tap makes of it; the changed pack and the operation are kept in one transaction. Answers the changed pack; undefined
     where it is gone meanwhile, the operation being kept all the same. */
  const tap = ({ kind, version, subject = "", payload, said = "", pack: name, change: changed }) => alone("coso-outbox-tap", async () => {
    const author = (await recall("user"))?.user;
    if (!author) throw new Error("nobody has signed in on this phone");
    const told = { id: crypto.randomUUID(), author, kind, version, subject, payload, claimed_at: new Date().toISOString() };
    const sealed = await seal(told.id, { told, said });
    const before = name && await pack(name);
    const now_shown = before && changed(before);
    const pack_sealed = now_shown && await seal(name, now_shown);
    try {
      const change = (await store()).transaction(["operations", "packs"], "readwrite", STRICT);
      await Promise.all([
        change.objectStore("operations").add({ id: told.id, state: "waiting", sealed }),
        now_shown && change.objectStore("packs").put(pack_sealed, name),
        change.done,
      ]);
    } catch (problem) {
      throw noted(problem);
    }
    tell({ changed: true });
    now();
    return now_shown;
  });

  const all = async () => {
    const rows = await (await store()).getAll("operations");
    return Promise.all(rows.map(async ({ order, id, state, sentence, sealed }) => ({ order, id, state, sentence, ...await unseal(id, sealed) })));
  };
  const count = async () => {
    const rows = await (await store()).getAll("operations");
    const waiting = rows.filter((row) => row.state === "waiting").length;
    return { waiting, refused: rows.length - waiting };
  };

  // --- to the server ---

  const ask = async (told) => {
    const answer = await fetch(EXCHANGE, { redirect: "manual", cache: "no-store", credentials: "same-origin", ...told });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw Object.assign(new Error("signed out"), { signed_out: true });
    return answer;
  };
  const handshake = async () => {
    const asked_at = Date.now();
    const answer = await ask({ headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`handshake ${answer.status}`);
    const told = await answer.json();
    const skew = Math.round((asked_at + Date.now()) / 2 - Date.parse(told.now));
    await signed_in(told);
    return { ...told, skew };
  };

  const portion = (rows, most) => {
    const chosen = [];
    let letters = 0;
    for (const row of rows) {
      letters += JSON.stringify(row.told).length;
      if (chosen.length === most || (chosen.length && letters > MOST_LETTERS)) break;
      chosen.push(row);
    }
    return chosen;
  };

  const post = async (rows, csrf) => ask({
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ device: await device(), sent_at: new Date().toISOString(), operations: rows.map((row) => row.told) }),
  });

  // What the server holds goes from here; what it refuses stays, with its sentence.
  const hear = async (rows, receipts) => {
    const by_id = new Map(receipts.map((receipt) => [receipt.id, receipt]));
    const notices = [];
    for (const row of rows) {
      const receipt = by_id.get(row.id);
      if (receipt && (receipt.outcome === "kept" || receipt.outcome === "set_aside")) notices.push([row.id, await seal(row.id, { said: row.said, sentence: receipt.sentence, outcome: receipt.outcome, at: Date.now() })]);
    }
    const change = (await store()).transaction(["operations", "notices"], "readwrite", STRICT);
    let left = 0;
    for (const row of rows) {
      const receipt = by_id.get(row.id);
      if (!receipt || receipt.outcome === "later") continue;
      left += 1;
      const stored = await change.objectStore("operations").get(row.order);
      if (!stored) continue;
      if (FORGETS.has(receipt.outcome)) change.objectStore("operations").delete(row.order);
      else change.objectStore("operations").put({ ...stored, state: "refused", sentence: receipt.sentence });
    }
    notices.forEach(([id, sealed]) => change.objectStore("notices").put(sealed, id));
    await change.done;
    return left;
  };

  /* One sender at a time, over all tabs and the service worker. Answers what holds it up, or "done". */
  const send = () => {
    const work = () => sending().catch((problem) => (problem.signed_out ? "signed_out" : "no_network"));
    const told = self.navigator.locks ? navigator.locks.request("coso-outbox-send", { ifAvailable: true }, (lock) => (lock ? work() : "busy")) : work();
    return Promise.resolve(told).then((outcome) => {
      if (outcome !== "busy") tell({ changed: true, outcome });
      if (outcome === "no_network" || outcome === "later") later();
      else if (outcome === "done") wait = FIRST_WAIT;
      return outcome;
    });
  };
  const sending = async () => {
    const leaving = await recall("leaving");
    if (leaving !== undefined && await end_session(leaving)) return "left";
    if (!(await count()).waiting) { await drop_over(); return "done"; }
    const hello = await handshake();
    let most = MOST_SENT;
    for (;;) {
      const rows = (await all()).filter((row) => row.state === "waiting");
      const mine = rows.filter((row) => row.told.author === hello.user || row.handed_in);
      if (!mine.length) {
        await drop_over();
        return rows.length ? "of_others" : "done";
      }
      const chosen = portion(mine, most);
      const answer = await post(chosen, hello.csrf);
      if (answer.status === 400 || answer.status === 413) {
        const { error } = await answer.json();
        if (chosen.length > 1) { most = Math.ceil(chosen.length / 2); continue; }
        await hear(chosen, [{ id: chosen[0].id, outcome: "refused", sentence: error }]);
        continue;
      }
      if (!answer.ok) return "later";
      if (!await hear(chosen, (await answer.json()).receipts)) return "later";
      tell({ changed: true });
    }
  };

  /* Signed out where there is no network: nothing stays here, and the server ends the session once it can be reached, before anything
     else is sent. since: when the session began, so that one begun later is left alone. */
  const leave = async (since) => {
    await wipe();
    await (await store()).put("settings", since, "leaving");
    later();
  };
  const end_session = async (since) => {
    const told = await ask({ headers: { Accept: "application/json" } }).then((answer) => answer.json(), (problem) => { if (problem.signed_out) return {}; throw problem; });
    const same = told.since === since;
    if (same) {
      const answer = await fetch("/accounts/logout/", { method: "POST", redirect: "manual", credentials: "same-origin", headers: { "X-CSRFToken": told.csrf } });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(`logout ${answer.status}`);
      await wipe();
    }
    await (await store()).delete("settings", "leaving");
    return same;
  };

  let wait = FIRST_WAIT;
  let timer;
  const later = () => {
    self.registration?.sync?.register("coso-outbox").catch(() => {});
    self.navigator.serviceWorker?.getRegistration("/ngoai-tuyen/").then((found) => found?.sync?.register("coso-outbox")).catch(() => {});
    if (typeof document === "undefined") return;
    clearTimeout(timer);
    timer = setTimeout(send, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const now = () => { wait = FIRST_WAIT; clearTimeout(timer); return send(); };

  // --- from phone to phone ---

  const digest = async (text) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /* What is not sent, as a file: readable by whoever holds it, whole or not at all. It stays on this phone too. */
  const give = async () => {
    const operations = (await all()).map(({ told, said }) => ({ told, said }));
    const text = JSON.stringify(operations);
    return JSON.stringify({ format: FORMAT, version: 1, device: await device(), digest: await digest(text), operations });
  };

  /* Take over another phone's file. This phone hands them in; whose taps they were stays in them. */
  const take = async (text) => {
    const { format, version, digest: said_digest, operations } = JSON.parse(text);
    if (format !== FORMAT || version !== 1 || await digest(JSON.stringify(operations)) !== said_digest) throw new Error("not such a file, or not whole");
    const sealed = await Promise.all(operations.map(async ({ told, said }) => ({ id: told.id, state: "waiting", sealed: await seal(told.id, { told, said, handed_in: true }) })));
    let taken = 0;
    try {
      const change = (await store()).transaction("operations", "readwrite", STRICT);
      for (const row of sealed) {
        if (await change.store.index("id").getKey(row.id)) continue;
        change.store.add(row);
        taken += 1;
      }
      await change.done;
    } catch (problem) {
      throw noted(problem);
    }
    tell({ changed: true });
    now();
    return { taken, known: operations.length - taken };
  };

  /* Take what another account left on this phone as handed in by who is signed in now. */
  const adopt = async () => {
    const rows = (await all()).filter((row) => row.state === "waiting");
    const user = (await recall("user"))?.user;
    for (const row of rows.filter(({ told }) => told.author !== user)) {
      const sealed = await seal(row.id, { told: row.told, said: row.said, handed_in: true });
      await (await store()).put("operations", { order: row.order, id: row.id, state: "waiting", sealed });
    }
    return now();
  };

  const forget = async (id) => {
    const change = (await store()).transaction(["operations", "notices"], "readwrite", STRICT);
    const order = await change.objectStore("operations").index("id").getKey(id);
    if (order !== undefined) change.objectStore("operations").delete(order);
    change.objectStore("notices").delete(id);
    await change.done;
    tell({ changed: true });
  };
  const notices = async () => {
    const db = await store();
    const ids = await db.getAllKeys("notices");
    return Promise.all(ids.map(async (id) => ({ id, ...await unseal(id, await db.get("notices", id)) })));
  };

  // --- what a page needs without network ---

  /* owner: whose it is, where it was fetched meanwhile; who has signed out by now leaves nothing here. */
  const keep_pack = async (name, pack, owner) => {
    const sealed = await seal(name, pack);
    try {
      const change = (await store()).transaction(["packs", "settings"], "readwrite");
      const user = owner && (await change.objectStore("settings").get("user"))?.user;
      if (user === owner) change.objectStore("packs").put(sealed, name);
      await change.done;
    } catch (problem) {
      throw noted(problem);
    }
    tell({ changed: true });
  };
  /* What the person sees changes, and nothing is to be sent: a draft. */
  const change_pack = (name, changed) => alone("coso-outbox-tap", async () => {
    const before = await pack(name);
    if (before) await keep_pack(name, changed(before));
  });

  /* The server's pack in the place of the one here, unless something done on this one is not sent yet. Answers whether it was taken. */
  const renew_pack = (name, fresh) => alone("coso-outbox-tap", async () => {
    if ((await all()).some(({ told }) => told.subject === name)) return false;
    const before = await pack(name);
    await keep_pack(name, before?.drafts ? { ...fresh, drafts: before.drafts } : fresh);
    return true;
  });
  const pack = async (name) => {
    const sealed = await (await store()).get("packs", name);
    return sealed && unseal(name, sealed);
  };
  const pack_names = async () => (await store()).getAllKeys("packs");
  /* A pack that says of itself that it is over goes once nothing done on it waits. */
  const drop_over = async () => {
    const waiting = new Set((await all()).map(({ told }) => told.subject));
    for (const name of await pack_names()) if (!waiting.has(name) && (await pack(name))?.over) await drop_pack(name);
  };
  const drop_pack = async (name) => { await (await store()).delete("packs", name); tell({ changed: true }); };

  /* Everything, and the key first: what may still lie on the disk afterwards cannot be read. */
  const wipe = async () => {
    const db = await store();
    const change = db.transaction([...db.objectStoreNames], "readwrite", STRICT);
    change.objectStore("settings").delete("key");
    change.objectStore("settings").delete("user");
    ["operations", "packs", "notices"].forEach((name) => change.objectStore(name).clear());
    await change.done;
    tell({ changed: true });
  };

  const persist = async () => Boolean(await self.navigator.storage?.persist?.());
  const safe = () => Boolean(self.isSecureContext && self.crypto?.subtle && self.indexedDB);

  self.Outbox = {
    Full, Unsafe, adopt, all, change_pack, count, drop_pack, forget, give, handshake, keep_pack, leave, listeners, notices, now, pack, pack_names, persist, recall, renew_pack, safe, send, signed_in, take, tap, wipe,
  };
})();
