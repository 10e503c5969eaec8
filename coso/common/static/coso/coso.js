/* Small comforts; every page reads and works without this file. */
(() => {
  "use strict";
  const open = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent);
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    }
    if (event.key === "Escape") {
      open().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      const found = document.getElementById("found");
      if (found) found.replaceChildren();
    }
  });

  document.addEventListener("click", (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const found = document.getElementById("found");
    if (found && !event.target.closest(".search")) found.replaceChildren();
    if (event.target.closest("[data-print]")) window.print();
    const insert = event.target.closest("[data-insert]");
    if (insert) {
      const field = document.getElementById(insert.dataset.into);
      field.setRangeText(insert.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-send-on-change]")) event.target.form.requestSubmit();
  });

  // Shares typed into a table: their sum and what it is off by are told at once.
  document.addEventListener("input", (event) => {
    const form = event.target.matches("[data-adds]") && event.target.form;
    const sum = form && form.querySelector("[data-sum]");
    if (!sum) return;
    const whole = [...form.querySelectorAll("[data-adds]")].reduce((so_far, field) => so_far + Number(field.value), Number(sum.dataset.sum));
    const off = form.querySelector("[data-off]");
    const difference = whole - Number(off.dataset.off);
    const said = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
    sum.textContent = said(whole);
    off.textContent = (difference > 0 ? "+" : difference < 0 ? "−" : "") + said(Math.abs(difference));
  });

  // A form that came back: its first wrong field lies before the eyes, ready to be typed in; what is wrong with the whole is read out where it stands.
  const wrong = document.querySelector("main form .errorlist, main form > [role=alert]");
  if (wrong) {
    const field = wrong.closest(".field")?.querySelector("input, select, textarea") ?? Object.assign(wrong, { tabIndex: -1 });
    field.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }

  const say = (id) => {
    const words = document.getElementById(id);
    const notes = document.getElementById("notes");
    if (!words || !notes) return;
    const line = document.createElement("li");
    line.className = "error";
    line.textContent = words.textContent;
    notes.replaceChildren(line);
  };
  document.addEventListener("htmx:sendError", () => say("say-no-network"));
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.status === 403 ? "say-not-allowed" : "say-refused");
  });

  // A whole page where a part was asked for: the session has ended meanwhile. Load anew, which leads to the sign-in.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (!/^\s*<!doctype/i.test(xhr.responseText) || requestConfig.elt.closest("[hx-select], [hx-boost]")) return;
    event.detail.shouldSwap = false;
    if (xhr.status === 200) location.reload();
  });
})();
