"""Whether texts and controls of a page in the browser overlap, are cut, or stick out of it."""

from playwright.sync_api import Page

MISPLACED = """unless => {
  const app = document.documentElement;
  app.scrollTo(0, 0);
  const found = [], boxes = [];
  if (app.scrollWidth > app.clientWidth) found.push(`wider than the window: ${app.scrollWidth}`);

  const parent = node => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
  const seen = one => getComputedStyle(one).display == "contents"
    || one.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const control = "select, input, meter, [role=radio], [role=switch], [role=slider]";

  function visit(node) {
    if (node.nodeType == Node.TEXT_NODE) return text(node);
    if (node instanceof Element) {
      if (node.matches(`style, script, template, ${unless}`) || !seen(node)) return;
      if (node.matches(control)) return add(node, node.localName, [node.getBoundingClientRect()]);
    }
    [...(node.shadowRoot ?? node).childNodes].forEach(visit);
  }

  function text(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    add(node, node.data.trim().slice(0, 40), [...range.getClientRects()]);
  }

  function add(node, name, places) {
    if (!name) return;
    for (const place of places.filter(one => one.width > 1 && one.height > 1)) {
      boxes.push({node, name, place});
      if (place.left < -1 || place.right > innerWidth + 1) found.push(`beyond the window: ${name}`);
      for (let one = parent(node); one && one != document.body; one = parent(one)) {
        if (getComputedStyle(one).overflow == "visible") continue;
        const edge = one.getBoundingClientRect();
        if (place.left < edge.left - 1.5 || place.right > edge.right + 1.5
            || place.top < edge.top - 3 || place.bottom > edge.bottom + 3)
          found.push(`cut: ${name}`);
      }
    }
  }

  visit(document.body);
  boxes.sort((one, other) => one.place.top - other.place.top);
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      const [a, b] = [one.place, other.place];
      if (b.top > a.bottom) break;
      if (one.node === other.node) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // lines of one paragraph reach a little into each other
      if (wide > 2 && high > 0.4 * Math.min(a.height, b.height))
        found.push(`overlap: ${one.name} / ${other.name}`);
    }
  });
  return [found, boxes.length];
}"""

MAY_BE_CUT = ".hidden, .skip, .stacked thead, title, option"
"""What is for screen readers alone, or shown by itself."""


def check_layout(page: Page) -> None:
    """Fail where texts or controls overlap, are cut, or stick out of the window."""
    found, boxes = page.evaluate(MISPLACED, MAY_BE_CUT)
    assert not found, found
    assert boxes > 20
