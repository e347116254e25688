
// The hand-out mixes what was run to what is set; nothing is remembered, and nothing is asked for.
const {outcomes, parties, numbers, shares, asks, command} = JSON.parse($("#data").textContent);
const MILLIONTHS = 1e6, DOTS = 100, ROW = 10, DUST = 1e-9, SVG = "http://www.w3.org/2000/svg";
const text = {weights: parties.map(one => one.weights), at: numbers.map(one => one.text)};
let set = text;

const product = weights => weights.reduce((all, one) => all.flatMap(have => one.map(more => have * more)), [1]);
const total = values => values.reduce((sum, one) => sum + one, 0);

// Shares are linear in the weights. Of each party, the text's weights were run beside its readings:
// as much of these as there is in a mixture is taken from that run, and what is left from readings.
function mixed({weights, at}) {
  const parts = product(weights.map((one, p) => {
    const own = text.weights[p];
    const left = Math.min(1, ...one.map((weight, r) => own[r] > 0 ? weight / own[r] : 1));
    return [left, ...one.map((weight, r) => weight - left * own[r])];
  }));
  const nodes = shares[numbers.reduce((place, one, n) => place * one.values.length + at[n], 0)];
  return outcomes.map((_, o) => total(parts.map((part, n) => part * nodes[n][o])) / MILLIONTHS);
}

const onTime = mix => total(mix.filter((_, o) => outcomes[o].on_time));
const whole = share => Math.floor(100 * share + 0.5);

// As sim/style/sentences.py says it: what is there does not read as none, nor most as all.
function of100(share) {
  if (share < 1 / MILLIONTHS) return "no world";
  if (share > 1 - 1 / MILLIONTHS) return "every world";
  return ["fewer than 1", "over 99"][[0, 100].indexOf(whole(share))] ?? `${whole(share)}`;
}
const worlds = share => of100(share).includes("world") ? of100(share) : `${of100(share)} of 100 worlds`;

// As many dots as sim/page/shares.py gives them: whole numbers that sum up, as near to the shares as
// can be; those of meetings on time, and of the most frequent outcome, as sentences round them.
function largestRemainder(mix, sum) {
  const wanted = mix.map(share => sum * share / total(mix)), found = wanted.map(one => Math.floor(one + DUST));
  const order = [...found.keys()].sort((a, b) => (found[a] - wanted[a]) - (found[b] - wanted[b]));
  order.slice(0, sum - total(found)).forEach(o => { found[o] += 1; });
  return found;
}

function dotsAmong(mix, sum, most) {
  const kept = Math.min(whole(mix[most] ?? 0), sum);
  const others = mix.map((share, o) => share > DUST && !(kept && o == most) ? share : 0);
  if (!total(others)) return mix.map((_, o) => o == most ? sum : 0);
  return largestRemainder(others, sum - kept).map((found, o) => found + (o == most ? kept : 0));
}

function dotsFor(mix) {
  const most = mix.indexOf(Math.max(...mix)), met = outcomes.filter(one => one.on_time).length;
  const held = whole(onTime(mix)), later = dotsAmong(mix.slice(met), DOTS - held, most - met);
  return [...dotsAmong(mix.slice(0, met), held, most), ...later];
}

const dots = Array.from({length: DOTS}, () => {
  const link = document.createElementNS(SVG, "a"), title = document.createElementNS(SVG, "title");
  const circle = document.createElementNS(SVG, "circle");
  circle.setAttribute("r", 4.2);
  link.setAttribute("tabindex", -1);
  link.append(title, circle);
  $("#dots").append(link);
  return {link, title, circle, outcome: null};
});

// As few dots as can be go over to another outcome; there they stand behind those that stayed.
function place(counts) {
  const free = [...counts], moving = dots.filter(dot => !(free[dot.outcome]-- > 0));
  free.forEach((_, o) => { free[o] = Math.max(0, free[o]); });
  for (const dot of moving) {
    dot.outcome = free.findIndex(one => one > 0);
    free[dot.outcome] -= 1;
  }
  const order = outcomes.flatMap((_, o) => [false, true].flatMap(came =>
    dots.filter(dot => dot.outcome == o && moving.includes(dot) == came)));
  order.forEach(({link, title, circle, outcome}, at) => {
    const {words, fill, told, id} = outcomes[outcome];
    circle.setAttribute("cx", 10 * (at % ROW) + 5);
    circle.setAttribute("cy", 10 * Math.floor(at / ROW) + 5);
    circle.setAttribute("fill", fill);
    title.textContent = words;
    if (told) link.setAttribute("href", `#w-${id}`); else link.removeAttribute("href");
  });
}

const isText = ({weights, at}) => `${weights}|${at}` == `${text.weights}|${text.at}`;
const signed = change => change ? `${change > 0 ? "+" : "−"}${Math.abs(change)}` : "±0";
const before = {share: onTime(mixed(text)), counts: dotsFor(mixed(text))};

