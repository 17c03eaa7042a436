// The browser's half of docs/spec/sealed-report.md: keys, signed papers, bodies, grants. Nothing here talks to the network.
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "./vendor/age-encryption-0.3.1.min.js";

export const MOST_BYTES = 50 * 1024 ** 2;
const GRANT = "comity-grant-v1";
const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

// What went wrong, by the codes of the command line; pages have the sentences.
export class Problem extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

export async function digestOf(bytes) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return "sha256:" + Array.from(found, (one) => one.toString(16).padStart(2, "0")).join("");
}

// Keys. HKDF and Ed25519 are the browser's own; the pkcs8 prefix says "an Ed25519 seed follows" (RFC 8410).
async function signerOf(identity) {
  const secret = await crypto.subtle.importKey("raw", encode(identity), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encode("comity-key-v1 signing") };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(how, secret, 256));
  const prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
  return crypto.subtle.importKey("pkcs8", new Uint8Array([...prefix, ...seed]), { name: "Ed25519" }, true, ["sign"]);
}

async function keyOf(owner, identities, made) {
  const signer = await signerOf(identities[0]);
  const recipient = await identityToRecipient(identities[0]);
  const { x } = await crypto.subtle.exportKey("jwk", signer);
  return { owner, identities, made, signer, recipient, public: `comity-key-v1:${recipient}:${x}` };
}

export async function newKey(owner, made, older = []) {
  return keyOf(owner.split(/\s+/).filter(Boolean).join(" ").slice(0, 200), [await generateX25519Identity(), ...older], made);
}

export async function readKey(text) {
  const header = /# Comity key of ([^\n]{1,200}), made (\d{4}-\d\d-\d\d)\.?/.exec(text);
  const identities = text.match(/AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/g);
  if (!header || !identities) throw new Problem("key");
  return keyOf(header[1], identities, header[2]);
}

export function keyText(key) {
  const older = key.identities.slice(1);
  return [
    `# Comity key of ${key.owner}, made ${key.made}.`,
    "# Keep this file to yourselves. Whoever has it reads your reports and signs in your name.",
    `# public: ${key.public}`,
    key.identities[0],
    ...(older.length ? ["# Replaced keys; older reports were sealed to them.", ...older] : []),
    "",
  ].join("\n");
}

function partsOf(publicText) {
  const found = /comity-key-v1:(age1[02-9ac-hj-np-z]{58}):([A-Za-z0-9_-]{43})/.exec(publicText);
  if (!found) throw new Problem("key");
  return { text: found[0], recipient: found[1], signing: found[2] };
}

export async function sealTo(publicText, bytes) {
  const sealer = new Encrypter();
  sealer.addRecipient(partsOf(publicText).recipient);
  return sealer.encrypt(bytes);
}

async function openWith(identities, sealed, code) {
  const opener = new Decrypter();
  for (const one of identities) opener.addIdentity(one);
  try {
    return await opener.decrypt(sealed);
  } catch (error) {
    throw new Problem(/no identity matched/i.test(String(error)) ? code : "body-damaged");
  }
}

export const openForKey = (key, sealed) => openWith(key.identities, sealed, "wrong-key");

// Signed papers: the exact text is signed, so that no two programs need to write JSON alike.
export async function sign(key, format, body) {
  const signed = JSON.stringify(body);
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.signer, encode(`${format}\n${signed}`)));
  return encode(JSON.stringify({ format, signed, by: key.public, signature: toBase64(signature) }));
}

async function verifySigned(bytes, format, by) {
  try {
    const paper = JSON.parse(decode(bytes));
    const { signing, text } = partsOf(by);
    if (paper.format !== format || paper.by !== text) throw new Error("another's");
    const jwk = { kty: "OKP", crv: "Ed25519", x: signing };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
    const said = encode(`${format}\n${paper.signed}`);
    if (!(await crypto.subtle.verify("Ed25519", key, fromBase64(paper.signature), said))) throw new Error("altered");
    return JSON.parse(paper.signed);
  } catch {
    throw new Problem("grant-swapped");
  }
}

const decodeLatin = (bytes) => new TextDecoder("latin1").decode(bytes);

async function inflated(bytes) {
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  } catch {
    return new ArrayBuffer(0);
  }
}

// What a PDF says, without the bytes of its pictures and fonts, which read "/JS" by chance in every fourth report of five
// megabytes; with the objects that are packed in streams of their own.
async function saidBy(bytes, whole) {
  const said = [];
  let from = 0;
  for (const body of whole.matchAll(/>>\s*stream\r?\n([^]*?)\r?\n?endstream/dg)) {
    const before = whole.slice(from, body.index + 2);
    said.push(before);
    from = body.index + body[0].length;
    const facts = before.slice(before.lastIndexOf(" obj"));
    if (!/\/Type\s*\/ObjStm\b/.test(facts)) continue;
    const [begins, ends] = body.indices[1];
    const length = /\/Length\s+(\d+)\s*(?!\d|\s+\d+\s+R)/.exec(facts)?.[1];
    said.push(decodeLatin(await inflated(bytes.subarray(begins, length ? begins + Number(length) : ends))));
  }
  said.push(whole.slice(from));
  return said.join("\n");
}

