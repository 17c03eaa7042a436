// The supplier's page: a file is looked at, sealed here, and only then sent.
import * as seal from "./sealing.js";

const share = document.getElementById("share");
const facts = share && JSON.parse(document.getElementById("facts").textContent);
const told = document.getElementById("told");

function tell(text, isWrong = false) {
  told.textContent = text;
  told.className = isWrong ? "note error" : "note";
}

function explain(error) {
  if (error.told) return error.told;
  if (error.name === "NotSupportedError") return facts.problems.old;
  return facts.problems[error.code] ?? facts.problems.other;
}

async function send(form, part, key, grants, body, kept) {
  const data = new FormData();
  data.append("public", key.public);
  data.append("part", part);
  if (body) data.append("body", new Blob([body]), "body");
  if (kept) data.append("kept", new Blob([kept]), "kept");
  for (const [ref, grant] of grants) data.append(`grant-${ref}`, new Blob([grant]), "grant");
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(share.dataset.upload, { method: "POST", body: data, headers, credentials: "same-origin" });
  if (answer.ok) return;
  const said = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(said.code), { code: said.code, told: said.message });
}

async function grantsFor(sealed, key) {
  const made = [];
  for (const ask of facts.asks) {
    if (!ask.key) continue;
    const terms = { request: ask.ref, member: ask.member, site: ask.site, granted_at: facts.now, expires_at: ask.until };
    made.push([ask.ref, await seal.grantReport(sealed, ask.key, key, terms)]);
  }
  return made;
}

function threeYearsLater(at) {
  return `${Number(at.slice(0, 4)) + 3}${at.slice(4).replace("-02-29", "-02-28")}`;
}

async function keptFor(sealed, key) {
  const terms = { request: "kept", member: key.owner, site: facts.asks[0].site, granted_at: facts.now, expires_at: threeYearsLater(facts.now) };
  return seal.grantReport(sealed, key.public, key, terms);
}

async function finish(key) {
  tell(facts.words.done);
  seal.offer(document.getElementById("key-file"), seal.keyText(key), `${seal.stemOf(key.owner)}.key`, "text/plain");
  const digest = (await seal.digestOf(new TextEncoder().encode(key.public))).slice(7, 23);
  document.getElementById("digits").textContent = digest.match(/.{4}/g).join(" ");
  document.getElementById("done").hidden = false;
  for (const form of share.querySelectorAll("form")) form.hidden = true;
}

async function doing(form, work) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(explain(error), true);
    button.disabled = false;
  }
}

// One key for the whole visit, so that report and plan are signed alike.
let own;

share?.querySelector("#seal").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  doing(form, async () => {
    const begun = performance.now();
    tell(facts.words.reading);
    const parts = [];
    for (const part of ["report", "plan"]) {
      const file = document.getElementById(part).files[0];
      if (!file) continue;
      if (file.size > seal.MOST_BYTES) throw new seal.Problem("size");
      parts.push([part, file.name, new Uint8Array(await file.arrayBuffer())]);
    }
    for (const [, , bytes] of parts) await seal.examine(bytes);
    tell(facts.words.sealing);
    own ??= await seal.newKey(facts.asks[0].supplier, facts.day);
    for (const [part, name, bytes] of parts) {
      const sealed = await seal.sealReport(bytes, name);
      const grants = await grantsFor(sealed, own);
      tell(facts.words.sending);
      await send(form, part, own, grants, sealed.body, await keptFor(sealed, own));
    }
    share.dataset.took = Math.round(performance.now() - begun);
    await finish(own);
  });
});

share?.querySelector("#again")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  doing(form, async () => {
    const key = await seal.readKey(await document.getElementById("key").files[0].text());
    tell(facts.words.reading);
    const kept = new Uint8Array(await (await fetch(share.dataset.kept)).arrayBuffer());
    const { identity, terms } = await seal.openGrant(kept, key, key.public, { request: "kept", at: facts.now });
    await send(form, "report", key, await grantsFor({ identity, file: terms.file }, key));
    await finish(key);
  });
});
