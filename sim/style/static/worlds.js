// What the page and the hand-out share: sliders that say what they stand at, and readings in a bar.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

// What a slider stands at, in words, as sim/style/numbers.py says it.
function say(input) {
  const output = $("output", input.closest("label")), value = Number(input.value);
  if (!output) return;
  const days = Number(input.dataset.days ?? 0), words = input.dataset.words;
  if (input.dataset.stops) {
    output.textContent = input.dataset.stops.split("|")[value];
    input.setAttribute("aria-valuetext", output.textContent);
  } else if (words == "%") output.textContent = `${Math.round(100 * value)}%`;
  else if (days) output.textContent = `${Math.round(-100 * Math.expm1(-Math.exp(value) * days))}% by the deadline`;
  else output.textContent = `${Number(value.toPrecision(4))}`.replace("-", "−");
}

// Readings push each other: what one takes, those after it give first, then those before it.
function push(input) {
  const all = $$("input[type=range]", input.closest(".split")), at = all.indexOf(input);
  let over = all.reduce((sum, one) => sum + Number(one.value), 0) - 1;
  for (const one of [...all.slice(at + 1), ...all.slice(0, at).reverse()]) {
    const value = Math.min(1, Math.max(0, Number(one.value) - over));
    over -= Number(one.value) - value;
    one.value = value.toFixed(2);
    say(one);
  }
  draw(input.closest(".split"));
}

function draw(split) {
  const parts = $$(".weights rect", split), values = $$("input", split).map(one => Number(one.value));
  const whole = values.reduce((sum, one) => sum + one, 0) || 1;
  let x = 0;
  parts.forEach((part, at) => {
    part.setAttribute("x", x);
    part.setAttribute("width", 100 * values[at] / whole);
    x += 100 * values[at] / whole;
  });
}

// The bar itself is dragged where two readings meet; the sliders below do the same for the keyboard.
function grab(event, dropped, dragged = () => {}) {
  const bar = event.target.closest(".weights");
  if (!bar || event.button) return;
  const split = bar.closest(".split"), all = $$("input", split), box = bar.getBoundingClientRect();
  const where = move => Math.min(1, Math.max(0, (move.clientX - box.left) / box.width));
  const start = all.map(one => Number(one.value));
  const cuts = start.slice(0, -1).map((_, at) => start.slice(0, at + 1).reduce((sum, one) => sum + one, 0));
  const near = cuts.map(cut => Math.abs(cut - where(event)));
  const held = near.indexOf(Math.min(...near));
  const drag = move => {
    const now = [0, ...cuts.map((cut, at) =>
      at < held ? Math.min(cut, where(move)) : at > held ? Math.max(cut, where(move)) : where(move)), 1];
    all.forEach((one, at) => { one.value = (now[at + 1] - now[at]).toFixed(2); say(one); });
    draw(split);
    dragged(split);
  };
  const drop = () => {
    bar.removeEventListener("pointermove", drag);
    dropped(split);
  };
  event.preventDefault();
  bar.setPointerCapture(event.pointerId);
  bar.addEventListener("pointermove", drag);
  bar.addEventListener("pointerup", drop, {once: true});
}

// First of all who listen, so that the readings have made room before anybody asks where they stand.
addEventListener("input", event => {
  if (event.target.type != "range") return;
  say(event.target);
  if (event.target.closest(".split")) push(event.target);
}, true);
