// A list goes over in pieces, so that a long one goes on where the line broke: in this page by itself, and in a later one once the same
// file is chosen again. Without this script the form sends the file whole.
"use strict";

const PIECE = 2 * 1024 ** 2; // the server takes four times as much; a slow line loses less
const TRIES = 8; // of one piece, ever later; then a person says when to go on
const LONGEST_WAIT = 20000;

for (const form of document.querySelectorAll("form[data-pieces]")) {
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || !file.size) return; // nothing to cut: the form says what is wrong with it
    event.preventDefault();
    sendInPieces(form, file).catch(() => stopped(form));
  });
}

async function sendInPieces(form, file) {
  tell(form, "");
  let state = await begunOrRemembered(form, file);
  while (state && state.received < state.size) state = await nextPiece(form, file, state);
  if (!state) return;
  const said = new FormData();
  said.set("digest", await digestOf(file));
  const answer = await ask(form, `${placeOf(form, state)}end/`, { method: "POST", body: said });
  forget(file);
  if (answer.status === 404) return location.reload(); // an earlier try had come over: it stands among the versions
  const { to } = await told(answer);
  if (to) location.assign(to);
}

async function begunOrRemembered(form, file) {
  const known = remembered(file);
  if (known) {
    const answer = await ask(form, placeOf(form, { upload: known }), {});
    if (answer.ok) return await told(answer);
    forget(file); // it was ended, is another's, or two days are over
  }
  const said = new FormData();
  said.set("filename", file.name.slice(-200)); // as it is kept
  said.set("size", file.size);
  const state = await told(await ask(form, form.dataset.pieces, { method: "POST", body: said }));
  if (state.upload) remember(file, state.upload);
  return state.upload ? state : null;
}

// 409 says where to go on: an earlier try had come over, and only its answer was lost.
async function nextPiece(form, file, state) {
  const body = file.slice(state.received, state.received + Math.min(PIECE, state.most));
  const answer = await ask(form, `${placeOf(form, state)}?at=${state.received}`, { method: "POST", body });
  const now = await told(answer, [200, 409]);
  if (now.size) show(form, now.received / now.size);
  return now.size ? now : null;
}

// Again and again while nothing is answered, or a server that is not there answers for ours.
async function ask(form, place, options) {
  const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(place, { ...options, headers, redirect: "follow" });
      if (answer.status < 500) return answer;
    } catch (lost) {
      if (tried === TRIES) throw lost;
    }
    if (tried === TRIES) throw new Error("no answer");
    tell(form, "waiting");
    await backOrAfter(Math.min(LONGEST_WAIT, 500 * 2 ** tried));
    tell(form, "");
  }
}

function backOrAfter(wait) {
  return new Promise((resolve) => {
    setTimeout(resolve, wait);
    window.addEventListener("online", resolve, { once: true });
  });
}

// What is said in JSON; a page that says what is wrong takes the place of this one.
async function told(answer, fine = [200, 201]) {
  const kind = answer.headers.get("Content-Type") || "";
  const isForUs = kind.startsWith("application/json");
  if (fine.includes(answer.status) && isForUs) return await answer.json();
  if (isForUs) throw new Error("no page says what is wrong");
  document.open();
  document.write(await answer.text());
  document.close();
  return {};
}

async function digestOf(file) {
  if (!window.crypto.subtle) return "";
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return `sha256:${Array.from(made, (one) => one.toString(16).padStart(2, "0")).join("")}`;
}

function placeOf(form, state) {
  return `${form.dataset.pieces}${state.upload}/`;
}

// By what a browser tells of a file; that it is the same to the last byte the digest says at the end.
function nameOf(file) {
  return `list ${location.pathname} ${file.name} ${file.size} ${file.lastModified}`;
}

function remembered(file) {
  return kept((store) => store.getItem(nameOf(file)));
}

function remember(file, upload) {
  kept((store) => store.setItem(nameOf(file), upload));
}

function forget(file) {
  kept((store) => store.removeItem(nameOf(file)));
}

// A browser that keeps nothing begins anew after a page was closed, and sends all the same.
function kept(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null;
  }
}

function show(form, part) {
  const bar = form.querySelector("progress");
  bar.closest("[hidden]")?.removeAttribute("hidden");
  bar.value = Math.round(100 * part);
}

function tell(form, what) {
  for (const note of form.querySelectorAll("[data-told]")) note.hidden = note.dataset.told !== what;
}

function stopped(form) {
  tell(form, "stopped");
  for (const button of form.querySelectorAll("button[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}
