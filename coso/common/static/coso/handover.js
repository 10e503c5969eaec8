/* The outbox as a row of codes on one phone's screen, read by another phone's camera: no network, no cable, no file. */
(() => {
  "use strict";
  const MOST = 600;  // letters a code: readable by an old camera at arm's length
  const MARK = "COSO1";
  const by = (id) => document.getElementById(id);
  const words = by("offline-words").dataset;
  const said = (text, n, all) => text.replace("{n}", n).replace("{all}", all);

  const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
  const as_text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const as_bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /* The parts, each with its row's name, its number and how many there are. */
  const parts = async (file) => {
    const text = as_text(await through(new TextEncoder().encode(file), new CompressionStream("gzip")));
    const all = Math.ceil(text.length / MOST);
    const row = crypto.randomUUID().slice(0, 8);
    return Array.from({ length: all }, (_, at) => `${MARK}|${row}|${at + 1}/${all}|${text.slice(at * MOST, (at + 1) * MOST)}`);
  };

  /* Gathers parts in any order; answers the file once it is whole. A part of another row begins anew. */
  const gather = () => {
    let row;
    let found = new Map();
    let all = 0;
    return async (part) => {
      const [mark, name, place, text] = part.split("|");
      if (mark !== MARK) return { found: found.size, all };
      if (name !== row) [row, found, all] = [name, new Map(), Number(place.split("/")[1])];
      found.set(Number(place.split("/")[0]), text);
      if (found.size < all) return { found: found.size, all };
      const whole = Array.from({ length: all }, (_, at) => found.get(at + 1)).join("");
      return { found: all, all, file: new TextDecoder().decode(await through(as_bytes(whole), new DecompressionStream("gzip"))) };
    };
  };
  Outbox.codes = { parts, gather };

  const draw = (part) => {
    const code = qrcode(0, "L");
    code.addData(part, "Byte");
    code.make();
    const size = code.getModuleCount();
    const dark = [];
    for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (code.isDark(y, x)) dark.push(`M${x + 4} ${y + 4}h1v1h-1z`);
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", `0 0 ${size + 8} ${size + 8}`);
    picture.setAttribute("role", "img");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", dark.join(""));
    picture.append(path);
    return picture;
  };
  by("give-codes").onclick = async () => {
    const all = await parts(await Outbox.give());
    let at = 0;
    const box = by("codes");
    const show = () => {
      const picture = draw(all[at]);
      const label = said(words.code, at + 1, all.length);
      picture.setAttribute("aria-label", label);
      const next = Object.assign(document.createElement("button"), { className: "btn", textContent: words.next, hidden: all.length === 1, onclick: () => { at = (at + 1) % all.length; show(); } });
      box.replaceChildren(picture, Object.assign(document.createElement("p"), { textContent: label }), next);
    };
    box.className = "codes";
    box.hidden = false;
    show();
  };

  if (!("BarcodeDetector" in self)) return;
  by("scan").hidden = false;
  by("scan").onclick = async () => {
    const camera = by("camera");
    const add = gather();
    try {
      camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      by("taken").textContent = words.no_camera;
      return;
    }
    const stop = () => { camera.srcObject.getTracks().forEach((track) => track.stop()); camera.hidden = true; };
    camera.hidden = false;
    await camera.play();
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    const look = async () => {
      for (const { rawValue } of await reader.detect(camera)) {
        const { found, all, file } = await add(rawValue);
        by("taken").textContent = said(words.code, found, all);
        if (file) { stop(); await Outbox.take_over(file); return; }
      }
      if (!camera.hidden) requestAnimationFrame(look);
    };
    look();
  };
})();
