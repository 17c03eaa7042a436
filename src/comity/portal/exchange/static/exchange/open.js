// A member's page: the sealed report is fetched, opened with the company's key file, checked, and never sent anywhere.
import * as seal from "./sealing.js";

const place = document.getElementById("open");
const told = document.getElementById("told");
const words = place && JSON.parse(document.getElementById("open-words").textContent);

function tell(text, isWrong = false) {
  told.textContent = text;
  told.className = isWrong ? "note error" : "note success";
}

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new seal.Problem(answer.status === 404 ? "missing" : "refused");
  return new Uint8Array(await answer.arrayBuffer());
}

// What was checked, by the names that the server knows.
async function open(part, key) {
  const { supplier, request, now, sealed } = place.dataset;
  const address = (what) => sealed.replace("/report/body/", `/${part}/${what}/`);
  const given = await fetched(address("grant"));
  const grant = await seal.openGrant(given, key, supplier, { request, at: now });
  const bytes = await seal.openBody(await fetched(address("body")), grant);
  const kind = await seal.examine(bytes, { isCleaned: true });
  const type = kind === "pdf" ? "application/pdf" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const name = `${place.dataset.reader}-${request}-${part}.${kind}`;
  const checks = ["whole", "kind", "not-scanned"];
  let copy = bytes;
  if (kind === "pdf") {
    const marked = await markedCopy(bytes, await seal.digestOf(given));
    copy = marked.copy;
    checks.push(marked.removed ? "cleaned" : "no-active", "marked");
  } else checks.push("no-active", "workbook");
  seal.offer(document.getElementById(`open-${part}`), copy, name, type);
  return { digest: grant.terms.file.digest, checks };
}

async function markedCopy(bytes, grant) {
  const { copyFor } = await import("./marking.js");
  const { person, company, now } = place.dataset;
  const at = `${now.slice(0, 10)} ${now.slice(11, 16)} UTC`;
  const text = `Copy of ${person}, ${company}, ${at}, ${grant.slice(7, 19)}. Confidential.`;
  return copyFor(bytes, text, [person, company, now, grant].join("; "));
}

place?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = place.querySelector("button");
  button.disabled = true;
  try {
    const key = await seal.readKey(await document.getElementById("key").files[0].text());
    const begun = performance.now();
    const { digest, checks } = await open("report", key);
    // A plan that cannot be opened here takes nothing from the report.
    const amiss = place.dataset.plan ? await open("plan", key).then(() => "", (error) => error.code ?? "other") : "";
    place.dataset.took = Math.round(performance.now() - begun);
    const data = new FormData();
    data.append("report", digest);
    for (const one of checks) data.append("check", one);
    const headers = { "X-CSRFToken": place.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(place.dataset.read, { method: "POST", body: data, headers, credentials: "same-origin" });
    if (!answer.ok) throw new seal.Problem("refused");
    const opened = checks.includes("cleaned") ? words.cleaned : words.opened;
    tell(amiss ? `${opened} ${words.plan} ${words[amiss] ?? words.other}` : opened);
    for (const one of document.querySelectorAll("[data-when-read]")) one.hidden = false;
  } catch (error) {
    tell(words[error.code] ?? words.other, true);
  }
  button.disabled = false;
});
seal.listens(place);
