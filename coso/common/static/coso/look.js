/* Colours and letter size of pages that no session draws: those for everybody, and the one without network. Kept in this browser only; nothing is sent. */
(() => {
  "use strict";
  const KEY = "coso_look";
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; } };
  const keep = (look) => { try { localStorage.setItem(KEY, look); } catch { /* this page shows it all the same */ } };
  const draw = (look) => {
    const [, theme, size] = look.match(/^(light|dark|contrast)-([123])$/) ?? [];
    if (!theme) return;
    Object.assign(root.dataset, { look: theme, bsTheme: theme === "dark" ? "dark" : "light", size });
  };
  draw(read());

  addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-own-look]");
    if (!box) return;
    const press = () => box.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String([root.dataset.look, root.dataset.size].includes(one.value))));
    box.addEventListener("click", ({ target }) => {
      if (target.name !== "theme" && target.name !== "size") return;
      const look = { theme: root.dataset.look, size: root.dataset.size, [target.name]: target.value };
      keep(`${look.theme}-${look.size}`);
      draw(`${look.theme}-${look.size}`);
      press();
    });
    press();
    box.hidden = false;
  });
})();
