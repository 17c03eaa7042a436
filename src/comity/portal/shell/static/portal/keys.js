// Single keys press the buttons, and tick the boxes, that bear them; without this file these do by themselves. WCAG 2.1.4: they can be switched off.
"use strict";

const box = document.getElementById("keys");
const KEPT = "comity-single-keys";

if (box) {
  box.closest("label").hidden = false;
  box.checked = localStorage.getItem(KEPT) !== "off";
  const show = () => {
    document.body.classList.toggle("no-keys", !box.checked);
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
  };
  box.addEventListener("change", show);
  show();

  let pressed = false; // a key held down, or pressed twice, answers once
  document.addEventListener("keydown", (event) => {
    if (!box.checked || pressed || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const one = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!one || one.disabled) return;
    event.preventDefault();
    pressed = one.tagName === "BUTTON"; // a box that is ticked can be ticked off again
    one.click();
  });
  window.addEventListener("pageshow", () => { pressed = false; });
}
