/* Reads a paper or guide aloud where the browser has a voice of the page's language; elsewhere there is no button. */
(() => {
  "use strict";
  const button = document.querySelector("[data-read-aloud]");
  const text = document.querySelector("[data-aloud]");
  const speech = self.speechSynthesis;
  if (!button || !text || !speech) return;
  const language = document.documentElement.lang;
  const voice = () => speech.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  const start = button.textContent;
  const still = () => { button.textContent = start; button.setAttribute("aria-pressed", "false"); };

  const parts = () => [...text.querySelectorAll("h1, h2, h3, p, li, td, th")].map((one) => one.textContent.trim()).filter(Boolean);
  const read = () => {
    const all = parts().map((part) => Object.assign(new SpeechSynthesisUtterance(part), { lang: voice().lang, voice: voice() }));
    if (!all.length) return;
    all.at(-1).onend = still;
    all.forEach((one) => speech.speak(one));  // a paragraph each: browsers stop long ones half way
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
  };
  button.onclick = () => {
    const reading = button.getAttribute("aria-pressed") === "true";
    speech.cancel();
    if (reading) still();
    else read();
  };
  const offer = () => { button.hidden = !voice(); };
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speech.cancel());
  offer();
})();
