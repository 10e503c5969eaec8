/* The papers a member chose for this phone: fetched and kept sealed where they are marked, shown on the page without network. */
(() => {
  "use strict";
  if (!self.Outbox?.safe()) return;
  const NAME = "papers:mine";

  const made = (name, told) => Object.assign(document.createElement(name), told);
  const table = (rows) => {
    const whole = made("table", { className: "table" });
    rows.forEach((cells, number) => {
      const row = whole.insertRow();
      row.append(...cells.map((text) => made(number ? "td" : "th", { textContent: text })));
    });
    const scrolled = made("div", { className: "table-responsive", tabIndex: 0 });
    scrolled.append(whole);
    return scrolled;
  };
  const paper = ({ title, line, corrections, parts }, corrected) => {
    const whole = made("details", { className: "card kept-paper" });
    const words = made("div", { className: "card-body" });
    const head = made("summary", {});
    head.append(made("span", { className: "what", textContent: title }), made("span", { className: "why", textContent: line }));
    if (corrections.length) words.append(made("p", { className: "note warn", textContent: `${corrected}: ${corrections.join("; ")}` }));
    words.append(...parts.map((part) => (Array.isArray(part) ? table(part) : made("p", { textContent: part }))));
    whole.append(head, words);
    return whole;
  };
  const show = (place, pack) => {
    const back = made("p", {});
    back.append(made("a", { href: "#", textContent: pack.back }));
    const shown = pack.papers.length ? pack.papers.map((one) => paper(one, pack.corrected)) : [made("p", { textContent: pack.none })];
    place.replaceChildren(made("h1", { textContent: pack.title }), made("p", { className: "muted", textContent: pack.kept }), ...shown, back);
  };
  Outbox.shows ??= {};
  Outbox.shows.papers = show;

  /* Where a paper is marked: what lies here is made to agree, and without network stays as it is. */
  const place = document.getElementById("shelf");
  const badge = document.getElementById("unsent");
  if (!place || !badge?.dataset.user) return;
  const agrees = async () => {
    const here = await Outbox.pack(NAME);
    if (!place.dataset.paper) return !place.dataset.on && !here;
    return Boolean(here?.papers.some(({ key }) => String(key) === place.dataset.paper)) === Boolean(place.dataset.on);
  };
  const fetch_anew = async () => {
    await Outbox.signed_in({ user: badge.dataset.user, name: badge.dataset.name });  // another person's packs go before this one comes
    if (await agrees()) return;
    const answer = await fetch(place.dataset.source, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const pack = await answer.json();
    if (pack.papers.length) await Outbox.keep_pack(pack.name, pack, badge.dataset.user);
    else await Outbox.drop_pack(pack.name);
    place.dataset.kept = "1";
  };
  fetch_anew().catch((problem) => { if (!(problem instanceof Outbox.Full || problem instanceof TypeError)) throw problem; });
})();
