"""What is measured on a phone's page, said to the browser: too small for a finger, too wide, too pale, kept or not?

Each is an expression for `page.evaluate`; the first three return what offends, so that [] is a pass.
"""

# A finger finds 48 px both ways, or a label around the field that has them; links in a sentence are exempt.
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=file]), select, textarea, summary")]
  .map((one) => one.closest("label") ?? one)
  .filter((one) => one.getClientRects().length && getComputedStyle(one).display !== "inline")
  .filter((one) => one.getBoundingClientRect().height < 47.5 || one.getBoundingClientRect().width < 47.5)
  .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`)"""

# What reaches beyond the screen; drawings clip themselves.
WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("svg") && one.getClientRects().length)
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.right > innerWidth + 0.5 || box.left < -0.5)
  .map(([one]) => `${one.tagName}.${one.className}`)"""

# Text against the nearest painted ground behind it: 7:1, as sunlight asks (WCAG 1.4.6).
PALE = """() => {
  const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const bright = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = (one) => {
    const pair = [bright(read(getComputedStyle(one).color)), bright(ground(one))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => !one.children.length && one.textContent.trim() && one.getClientRects().length)
    .filter((one) => ratio(one) < 7)
    .map((one) => `${one.textContent.trim().slice(0, 20)} ${ratio(one).toFixed(1)}`);
}"""

# The size in px of every piece of text on the screen.
SIZES = """() => [...document.querySelectorAll("#screen *")]
  .filter((one) => !one.children.length && one.textContent.trim() && one.getClientRects().length)
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""

# Resolves with the state of the service worker once it controls the page.
CONTROLLED = """() => navigator.serviceWorker.ready.then((kept) => new Promise((done) => {
  const tell = () => (navigator.serviceWorker.controller ? done(kept.active.state) : setTimeout(tell, 50));
  tell();
}))"""
