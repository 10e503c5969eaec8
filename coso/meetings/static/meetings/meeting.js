/* A meeting held on a phone without network: drawn from its pack, every tap kept at once and sent when there is network. */
(() => {
  "use strict";
  const VERSION = 1;
  const h = (tag, told = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), told);
    for (const [name, value] of Object.entries(told)) if (name.includes("-")) made.setAttribute(name, value);
    made.append(...inside.filter((one) => one !== null && one !== undefined && one !== false));
    return made;
  };
  const fill = (text, told) => text.replace(/{(\w+)}/g, (_, name) => told[name]);
  const labelled = (label, field) => h("div", { className: "field" }, h("label", { htmlFor: field.id, textContent: label }), field);

  const show = (place, first, name) => {
    let pack = first;
    let tab = pack.state === "open" ? "roll" : "end";
    if (pack.state !== "open" && pack.state !== "closed") tab = "open";
    const { words } = pack;

    const tap = async (kind, payload, said, change) => {
      try {
        pack = await Outbox.tap({ kind: `meeting.${kind}`, version: VERSION, subject: name, payload: { meeting: pack.meeting, ...payload }, said, pack: name, change: (before) => { const next = structuredClone(before); change(next); return next; } });
      } catch (problem) {
        if (!(problem instanceof Outbox.Full)) throw problem;
        return false;
      }
      draw();
      return true;
    };
    const of = (id) => pack.people.find((one) => one.id === id);
    const is_here = (one) => pack.here.includes(one.presence);
    const may_vote = (one) => one.official && one.place !== "elsewhere" && (one.place === "called" || is_here(one));
    const voters_here = () => pack.people.filter((one) => may_vote(one) && is_here(one)).length;

    // --- the parts of the page ---

    const opening = () => {
      const people = (id, label) => labelled(label, h("select", { id, className: "form-select", required: true }, h("option", { value: "", textContent: words.choose }), ...pack.people.map((one) => h("option", { value: one.id, textContent: one.name, selected: one.id === pack[id] }))));
      const form = h("form", {}, people("chair", words.chair), people("secretary", words.secretary), labelled(words.guests, h("textarea", { id: "guests", className: "form-control", rows: 2, value: pack.guests })), h("button", { className: "btn btn-primary", textContent: words.open }));
      form.onsubmit = (event) => {
        event.preventDefault();
        const [chair, secretary, guests] = [Number(form.chair.value), Number(form.secretary.value), form.guests.value];
        tab = "roll";
        tap("open", { chair, secretary, guests }, `${words.open}: ${of(chair).name}`, (next) => Object.assign(next, { state: "open", chair, secretary, guests, opened_at: new Date().toISOString() }));
      };
      return [form];
    };

    const mark = (one, presence, reason = "") => tap("mark", { member: one.id, presence, reason }, `${one.name}: ${pack.presences.find(([key]) => key === presence)[1]}`, (next) => Object.assign(next.people.find((other) => other.id === one.id), { presence, reason }));
    const line = (one) => {
      const acts = h("div", { className: "presence", role: "group", "aria-label": one.name }, ...pack.presences.map(([key, label]) => h("button", { className: "btn btn-sm", "aria-pressed": String(one.presence === key), textContent: label, onclick: () => mark(one, key) })));
      const reason = one.presence === "absent_with_reason" && h("input", { className: "form-control", value: one.reason, maxLength: 300, "aria-label": `${words.reason}: ${one.name}`, placeholder: words.reason, onchange: (event) => mark(one, one.presence, event.target.value) });
      const spoke = is_here(one) && pack.state === "open" && h("button", { className: "btn btn-sm", textContent: `${words.opinion}: ${one.opinions}`, onclick: () => tap("opinion", { member: one.id, back: false }, `${words.opinion}: ${one.name}`, (next) => { next.people.find((other) => other.id === one.id).opinions += 1; }) });
      return h("li", { className: "roll-line" }, h("strong", { textContent: one.name }), one.said && h("span", { className: "state", textContent: one.said }), acts, reason, spoke);
    };
    const rolls = () => {
      const expected = pack.people.filter((one) => one.place === "called");
      const left = expected.filter((one) => one.presence === "cleared");
      const rest = async () => { for (const one of left) await mark(of(one.id), "present"); };
      return [
        h("p", { className: "lead", role: "status", textContent: fill(words.count, { here: expected.filter(is_here).length, expected: expected.length, left: left.length }) }),
        h("ul", { className: "plain-list" }, ...pack.people.map(line)),
        left.length > 0 && h("button", { className: "btn", textContent: words.rest, onclick: rest }),
      ];
    };

    const text = (id, label, value, keep) => {
      const field = h("textarea", { id, className: "form-control", rows: 4, value, maxLength: 20_000 });
      const told = h("span", { className: "muted", role: "status" });
      field.onchange = async () => { if (await keep(field.value)) document.getElementById(id)?.after(Object.assign(told, { textContent: words.kept })); };
      return labelled(label, field);
    };
    const agenda = () => pack.items.map((item, at) => h("section", { className: "agenda-item" }, h("h2", { textContent: `${at + 1}. ${item.title}` }),
      text(`item-${item.id}`, words.minutes, item.minutes, (value) => tap("text", { item: item.id, text: value, before: item.minutes }, `${item.title}: ${value}`, (next) => { next.items.find((other) => other.id === item.id).minutes = value; }))));

    const votes = () => {
      const number = (id, label) => labelled(label, h("input", { id, className: "form-control", type: "number", min: 0, inputMode: "numeric", value: 0, required: true }));
      const problem = h("p", { className: "errorlist", role: "alert" });
      const form = h("form", {}, labelled(words.question, h("input", { id: "question", className: "form-control", maxLength: 300, required: true })),
        labelled(words.about, h("select", { id: "about", className: "form-select" }, ...pack.abouts.map(([value, label]) => h("option", { value, textContent: label })))),
        number("in_favour", words.in_favour), number("against", words.against), number("abstained", words.abstained),
        h("label", { className: "form-check" }, h("input", { id: "adopted", className: "form-check-input", type: "checkbox", checked: true }), h("span", { className: "form-check-label", textContent: words.adopted })), problem,
        h("button", { className: "btn btn-primary", textContent: words.record }));
      form.onsubmit = (event) => {
        event.preventDefault();
        const told = { about: form.about.value, question: form.question.value, in_favour: Number(form.in_favour.value), against: Number(form.against.value), abstained: Number(form.abstained.value), adopted: form.adopted.checked };
        if (told.in_favour + told.against + told.abstained > voters_here()) { problem.textContent = fill(words.too_many, { here: voters_here() }); return; }
        tap("vote", told, `${told.question}: ${told.in_favour} / ${told.against} / ${told.abstained}`, (next) => { next.votes.push(told); });
      };
      return [h("ul", { className: "plain-list" }, ...pack.votes.map((one) => h("li", {}, h("span", { textContent: one.question }), h("span", { className: "muted", textContent: `${one.in_favour} · ${one.against} · ${one.abstained} – ${one.adopted ? words.adopted : words.not_adopted}` })))), form];
    };

    const end = () => [
      text("conclusion", words.conclusion, pack.conclusion, (value) => tap("conclude", { text: value, before: pack.conclusion }, value, (next) => { next.conclusion = value; })),
      pack.state === "open" ? h("button", { className: "btn btn-primary", textContent: words.close, onclick: () => { if (confirm(words.sure)) tap("close", {}, words.close, (next) => { next.state = "closed"; }); } }) : h("div", { className: "note good", textContent: words.closed }),
    ];

    const PARTS = { open: opening, roll: rolls, agenda, votes, end };
    const draw = () => {
      const begun = pack.state === "open" || pack.state === "closed";
      const tabs = begun ? ["roll", "agenda", "votes", "end"] : ["open", "roll", "agenda"];
      const minutes = pack.opened_at && pack.state === "open" && fill(words.lasted, { n: Math.max(0, Math.floor((Date.now() - Date.parse(pack.opened_at)) / 60_000)) });
      const at = scrollY;
      place.replaceChildren(
        h("p", {}, h("a", { href: "#", textContent: `‹ ${words.back}` })),
        h("h1", { textContent: pack.title }), h("p", { className: "muted", textContent: [pack.unit, pack.where, pack.theme, minutes].filter(Boolean).join(" · ") }),
        h("nav", { className: "tabs-line" }, ...tabs.map((one) => h("button", { className: "btn btn-sm", "aria-pressed": String(one === tab), textContent: words[one], onclick: () => { tab = one; draw(); scrollTo(0, 0); } }))),
        ...PARTS[tab]().filter(Boolean),
      );
      scrollTo(0, at);
    };
    draw();
  };

  Outbox.shows ??= {};
  Outbox.shows.meeting = show;

  // A meeting that is closed and sent whole is no longer needed here.
  Outbox.listeners.add(async (news) => {
    if (news.outcome !== "done") return;
    for (const name of await Outbox.pack_names()) {
      if (name.startsWith("meeting:") && (await Outbox.pack(name))?.state === "closed") await Outbox.drop_pack(name);
    }
  });
})();