// Shows what is set: the answer, the dots, what changed, and the command that gives the same.
function show() {
  const mix = mixed(set), counts = dotsFor(mix), share = onTime(mix), changed = !isText(set);
  const mark = document.createElement("mark"), then = document.createElement("small");
  mark.textContent = worlds(share);
  then.textContent = changed ? ` The text: ${of100(before.share)}.` : "";
  $("#answer").replaceChildren(changed ? "As set here, in " : "As the scenario stands, in ", mark, ".", then);
  place(counts);
  $$(".legend li").forEach((line, o) => {
    const change = counts[o] - before.counts[o], said = $(".change", line);
    $("b", line).textContent = line.dataset.dots = counts[o];
    said.textContent = changed ? signed(change) : "";
    said.className = `change ${change > 0 ? "more" : change < 0 ? "fewer" : "quiet"}`;
  });
  $("#back").disabled = !changed;
  $("#command").textContent = commanded();
}

function commanded() {
  const sets = {...command.sets};
  const give = (path, word) => {
    for (const one of Object.keys(sets)) if (`${one}.`.startsWith(`${path}.`)) delete sets[one];
    sets[path] = word;
  };
  numbers.forEach((one, n) => { if (set.at[n] != text.at[n]) give(one.path, `${one.path}=${one.values[set.at[n]]}`); });
  parties.forEach((one, p) => {
    const weights = one.readings.map(({key}, r) => `${key}: ${Number(set.weights[p][r].toFixed(9))}`);
    if (`${set.weights[p]}` != `${text.weights[p]}`) give(one.path, `"${one.path}={value: {${weights.join(", ")}}}"`);
  });
  return [command.words, ...Object.values(sets).map(word => `--set ${word}`)].join(" ");
}

// Puts the sliders where the settings are, and the other way round.
function sliders() {
  parties.forEach((one, p) => {
    const split = document.getElementById(one.path);
    $$("input", split).forEach((input, r) => { input.value = set.weights[p][r]; say(input); });
    draw(split);
  });
  numbers.forEach((one, n) => {
    const input = $("input", document.getElementById(one.path));
    input.value = set.at[n];
    say(input);
  });
}

function read(moved) {
  const values = id => $$("input", document.getElementById(id)).map(input => Number(input.value));
  set = {
    weights: parties.map((one, p) => {
      if (one.path != moved) return set.weights[p];
      const given = values(one.path), sum = total(given);
      return given.map(weight => weight / sum);
    }),
    at: numbers.map((one, n) => one.path == moved ? values(one.path)[0] : set.at[n]),
  };
  show();
}

function go(settings) { set = settings; sliders(); show(); tell(); }
function tell() { $("#said").textContent = $("#answer").textContent; }

$("#settings").addEventListener("input", event => read(event.target.closest("[id]").id));
$("#settings").addEventListener("change", tell);
$("#settings").addEventListener("submit", event => event.preventDefault());
$("#settings").addEventListener("pointerdown", event => grab(event, tell, split => read(split.id)));
$("#back").addEventListener("click", () => go(text));

// What is asked for before it is shown, one after the other.
let asked = 0;
function ask() {
  const one = asks[asked];
  $("#ask").hidden = !one;
  $("#landed").hidden = true;
  go(text);
  if (!one) return;
  $("#suppose").textContent = one.suppose;
  $("#ask").reset();
  say($("#ask input"));
}

function reveal(event) {
  event.preventDefault();
  const one = asks[asked], guess = Number($("#ask input").value);
  go({
    weights: parties.map((party, p) => one.weights[party.path] ?? text.weights[p]),
    at: numbers.map((number, n) => one.at[number.path] ?? text.at[n]),
  });
  const landed = whole(onTime(mixed(set))), [you, model] = $$("#landed .scale circle");
  you.setAttribute("cx", 2 * guess);
  model.setAttribute("cx", 2 * landed);
  $$("#landed h2 b").forEach((one, n) => { one.textContent = [guess, landed][n]; });
  $("#landed .quiet").textContent = Math.abs(landed - guess) <= 3 ? "Close. Which sentence told you?"
    : `${landed > guess ? "More" : "Fewer"} than you thought. Which assumption makes the difference?`;
  asked += 1;
  $("#next").textContent = asks[asked] ? "Predict another" : "Now change things yourself";
  $("#ask").hidden = true;
  $("#landed").hidden = false;
  $("#next").focus({preventScroll: true});
}

$("#ask")?.addEventListener("submit", reveal);
$("#skip")?.addEventListener("click", () => { $("#ask").hidden = true; $("#settings").scrollIntoView(); });
$("#next")?.addEventListener("click", () => { ask(); if (!asks[asked]) $("#settings").scrollIntoView(); });

// A link into what is folded unfolds it.
function reach() {
  const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let one = found; one; one = one.parentElement) if (one.localName == "details") one.open = true;
  found?.scrollIntoView();
}
addEventListener("hashchange", reach);
addEventListener("click", event => { if (event.target.closest("a[href^='#']")) setTimeout(reach); });
addEventListener("beforeprint", () => { for (const one of $$("#stories details")) one.open = true; });

document.documentElement.classList.add("scripted");
$("#dots").removeAttribute("hidden");
if (asks.length) ask(); else go(text);
reach();
