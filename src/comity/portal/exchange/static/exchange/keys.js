// Keys are made here and downloaded; only the public line is sent.
import * as seal from "./sealing.js";

const { day, owner, holder, kept } = JSON.parse(document.getElementById("key-facts").textContent);

async function publish(form, key, kind) {
  const data = new FormData();
  data.append("public", key.public);
  data.append("kind", kind);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(form.action, { method: "POST", body: data, headers, credentials: "same-origin" });
  if (!answer.ok) throw new Error("publish");
}

function show(form, key, file, recovery) {
  const told = form.querySelector("[data-told]");
  told.hidden = false;
  seal.offer(told.querySelector("[data-key]"), seal.keyText(key), file, "text/plain");
  if (recovery) seal.offer(told.querySelector("[data-recovery]"), recovery, `${file}.recovery`, "application/octet-stream");
  for (const button of form.querySelectorAll("button")) button.hidden = true;
}

function on(id, work) {
  const form = document.getElementById(id);
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await work(form);
    } catch {
      form.querySelector("[data-wrong]").hidden = false;
    }
  });
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
});

on("recover", async (form) => {
  const key = await seal.readKey(await textOf("holder-key"));
  const sealed = new Uint8Array(await document.getElementById("recovery").files[0].arrayBuffer());
  const found = await seal.readKey(new TextDecoder().decode(await seal.openForKey(key, sealed)));
  show(form, found, `${seal.stemOf(owner)}.key`);
});