// Whether a file is a report, as far as a browser can see it: a file is what its bytes say, never what its name says.
// `isCleaned`: active content in a PDF is no reason to refuse it, because it will be taken out.
// As src/comity/exchange/plain_workbook.py has them.
const ACTIVE_PARTS = [
  "vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "customui/", "xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/ctrlprops/",
  "xl/webextensions/", "xl/connections.xml", "xl/querytables/",
];

export async function examine(bytes, { isCleaned = false } = {}) {
  if (!bytes.length) throw new Problem("empty");
  if (bytes.length > MOST_BYTES) throw new Problem("size");
  const latin = (from, to) => decodeLatin(bytes.subarray(from, to));
  const head = latin(0, 1024);
  if (head.startsWith("PK\x03\x04")) {
    if (head.includes("%PDF-")) throw new Problem("two-kinds");
    const all = latin(Math.max(0, bytes.length - 1024 ** 2)).toLowerCase();
    if (!all.includes("xl/workbook.xml")) throw new Problem("kind");
    if (ACTIVE_PARTS.some((part) => all.includes(part))) throw new Problem("active");
    return "xlsx";
  }
  if (!head.startsWith("%PDF-")) throw new Problem(head.includes("%PDF-") ? "two-kinds" : "kind");
  const tail = latin(Math.max(0, bytes.length - 70_000));
  const end = tail.lastIndexOf("%%EOF");
  if (end < 0) throw new Problem("cut");
  if (tail.slice(end + 5).replace(/[\r\n\t \0]/g, "") || tail.includes("PK\x05\x06")) throw new Problem("two-kinds");
  const whole = await saidBy(bytes, latin(0));
  if (/\/Encrypt[\s]+\d+[\s]+\d+[\s]+R/.test(whole) || /\/Encrypt\s*<</.test(whole)) throw new Problem("locked");
  if (!isCleaned && /\/(JavaScript|JS|Launch|EmbeddedFiles|RichMedia|XFA|SubmitForm)\b/.test(whole)) throw new Problem("active");
  return "pdf";
}

// A report sealed once: the body to an identity of its own, whose secret travels in grants.
export async function sealReport(bytes, name) {
  await examine(bytes);
  const identity = await generateX25519Identity();
  const sealer = new Encrypter();
  sealer.addRecipient(await identityToRecipient(identity));
  const body = await sealer.encrypt(bytes);
  const file = {
    name,
    size: bytes.length,
    digest: await digestOf(bytes),
    sealed_size: body.length,
    sealed_digest: await digestOf(body),
  };
  return { body, identity, file };
}

export async function grantReport(sealed, publicText, key, terms) {
  const body = { suite: "age-x25519-v1", identity: sealed.identity, terms: { ...terms, supplier: key.owner, file: sealed.file } };
  return sealTo(publicText, await sign(key, GRANT, body));
}

export async function openGrant(sealed, key, supplier, { request, at }) {
  const { suite, identity, terms } = await verifySigned(await openForKey(key, sealed), GRANT, supplier);
  const known = ["expires_at", "file", "granted_at", "member", "request", "site", "supplier"];
  if (suite !== "age-x25519-v1" || Object.keys(terms ?? {}).sort().join() !== known.join()) throw new Problem("grant-swapped");
  if (terms.member.toLowerCase() !== key.owner.toLowerCase() || terms.request !== request) throw new Problem("grant-swapped");
  if (!(at < terms.expires_at)) throw new Problem("grant-expired");
  return { identity, terms };
}

export async function openBody(body, grant) {
  const file = grant.terms.file;
  let bytes;
  try {
    bytes = await openWith([grant.identity], body, "grant-swapped");
  } catch (error) {
    throw error.code ? error : new Problem("body-damaged");
  }
  if ((await digestOf(body)) !== file.sealed_digest || (await digestOf(bytes)) !== file.digest || bytes.length !== file.size) {
    throw new Problem("grant-swapped");
  }
  return bytes;
}

export function offer(link, bytes, name, kind) {
  link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
  link.download = name;
  link.hidden = false;
}

export const stemOf = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "company";

// A form that only its script can send waits for it: pressed before, the browser would send it by itself, and forget the chosen files.
export function listens(form) {
  for (const button of form?.querySelectorAll("button") ?? []) button.disabled = false;
}
