/* Keeps what stands on Today on the phone, sealed, each time it is seen; and shows it on the page without network. */
(() => {
  "use strict";
  if (!self.Outbox?.safe()) return;

  const made = (name, told) => Object.assign(document.createElement(name), told);
  const line = ({ what, why }) => {
    const item = made("li", {});
    const words = made("div", {});
    words.append(made("span", { className: "what", textContent: what }));
    if (why) words.append(made("span", { className: "why", textContent: why }));
    item.append(words);
    return item;
  };
  const card = ({ title, lines }) => {
    const whole = made("section", { className: "card" });
    const head = made("div", { className: "card-header" });
    const list = made("ul", { className: "rows" });
    head.append(made("h2", { className: "card-title", textContent: title }));
    list.append(...lines.map(line));
    whole.append(head, list);
    return whole;
  };

  /* The next meeting's notice answered here: kept at once, sent when there is network. */
  const answering = (place, pack, name) => {
    const { words, told, ...of } = pack.answer;
    const form = made("form", { className: "card" });
    const body = made("div", { className: "card-body" });
    const reason = made("textarea", { id: "answer-reason", className: "form-control", rows: 2, maxLength: 300 });
    const send = async (reply, why) => {
      const change = (before) => {
        const next = structuredClone(before);
        next.answer = null;
        for (const { lines } of next.sections) for (const one of lines) if (one.own) one.why = `${words[reply]} – ${words.stored}`;
        return next;
      };
      const kept = await Outbox.tap({ ...of, payload: { ...told, reply, reason: why }, said: `${of.said}: ${words[reply]}`, pack: name, change }).catch((problem) => { if (!(problem instanceof Outbox.Full)) throw problem; });
      if (kept) show(place, kept, name);
    };
    const coming = made("button", { type: "button", className: "btn btn-primary answer-tap", textContent: words.coming, onclick: () => send("coming", "") });
    const no = made("details", { className: "answer-no" });
    reason.required = true;
    form.onsubmit = (event) => { event.preventDefault(); send("excused", reason.value); };
    no.append(made("summary", { className: "btn answer-tap", textContent: words.excused }), made("label", { htmlFor: reason.id, textContent: words.reason }), reason, made("button", { className: "btn answer-tap", textContent: words.send }));
    body.append(coming, no);
    form.append(body);
    return form;
  };
  const show = (place, pack, name) => {
    const back = made("p", {});
    back.append(made("a", { href: "/ngoai-tuyen/", textContent: pack.back }));
    place.replaceChildren(made("h1", { textContent: pack.title }), made("p", { className: "muted", textContent: pack.kept }), ...(pack.answer ? [answering(place, pack, name)] : []), ...pack.sections.map(card), back);
  };
  Outbox.shows ??= {};
  Outbox.shows.handbook = show;

  const found = document.getElementById("handbook-pack");
  const badge = document.getElementById("unsent");
  if (!found || !badge?.dataset.user) return;
  const keep = async () => {
    await Outbox.signed_in({ user: badge.dataset.user, name: badge.dataset.name });  // another person's packs go before this one comes
    const pack = JSON.parse(found.textContent);
    if ((await Outbox.all()).some(({ told }) => told.subject === pack.answer?.subject)) pack.answer = null;  // answered here, not sent yet
    await Outbox.keep_pack(pack.name, pack, badge.dataset.user);
    document.getElementById("kept").hidden = false;
  };
  keep().catch((problem) => { if (!(problem instanceof Outbox.Full)) throw problem; });
})();
