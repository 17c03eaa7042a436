// Keys are made here and downloaded; only the public line is sent.
import * as seal from "./sealing.js";

const { day, owner, holder: held, kept } = JSON.parse(document.getElementById("key-facts").textContent);
let holder = held;

async function publish(form, key, kind) {
  const data = new FormData();
  data.append("public", key.public);
  data.append("kind", kind);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  // Who has saved the file may leave at once: what is on its way arrives all the same.
  const sent = { method: "POST", body: data, headers, credentials: "same-origin", keepalive: true };
  const answer = await fetch(form.action, sent);
  if (!answer.ok) throw new Error("publish");
  form.querySelector("[data-arrived]").hidden = false;
}

function show(form, key, file, recovery) {
  const told = form.querySelector("[data-told]");
  told.hidden = false;
  seal.offer(told.querySelector("[data-key]"), seal.keyText(key), file, "text/plain");
  if (recovery) seal.offer(told.querySelector("[data-recovery]"), recovery, `${file}.recovery`, "application/octet-stream");
  form.querySelector("button").hidden = true;
}

function on(id, work) {
  const form = document.getElementById(id);
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [button, wrong] = [form.querySelector("button"), form.querySelector("[data-wrong]")];
    button.disabled = wrong.hidden = true; // two presses would make two keys
    try {
      await work(form);
    } catch {
      wrong.hidden = button.hidden = false;
      form.querySelector("[data-told]").hidden = true; // a key that nobody knows of is not offered
    }
    button.disabled = false;
  });
  seal.listens(form);
}

const textOf = async (id) => {
  const file = document.getElementById(id)?.files[0];
  return file ? file.text() : "";
};

on("make-key", async (form) => {
  const older = await textOf("older");
  const key = await seal.newKey(owner, day, older ? (await seal.readKey(older)).identities : []);
  const recovery = holder ? await seal.sealTo(holder, new TextEncoder().encode(seal.keyText(key))) : null;
  show(form, key, `${seal.stemOf(owner)}.key`, recovery);
  await publish(form, key, "company");
});

on("make-holder", async (form) => {
  const key = await seal.newKey(kept, day);
  show(form, key, "second-holder.key");
  await publish(form, key, "holder");
  holder = key.public; // the company's, made next on this page, is recovered with it
  document.querySelector("[data-alone]")?.remove();
});

on("recover", async (form) => {
  const key = await seal.readKey(await textOf("holder-key"));
  const sealed = new Uint8Array(await document.getElementById("recovery").files[0].arrayBuffer());
  const found = await seal.readKey(new TextDecoder().decode(await seal.openForKey(key, sealed)));
  show(form, found, `${seal.stemOf(owner)}.key`);
});
