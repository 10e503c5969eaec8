/* Dragging on the planning board: it ticks what was dragged, chooses where it goes, and sends the form that works without it. */
(() => {
  "use strict";
  let dragged = null;
  const form = () => document.querySelector("[data-arrange]");
  const box = (item) => item.querySelector("input[type=checkbox]");

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-member], [data-unit]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.member || dragged.dataset.unit);
  });

  const target = (event) => (dragged ? event.target.closest("[data-drop]") : null);

  document.addEventListener("dragover", (event) => {
    const over = target(event);
    document.querySelectorAll(".over").forEach((one) => one.classList.toggle("over", one === over));
    if (!over) return;
    event.preventDefault();
    over.classList.add("over");
  });

  document.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
  });

  document.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over) return;
    event.preventDefault();
    // What is ticked goes along only when the dragged card is ticked itself, and people and units never together.
    const own = box(dragged);
    const kind = dragged.dataset.member ? "member" : "unit";
    form().querySelectorAll("input[type=checkbox]").forEach((one) => {
      if (one.name !== kind || !own.checked) one.checked = false;
    });
    own.checked = true;
    form().querySelector("[name=to]").value = over.dataset.drop;
    form().requestSubmit();
  });
})();
