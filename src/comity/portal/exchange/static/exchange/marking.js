// A reader's copy, as `comity report open` makes it: active content taken out and named, every page marked with its reader.
// Loaded when a report is opened, and by no page before. It mirrors src/comity/exchange/examine.py and marking.py.
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFStream, StandardFonts, degrees, rgb } from "./vendor/pdf-lib-1.17.1.min.js";
import { Problem } from "./sealing.js";

const KEYS = ["JS", "JavaScript", "AA", "OpenAction", "EmbeddedFiles", "AF", "XFA", "Collection"];
const ACTIONS = [
  "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie", "Sound", "RichMediaExecute", "Hide", "SetOCGState",
];
const ANNOTATIONS = ["FileAttachment", "RichMedia", "Screen", "Movie", "Sound", "3D"];

const entriesOf = (value) => (value instanceof PDFStream ? value.dict : value instanceof PDFDict ? value : undefined);
const named = (entries, key) => {
  const found = entries.get(PDFName.of(key));
  return found instanceof PDFName ? found.decodeText() : "";
};

function isHarm(context, value) {
  const entries = entriesOf(context.lookup(value));
  if (!entries) return false;
  if (named(entries, "Type") === "Filespec" && entries.has(PDFName.of("EF"))) return true;
  return ACTIONS.includes(named(entries, "S")) || ANNOTATIONS.includes(named(entries, "Subtype"));
}

// Of one object with what lies directly in it; what it refers to is visited by itself.
function clean(context, value) {
  let removed = 0;
  if (value instanceof PDFArray) {
    for (let at = value.size() - 1; at >= 0; at -= 1) {
      const held = value.get(at);
      if (isHarm(context, held)) {
        value.remove(at);
        removed += 1;
      } else removed += clean(context, held);
    }
  }
  const entries = entriesOf(value);
  for (const [key, held] of entries?.entries() ?? []) {
    if (KEYS.includes(key.decodeText()) || isHarm(context, held)) {
      entries.delete(key);
      removed += 1;
    } else removed += clean(context, held);
  }
  return removed;
}

// Where the line stands and how it is turned, so that it is read at the foot of the page as it lies on the screen.
function footOf(page, width) {
  const { x, y, width: wide, height: high } = page.getTrimBox();
  const turn = ((page.getRotation().angle % 360) + 360) % 360;
  const places = {
    0: [x + (wide - width) / 2, y + 6],
    90: [x + wide - 6, y + (high - width) / 2],
    180: [x + (wide + width) / 2, y + high - 6],
    270: [x + 6, y + (high + width) / 2],
  };
  const [left, low] = places[turn] ?? places[0];
  return { x: left, y: low, rotate: degrees(turn) };
}

// `text` is in Latin letters, because the fonts of every reader have them; `about` goes into the copy's metadata.
export async function copyFor(bytes, text, about) {
  try {
    const report = await PDFDocument.load(bytes, { updateMetadata: false });
    const { context } = report;
    let removed = 0;
    for (const [, value] of context.enumerateIndirectObjects()) removed += clean(context, value);
    const font = await report.embedFont(StandardFonts.Helvetica);
    const width = font.widthOfTextAtSize(text, 7);
    for (const page of report.getPages()) {
      const foot = footOf(page, width);
      page.drawRectangle({ ...foot, width, height: 8, color: rgb(1, 1, 1), opacity: 0.8 });
      page.drawText(text, { ...foot, size: 7, font, opacity: 0.7 });
    }
    report.getInfoDict().set(PDFName.of("ComityCopy"), PDFHexString.fromText(about));
    return { copy: await report.save({ addDefaultPage: false, updateFieldAppearances: false }), removed };
  } catch (error) {
    throw Object.assign(new Problem("unmarked"), { cause: error });
  }
}
