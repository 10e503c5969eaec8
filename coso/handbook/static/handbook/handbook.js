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

  Outbox.shows ??= {};
  Outbox.shows.handbook = (place, pack) => {
    const back = made("p", {});
    back.append(made("a", { href: "#", textContent: pack.back }));
    place.replaceChildren(made("h1", { textContent: pack.title }), made("p", { className: "muted", textContent: pack.kept }), ...pack.sections.map(card), back);
  };

  const found = document.getElementById("handbook-pack");
  const badge = document.getElementById("unsent");
  if (!found || !badge?.dataset.user) return;
  const keep = async () => {
    await Outbox.signed_in({ user: badge.dataset.user, name: badge.dataset.name });  // another person's packs go before this one comes
    const pack = JSON.parse(found.textContent);
    await Outbox.keep_pack(pack.name, pack);
    document.getElementById("kept").hidden = false;
  };
  keep().catch((problem) => { if (!(problem instanceof Outbox.Full)) throw problem; });
})();
