// What pages do better with a script; every path works without it.
"use strict";

// An upload shows that it is on its way, and a second click does not send it twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.keepsButton !== undefined) return;
  const button = event.submitter;
  if (!button || form.method !== "post") return;
  setTimeout(() => {
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
  }, 0);
});

// Back to a form means back to what was typed in it: the browser remembers that, and a link would begin anew.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-back]");
  if (!link || !document.referrer || new URL(document.referrer).pathname !== link.pathname) return;
  event.preventDefault();
  history.back();
});

window.addEventListener("pageshow", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    const fields = [...folded.querySelectorAll("input:not([type=hidden], [type=file]), textarea")];
    folded.open = fields.some((one) => one.value !== one.defaultValue);
  }
});

// A page that comes back from the browser's memory has its buttons again.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});

// A file dragged onto the field is chosen as if it had been picked.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

// Of one list of choices another leaves some: the roles that the chosen organisation can have.
for (const one of document.querySelectorAll("select[data-narrows]")) {
  const other = document.getElementById(one.dataset.narrows);
  const narrow = () => {
    const left = one.selectedOptions[0]?.dataset.leaves?.split(" ");
    for (const choice of other.options) {
      choice.disabled = choice.hidden = Boolean(left && choice.value && !left.includes(choice.value));
    }
    for (const group of other.querySelectorAll("optgroup")) group.hidden = !group.querySelector("option:enabled");
    if (other.selectedOptions[0]?.disabled) other.value = "";
  };
  one.addEventListener("change", narrow);
  narrow();
}

// What was answered before this page listened is saved, too: a field that is saved when it changes has changed already.
document.addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[hx-post] :is(input, textarea)")) {
    const isChosen = one.type === "radio" || one.type === "checkbox";
    if (isChosen ? one.checked && !one.defaultChecked : one.value !== one.defaultValue) {
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});

// The menu closes when one goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// On a narrow screen the navigation shows where one is.
const here = document.querySelector(".nav a[aria-current]");
if (here) here.closest("ul").scrollLeft = Math.max(0, here.offsetLeft - 24);
