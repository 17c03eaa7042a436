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

async function send(form, part, key, grants, { body, kept, again }) {
  const data = new FormData();
  if (again) data.append("again", again);
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

// Those that were ticked, and nobody else: a report is of one site, and others may have asked for another.
function chosenAsks() {
  const refs = new Set(Array.from(document.querySelectorAll("#for-whom input:checked"), (one) => one.value));
  const chosen = facts.asks.filter((ask) => refs.has(ask.ref) && ask.key);
  if (!chosen.length) throw new seal.Problem("nobody");
  return chosen;
}

async function grantsFor(sealed, key, asks) {
  const made = [];
  for (const ask of asks) {
    const terms = { request: ask.ref, member: ask.member, site: ask.site, granted_at: facts.now, expires_at: ask.until };
    made.push([ask.ref, await seal.grantReport(sealed, ask.key, key, terms)]);
  }
  return made;
}

function threeYearsLater(at) {
  return `${Number(at.slice(0, 4)) + 3}${at.slice(4).replace("-02-29", "-02-28")}`;
}

async function keptFor(sealed, key, site) {
  const terms = { request: "kept", member: key.owner, site, granted_at: facts.now, expires_at: threeYearsLater(facts.now) };
  return seal.grantReport(sealed, key.public, key, terms);
}

async function finish(key, isNew) {
  tell(facts.words.done);
  if (isNew) {
    seal.offer(document.getElementById("key-file"), seal.keyText(key), `${seal.stemOf(key.owner)}.key`, "text/plain");
    for (const one of document.querySelectorAll("[data-new-key]")) one.hidden = false;
  }
  const digest = (await seal.digestOf(new TextEncoder().encode(key.public))).slice(7, 23);
  document.getElementById("digits").textContent = digest.match(/.{4}/g).join(" ");
  document.getElementById("done").hidden = false;
  for (const one of share.querySelectorAll("form, #for-whom, details")) one.hidden = true;
  // What stands below is of before, and would say that the report is still awaited.
  for (const one of document.querySelectorAll("main > :is(section, details, p:not(.note))")) one.hidden = one !== share;
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

// One key for the whole visit, so that report and plan are signed alike; the one of an earlier visit, where it was kept.
let own, isNew = false;

async function ownKey(supplier) {
  const file = document.getElementById("own-key")?.files[0];
  if (file) return seal.readKey(await file.text());
  isNew = true;
  return seal.newKey(supplier, facts.day);
}

share?.querySelector("#seal").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  doing(form, async () => {
    const begun = performance.now();
    const asks = chosenAsks();
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
    own ??= await ownKey(asks[0].supplier);
    for (const [part, name, bytes] of parts) {
      const sealed = await seal.sealReport(bytes, name);
      const grants = await grantsFor(sealed, own, asks);
      tell(facts.words.sending);
      await send(form, part, own, grants, { body: sealed.body, kept: await keptFor(sealed, own, asks[0].site) });
    }
    share.dataset.took = Math.round(performance.now() - begun);
    await finish(own, isNew);
  });
});

share?.querySelector("#again")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  doing(form, async () => {
    const asks = chosenAsks();
    const again = form.elements.again.value;
    const key = await seal.readKey(await document.getElementById("key").files[0].text());
    tell(facts.words.reading);
    const kept = new Uint8Array(await (await fetch(`${share.dataset.kept}?of=${encodeURIComponent(again)}`)).arrayBuffer());
    const { identity, terms } = await seal.openGrant(kept, key, key.public, { request: "kept", at: facts.now });
    await send(form, "report", key, await grantsFor({ identity, file: terms.file }, key, asks), { again });
    await finish(key, false);
  });
});
seal.listens(share);
