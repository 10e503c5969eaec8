/* A meeting held on a phone without network: drawn from its pack, every tap kept at once and sent when there is network. */
(() => {
  "use strict";
  const VERSION = 1;
  const LONGEST = 20_000;
  const TYPED = 600;  // milliseconds after the last key until a draft is kept
  const MINUTE = 60_000;

  // --- elements ---

  const h = (tag, told = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(told)) {
      if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
      else made[name] = value;
      if (name === "value" && (tag === "input" || tag === "textarea")) made.defaultValue = value;  // what differs from it was typed
    }
    made.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
    return made;
  };
  const fill = (text, told) => text.replace(/{(\w+)}/g, (_, name) => told[name]);
  const field = (label, input) => h("div", { className: "field" }, h("label", { for: input.id, textContent: label }), input);
  const card = (title, hint, ...inside) => h("section", { className: "card" }, title && h("div", { className: "card-header" }, h("h2", { className: "card-title", textContent: title }), hint && h("span", { className: "card-subtitle muted", textContent: hint })), inside);
  const body = (...inside) => h("div", { className: "card-body" }, inside);
  const muted = (text) => h("p", { className: "small muted", textContent: text });
  const shown = (number) => Number(number).toLocaleString("vi-VN", { maximumFractionDigits: 1 });

  const show = (place, first, name) => {
    let pack = first;
    let step = pack.state === "open" ? "roll" : pack.state === "closed" ? "end" : "opening";
    const { words } = pack;
    const opened = new Set();  // what is unfolded stays so when the page is drawn anew

    const copied = (change) => (before) => { const next = structuredClone(before); change(next); return next; };
    /* Keeps an act and says whether it was kept. What was typed for it is let go only then; a quiet one leaves the page as it stands. */
    const tap = async (kind, payload, said, change, { form, quiet } = {}) => {
      const kept = await Outbox.tap({ kind: `meeting.${kind}`, version: VERSION, subject: name, payload: { meeting: pack.meeting, ...payload }, said, pack: name, change: copied(change) })
        .catch((problem) => { if (!(problem instanceof Outbox.Full)) throw problem; });  // the alarm is shown by the page
      if (!kept) return false;
      pack = kept;
      form?.reset();
      if (!quiet) draw();
      return true;
    };
    const among = (next, id) => next.people.find((one) => one.id === id);
    const is_here = (one) => pack.here.includes(one.presence);
    const is_marked = (one) => one.presence !== "cleared";
    const begun = () => pack.state === "open" || pack.state === "closed";
    const voters_here = () => pack.people.filter((one) => one.votes && is_here(one)).length;

    // --- what is typed: a draft from the first pause on, an entry once the field is left or the page goes ---

    let typing;
    const unsaved = new Map();  // id of the field -> what stands in it and how it is entered
    const keep_drafts = () => Outbox.change_pack(name, copied((next) => { next.drafts = Object.fromEntries([...unsaved].map(([id, { value }]) => [id, value])); }));
    const enter_all = async () => {
      clearTimeout(typing);
      for (const [id, typed] of [...unsaved]) {
        unsaved.delete(id);
        const kept = await typed.enter(typed.value);
        if (!kept && !unsaved.has(id)) unsaved.set(id, typed);  // the phone is full: it stays to be entered
      }
    };
    const text = (id, label, value, enter, rows) => {
      const area = h("textarea", { id, className: "form-control", rows, value, maxLength: LONGEST });
      const told = h("p", { className: "small muted m-0", role: "status" });
      area.oninput = () => {
        unsaved.set(id, { value: area.value, enter });
        told.textContent = words.typing;
        clearTimeout(typing);
        typing = setTimeout(keep_drafts, TYPED);
      };
      area.onchange = () => enter_all().then(() => { if (!unsaved.has(id)) told.textContent = words.kept; });
      return h("div", { className: "field" }, h("label", { for: id, textContent: label }), area, told);
    };
    const enter_item = (id) => async (value) => {
      const item = pack.items.find((one) => one.id === id);
      if (value.trim() === item.minutes) return true;
      return tap("text", { item: id, text: value, before: item.minutes }, `${item.title}: ${value}`, (next) => {
        next.items.find((one) => one.id === id).minutes = value.trim();
        delete next.drafts?.[`item-${id}`];
      }, { quiet: true });
    };
    const enter_conclusion = async (value) => {
      if (value.trim() === pack.conclusion) return true;
      return tap("conclude", { text: value, before: pack.conclusion }, `${words.conclusion}: ${value}`, (next) => { next.conclusion = value.trim(); delete next.drafts?.conclusion; }, { quiet: true });
    };
    const enter_left = async () => {  // the browser was killed while somebody typed
      for (const [id, value] of Object.entries(pack.drafts ?? {})) {
        const item = pack.items.find((one) => id === `item-${one.id}`);
        if (id === "conclusion") await enter_conclusion(value);
        else if (item) await enter_item(item.id)(value);
      }
    };

    // --- the steps ---

    const opening = () => {
      if (begun()) return [];
      const people = (id) => h("select", { id, className: "form-select", required: true }, h("option", { value: "", textContent: "–" }), pack.people.filter((one) => one.chairs).map((one) => h("option", { value: one.id, textContent: one.name, selected: one.id === pack[id] })));
      const guests = h("textarea", { id: "guests", className: "form-control", rows: 2, value: pack.guests, maxLength: 2000 });
      const form = h("form", {}, field(words.chair, people("chair")), field(words.secretary, people("secretary")), field(words.guests, guests), muted(words.guests_help), h("div", { className: "form-acts" }, h("button", { className: "btn btn-primary", textContent: words.open })));
      form.onsubmit = (event) => {
        event.preventDefault();
        const [chair, secretary] = [Number(form.chair.value), Number(form.secretary.value)];
        step = "roll";
        tap("open", { chair, secretary, guests: guests.value }, `${words.open}: ${among(pack, chair).name}`, (next) => Object.assign(next, { state: "open", chair, secretary, guests: guests.value, opened_at: new Date().toISOString() }));
      };
      return [card("", "", body(form))];
    };

    const mark = (one, presence, reason) => tap("mark", { member: one.id, presence, reason }, `${one.name}: ${pack.buttons.find(([key]) => key === presence)?.[1] ?? words.cleared}`, (next) => Object.assign(among(next, one.id), { presence, reason }));
    const reasons = (one) => {
      const why = h("input", { id: `reason-${one.id}`, className: "form-control", value: one.reason || one.excuse, maxLength: 300 });
      const key = `why-${one.id}`;
      return h("details", { className: "roll-more", open: opened.has(key), ontoggle: (event) => opened[event.target.open ? "add" : "delete"](key) }, h("summary", { id: key, textContent: words.more_of }), field(words.reason, why), h("div", { className: "form-acts" },
        h("button", { className: "btn", textContent: words.with_this, onclick: () => { opened.delete(key); mark(one, "absent_with_reason", why.value); } }), h("button", { className: "btn", textContent: words.clear, onclick: () => { opened.delete(key); mark(one, "cleared", ""); } })));
    };
    const person = (one) => h("li", { className: `roll-person ${one.presence}` },
      h("div", { className: "roll-name" }, h("span", { className: "what", textContent: one.name }), one.said.flatMap((said) => [" ", h("span", { className: "state", textContent: said })]),
        one.answer && !is_marked(one) && h("span", { className: "why", textContent: `${words.answered}: ${one.answer}` }), one.presence === "absent_with_reason" && one.reason && h("span", { className: "why", textContent: one.reason })),
      h("div", { className: "roll-buttons", role: "group", "aria-label": one.name }, pack.buttons.map(([key, label]) => h("button", { id: `mark-${one.id}-${key}`, className: key, "aria-pressed": String(one.presence === key), textContent: label, onclick: () => mark(one, key, key === "absent_with_reason" ? one.reason || one.excuse : "") }))),
      is_marked(one) && reasons(one));
    const roll = () => {
      const left = pack.people.filter((one) => one.expected && !is_marked(one)).map((one) => one.id);
      const rest = () => tap("rest", { members: left }, `${words.rest} (${left.length})`, (next) => left.forEach((id) => Object.assign(among(next, id), { presence: "present", reason: "" })));
      return [card("", "", h("ul", { className: "roll" }, pack.people.map(person))), left.length > 0 && h("p", { className: "meeting-next" }, h("button", { id: "rest", className: "btn", textContent: words.rest, onclick: rest }))];
    };

    const speak = (one, number) => tap("opinion", { member: one.id, back: number < 0 }, `${one.name}: ${number > 0 ? "+" : "−"}1`, (next) => { among(next, one.id).opinions += number; });
    const speaker = (one) => h("li", { className: "speaker" }, h("span", { className: "what", textContent: one.name }), h("span", { className: "speaker-count", textContent: one.opinions }),
      h("button", { id: `more-${one.id}`, className: "btn", textContent: "+1", "aria-label": `+1: ${fill(words.one_more, one)}`, onclick: () => speak(one, 1) }), one.opinions > 0 && h("button", { id: `less-${one.id}`, className: "btn", textContent: "−1", "aria-label": `−1: ${fill(words.one_less, one)}`, onclick: () => speak(one, -1) }));
    const agenda = () => {
      const here = pack.people.filter(is_here);
      const in_turn = pack.items.find((one) => !one.minutes);
      const folded = (key, first, ...inside) => h("details", { open: opened.has(key) || first, ontoggle: (event) => opened[event.target.open ? "add" : "delete"](key) }, inside);
      const heading = (one, at) => `${at + 1}. ${one.title}`;
      const item = (one, at) => h("li", {}, begun() ? folded(`item-${one.id}`, one === in_turn, h("summary", {}, heading(one, at), one.minutes && h("span", { className: "state good", textContent: words.written })), text(`item-${one.id}`, words.minutes, pack.drafts?.[`item-${one.id}`] ?? one.minutes, enter_item(one.id), 3)) : h("p", { textContent: heading(one, at) }));
      return [
        pack.before && card(words.before, "", body(h("details", { className: "more" }, h("summary", { textContent: pack.before.title }), h("p", { className: "lines", textContent: pack.before.text })))),
        card(words.agenda, "", h("ol", { className: "agenda-run" }, pack.items.map(item))),
        begun() && card(words.spoke, words.spoke_hint, here.length ? h("ul", { className: "speakers" }, here.map(speaker)) : body(muted(words.call_first))),
      ];
    };

    const task = (one) => h("li", {}, h("span", { textContent: one.title }), h("span", { className: "muted", textContent: [one.who || "–", fill(words.due_on, { day: one.due }), one.said].filter(Boolean).join(" · ") }), one.late ? h("span", { className: "state bad", textContent: words.late }) : one.state && h("span", { className: "state", textContent: one.state }));
    const tasks = () => {
      const leading = h("select", { id: "leading", className: "form-select", required: true }, h("option", { value: "", textContent: "–" }), pack.people.filter((one) => !one.guest).map((one) => h("option", { value: one.id, textContent: one.name })));
      const form = h("form", {}, field(words.what, h("input", { id: "what", className: "form-control", maxLength: 300, required: true })), muted(words.what_help), field(words.leading, leading), field(words.due, h("input", { id: "due", className: "form-control", type: "date", required: true })), h("div", { className: "form-acts" }, h("button", { className: "btn btn-primary", textContent: words.give_it })));
      form.onsubmit = (event) => {
        event.preventDefault();
        const told = { title: form.what.value, leading: Number(form.leading.value), due: form.due.value };
        const shown_as = { title: told.title, who: among(pack, told.leading).name, due: told.due.split("-").reverse().join("/") };
        tap("task", told, `${shown_as.title} – ${shown_as.who}, ${fill(words.due_on, { day: shown_as.due })}`, (next) => { next.given.push(shown_as); }, { form });
      };
      return [
        card(words.looked, "", body(pack.looked.length ? h("ul", { className: "plain-list" }, pack.looked.map(task)) : muted(words.no_tasks))),
        pack.given.length > 0 && card(words.given, "", body(h("ul", { className: "plain-list" }, pack.given.map(task)))),
        begun() && card(words.give, "", body(form)),
      ];
    };

    const vote_line = (one) => h("li", {}, h("span", { textContent: one.question }), h("span", { className: "muted", textContent: `${fill(words.counted, { for: one.in_favour, against: one.against, abstained: one.abstained })} – ${one.adopted ? words.adopted : words.not_adopted}` }));
    const votes = () => {
      const number = (id, value) => field(words[id], h("input", { id, className: "form-control", type: "number", min: 0, max: 9999, inputMode: "numeric", value, required: true }));
      const problem = h("p", { className: "text-bad", role: "alert" });
      const choice = (value, label) => h("label", { className: "form-check" }, h("input", { type: "radio", name: "adopted", value, className: "form-check-input", required: true }), h("span", { className: "form-check-label", textContent: label }));
      const form = h("form", {},
        field(words.about, h("select", { id: "about", className: "form-select" }, pack.abouts.map(([value, label]) => h("option", { value, textContent: label, selected: value === "resolution" })))),
        field(words.question, h("input", { id: "question", className: "form-control", maxLength: 300, required: true, value: pack.votes.length ? "" : pack.question })),
        number("in_favour", ""), number("against", 0), number("abstained", 0), h("fieldset", { className: "field" }, h("legend", { textContent: words.declared }), choice("yes", words.adopted), choice("no", words.not_adopted)), problem, h("div", { className: "form-acts" }, h("button", { className: "btn btn-primary", textContent: words.record })));
      form.onsubmit = (event) => {
        event.preventDefault();
        const told = { about: form.about.value, question: form.question.value, in_favour: Number(form.in_favour.value), against: Number(form.against.value), abstained: Number(form.abstained.value), adopted: form.adopted.value === "yes" };
        const sum = told.in_favour + told.against + told.abstained;
        if (sum > voters_here()) { problem.textContent = fill(words.too_many, { told: sum, here: voters_here() }); return; }
        tap("vote", told, `${told.question}: ${fill(words.counted, { for: told.in_favour, against: told.against, abstained: told.abstained })}`, (next) => { next.votes.push(told); }, { form });
      };
      return [
        card("", "", body(h("p", { className: "m-0" }, h("strong", { textContent: fill(words.voters, { here: voters_here() }) })), muted(words.no_vote))),
        pack.votes.length > 0 && card(words.so_far_votes, "", body(h("ul", { className: "plain-list" }, pack.votes.map(vote_line)))),
        card(words.hands, "", body(form)),
      ];
    };

    const score = () => {
      const sum = h("output", {});
      const problem = h("p", { className: "text-bad", role: "alert" });
      const line = ({ key, title, most, fact, steps }, at) => h("li", {},
        h("div", { className: "score-line" }, h("label", { for: `points-${at}`, textContent: title }), h("span", { className: "score-points" }, h("input", { id: `points-${at}`, className: "form-control", type: "number", min: 0, max: most, step: 0.5, inputMode: "decimal", value: pack.points[key] ?? "", oninput: add }), h("span", { textContent: `/ ${shown(most)}` }))),
        fact && h("p", { className: "help" }, h("strong", { textContent: fact })),
        steps && h("p", { className: "help", textContent: `${words.steps}: ${steps}` }),
        h("details", { open: Boolean(pack.remedies[key]) }, h("summary", { textContent: words.remedy }), h("input", { id: `remedies-${at}`, className: "form-control", maxLength: 500, value: pack.remedies[key] ?? "", "aria-label": `${words.remedy}: ${title}` })));
      const value = (kind, at) => form.querySelector(`#${kind}-${at}`).value;
      const add = () => { sum.textContent = shown(pack.frame.reduce((total, _one, at) => total + Number(value("points", at)), 0)); };
      const form = h("form", { noValidate: true });
      form.append(h("ol", { className: "score" }, pack.frame.map(line)), h("p", { className: "sum-bar" }, `${words.together} `, sum), problem, h("div", { className: "form-acts" }, h("button", { className: "btn btn-primary", textContent: words.keep_score })));
      form.onsubmit = (event) => {
        event.preventDefault();
        const given = (kind) => Object.fromEntries(pack.frame.map(({ key }, at) => [key, value(kind, at)]));
        const [points, remedies] = [given("points"), given("remedies")];
        if (pack.frame.some(({ key, most }) => points[key] === "" || Number(points[key]) < 0 || Number(points[key]) > Number(most))) { problem.textContent = words.too_high; return; }
        tap("score", { points, remedies }, `${words.score}: ${sum.textContent}`, (next) => Object.assign(next, { points, remedies }));
      };
      add();
      return [card("", "", body(form))];
    };

    const end = () => [
      card("", "", body(text("conclusion", words.conclusion, pack.drafts?.conclusion ?? pack.conclusion, enter_conclusion, 6))),
      pack.state === "open" ? h("p", { className: "meeting-next" }, h("button", { id: "close", className: "btn btn-primary", textContent: words.close, onclick: () => { if (confirm(words.sure)) tap("close", {}, words.close, (next) => Object.assign(next, { state: "closed", over: true, closed_at: new Date().toISOString() })); } })) : h("div", { className: "note good", role: "status", textContent: words.closed }),
    ];

    // --- the page ---

    const STEPS = { opening, roll, agenda, tasks, votes, ...(pack.frame.length ? { score } : {}), end };
    const clock = () => {
      if (!pack.opened_at) return words.not_open;
      const n = Math.max(0, Math.floor((Date.parse(pack.closed_at ?? new Date().toISOString()) - Date.parse(pack.opened_at)) / MINUTE));
      if (pack.closed_at) return fill(words.lasted, { n });
      const rule = pack.least && ` · ${n < pack.least ? fill(words.more, { n: pack.least - n, least: pack.least }) : fill(words.reached, pack)}`;
      return fill(words.so_far, { n }) + (rule || "");
    };
    const counts = () => {
      const expected = pack.people.filter((one) => one.expected);
      const number = (presence) => expected.filter((one) => one.presence === presence).length;
      const one = (kind, label, n) => h("div", { className: kind }, h("dt", { textContent: label }), h("dd", { textContent: n }));
      return h("dl", { className: "roll-counts" }, one("", words.expected, expected.length), one("good", words.present, expected.filter(is_here).length), one("", words.with_reason, number("absent_with_reason")), one("bad", words.no_reason, number("absent_without_reason")), one("warn", words.unmarked, number("cleared")));
    };
    const go = (to) => async () => { await enter_all(); step = to; draw(); scrollTo(0, 0); };
    /* What stands in a field and is not entered yet outlives a page drawn anew by a tap elsewhere. */
    const half_typed = () => [...place.querySelectorAll("input:not([type=radio]), textarea")].filter((one) => one.id && one.value !== one.defaultValue).map((one) => [one.id, one.value]);
    const draw = () => {
      const steps = Object.keys(STEPS).filter((one) => (begun() ? one !== "opening" : ["opening", "roll", "agenda", "tasks"].includes(one)));
      if (!steps.includes(step)) [step] = steps;
      const [at, focus] = [scrollY, document.activeElement?.id];
      const typed = half_typed();
      place.replaceChildren(
        h("p", {}, h("a", { href: "#", textContent: `‹ ${words.back}` })),
        h("h1", { textContent: pack.title }), h("p", { className: "lead", textContent: [pack.unit, pack.where, pack.place].filter(Boolean).join(" · ") }),
        h("nav", { className: "meeting-steps", "aria-label": words.parts }, h("ol", {}, steps.map((one) => h("li", {}, h("button", { id: `step-${one}`, className: "step", ...(one === step ? { "aria-current": "step" } : {}), textContent: words[one], onclick: go(one) }))))),
        h("div", { className: "meeting-bar" }, h("p", { className: "meeting-clock", textContent: clock() }), counts()),
        ...STEPS[step]().filter(Boolean),
      );
      for (const [id, value] of typed) {
        const now = document.getElementById(id);
        if (now) now.value = value;
      }
      scrollTo(0, at);
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    };
    const left = new AbortController();  // ends with this page what listens for it
    const ticking = setInterval(() => { place.querySelector(".meeting-clock")?.replaceChildren(clock()); }, MINUTE / 2);
    const gone = async () => {
      if (await Outbox.pack(name)) return;
      left.abort();
      place.replaceChildren(h("div", { className: "note good", role: "status", textContent: words.sent }), h("p", { className: "meeting-next" }, h("a", { className: "btn btn-primary", href: pack.address, textContent: words.see })), h("p", {}, h("a", { href: "#", textContent: words.back })));
    };
    Outbox.listeners.add(gone);
    left.signal.addEventListener("abort", () => { clearInterval(ticking); Outbox.listeners.delete(gone); });
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") enter_all(); }, { signal: left.signal });
    addEventListener("hashchange", async () => { left.abort(); await enter_all(); }, { signal: left.signal });
    draw();
    return enter_left();
  };

  Outbox.shows ??= {};
  Outbox.shows.meeting = show;
})();
