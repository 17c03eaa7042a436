// A page that was fetched may have been fetched by a mail scanner, which runs scripts, too. One that is touched was opened by
// a person: only the browser's own events count, and the first of them is said once.
const form = document.querySelector("form[data-opened]");
const SIGNS = ["pointerdown", "keydown", "change"];

function tell(event) {
  if (!event.isTrusted) return;
  for (const sign of SIGNS) document.removeEventListener(sign, tell, true);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  // An answer that is sent at once must not cut it short; where it is lost all the same, the answer says it, too.
  fetch(form.dataset.opened, { method: "POST", headers, credentials: "same-origin", keepalive: true }).catch(() => {});
}

if (form) for (const sign of SIGNS) document.addEventListener(sign, tell, true);
