"""Text whose contrast axe need not measure, since it has measured the like: most of its time it would spend on the thousandth cell of a table.

Alike are elements of one name that are painted alike, and so is all that they stand in. Only the contrast is looked for in the first of
them alone; whatever else axe looks for, it looks for everywhere. What has no two letters next to each other is neither left out nor the
first of its like: axe does not judge the contrast of a single sign.
"""

MARK_ALIKE = r"""() => {
  const WORD = /[\p{L}\p{N}]{2}/u;
  const numbers = new Map(), paints = new Map(), met = new Set();
  const number = (said) => numbers.get(said) ?? numbers.set(said, numbers.size + 1).get(said);
  const paint = (one) => {
    if (one === null) return 0;
    if (!paints.has(one)) {
      const it = getComputedStyle(one), off = one.disabled || one.control?.disabled || one.getAttribute("aria-disabled");
      paints.set(one, number([
        paint(one.parentElement), one.tagName, off, it.color, it.backgroundColor, it.backgroundImage, it.backgroundSize, it.opacity,
        it.filter, it.mixBlendMode, it.textShadow, it.fontSize, it.fontWeight, it.display, it.position, it.zIndex, it.float, it.clip,
        it.clipPath, getComputedStyle(one, "::before").content, getComputedStyle(one, "::after").content].join(";")));
    }
    return paints.get(one);
  };
  const words = (one) => [...one.childNodes].map((it) => it.nodeType === Node.TEXT_NODE ? it.data : "").join(" ");
  for (const one of document.querySelectorAll("body *")) {
    const speaks = WORD.test(words(one)) && one.checkVisibility({visibilityProperty: true, opacityProperty: true});
    one.toggleAttribute("data-alike", speaks && met.has(paint(one)));
    if (speaks) met.add(paint(one));
  }
  axe.configure({rules: [{id: "color-contrast", selector: ":not([data-alike])"}]});
}"""
"""After every change of the screen or of its colours, on a page that has `axe`."""
