// The page asks for parts of itself by address and puts what is new in place of what was there.
// Nothing is remembered but the address: reload, Back, Forward and links come by themselves.

const show = (id, words = null) => {
  const place = document.getElementById(id);
  if (words !== null) place.textContent = words;
  place.hidden = false;
};
const hide = id => { document.getElementById(id).hidden = true; };
const lost = () => show("lost");

// Where one is in what was visited here, so that undo does not lead away from the page.
let place = history.state?.place ?? 0, last = Math.max(place, Number(sessionStorage.last ?? 0));
let asking = null, dragging = null;

async function ask(address) {
  let answer;
  try {
    answer = await fetch(address, {signal: asking?.signal, headers: {Accept: "text/html"}});
  } catch (error) {
    if (error.name != "AbortError") lost();
    throw error;
  }
  const text = await answer.text(), made = new DOMParser().parseFromString(text, "text/html");
  if (answer.redirected && new URL(answer.url).pathname == "/join") location.assign("/join");
  if (!answer.ok) throw new Error($("#problem", made)?.textContent ?? answer.statusText);
  return made;
}

// Shows the view of an address; `how` says what becomes of the one before: push, replace or none.
async function go(url, how = "push", moved = "") {
  const to = new URL(url, location.href), page = $("#page");
  if (!page || to.pathname != "/" || to.origin != location.origin) return location.assign(to);
  asking?.abort();
  asking = new AbortController();
  const mine = asking;
  page.setAttribute("aria-busy", "true");
  try {
    const now = $("#page", await ask(`/part${to.search}`)), before = page.dataset.part;
    to.search = now.dataset.address;
    if (how == "push") keep(place + 1, to, "pushState", moved);
    if (how == "replace") keep(place, to, "replaceState", moved);
    hide("refused");
    document.documentElement.classList.toggle("big", to.searchParams.get("big") == "1");
    patch(page, now);
    document.title = `${$("h1")?.textContent.slice(0, 80)} · Parley`;
    $("#told").textContent = $("h1")?.textContent ?? "";
    if (before != page.dataset.part && how != "none") $("#main").focus({preventScroll: true});
    if (to.hash) reach(to.hash); else if (before != page.dataset.part) scrollTo(0, 0);
    ready();
  } catch (error) {
    if (error.name == "AbortError") return;
    if (error.message && !$("#lost:not([hidden])")) show("refused", error.message);
    sync(page);
  } finally {
    if (mine == asking) page.removeAttribute("aria-busy");
  }
}

function keep(at, to, how, moved) {
  place = at;
  last = how == "pushState" ? at : last;
  sessionStorage.last = last;
  history[how]({place, moved}, "", to);
}

function reach(hash) {
  const found = document.getElementById(decodeURIComponent(hash.slice(1)));
  for (let one = found; one; one = one.parentElement) if (one.localName == "details") one.open = true;
  found?.scrollIntoView({block: "center"});
  $("input, select", found ?? document.createElement("p"))?.focus({preventScroll: true});
}

// Changes what is there into what shall be there, and leaves alone what is the same: dots move,
// a slider that is being dragged stays in the hand, what was unfolded stays unfolded, and what comes
// later stays until it comes.
function patch(old, now) {
  if (old.isEqualNode(now) || old === dragging) return;
  if (old.nodeType != 1 || old.nodeName != now.nodeName || old.id != now.id) return old.replaceWith(now);
  if (old.dataset.loaded && path(old) == path(now)) { old.dataset.load = now.dataset.load; return; }
  const mine = old.localName == "details" ? ["open"] : old.dataset.do ? ["hidden"] : [];
  for (const {name} of [...old.attributes])
    if (!now.hasAttribute(name) && !mine.includes(name)) old.removeAttribute(name);
  for (const {name, value} of [...now.attributes])
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.localName == "input" && old.type != "file") { old.value = now.getAttribute("value"); return; }
  const keyed = Object.fromEntries([...old.children].filter(one => one.id).map(one => [one.id, one]));
  let here = old.firstChild;
  for (const next of [...now.childNodes]) {
    const same = keyed[next.id];
    if (same && same !== here && same.parentNode == old) { old.insertBefore(same, here); here = same; }
    const after = here?.nextSibling ?? null;
    if (!here) old.append(next); else patch(here, next);
    here = after;
  }
  while (here) { const after = here.nextSibling; here.remove(); here = after; }
  if (old.localName == "select") old.value = ($("option[selected]", old) ?? old.options[0])?.value;
}

const path = one => one.dataset.load?.split("?")[0];

function sync(page) {
  for (const one of $$("input[type=range]", page)) { one.value = one.getAttribute("value"); say(one); }
  for (const one of $$(".split", page)) draw(one);
}

// The address that a form asks for: what stands as in the file is left out.
function addressOf(form) {
  const given = new URLSearchParams();
  const moved = new Set($$(".split", form).filter(split => $$("input", split).some(differs)).map(one => one.id));
  for (const [name, value] of new FormData(form)) {
    const input = form.elements[name], split = input.closest?.(".split");
    if (input.dataset?.text === undefined || (split ? moved.has(split.id) : differs(input)))
      given.append(name, value);
  }
  return `/?${given}`;
}

const differs = one => one.value !== one.dataset.text
  && !(Math.abs(Number(one.value) - Number(one.dataset.text)) < 1e-9);

// One control that is moved on and on is one step to undo.
const send = (form, moved = "") =>
  go(addressOf(form), moved && history.state?.moved == moved ? "replace" : "push", moved);

addEventListener("click", event => {
  const link = event.target.closest("a[href]"), button = event.target.closest("[data-do]");
  if (button) return ({undo, redo, copy, watch, play})[button.dataset.do]();
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const to = new URL(link.getAttribute("href") ?? link.href.baseVal, location.href);
  if (link.hasAttribute("download") || to.origin != location.origin || to.pathname != "/") return;
  event.preventDefault();
  if (to.search == location.search && to.hash) { history.replaceState(history.state, "", to); reach(to.hash); }
  else go(to);
});

addEventListener("submit", event => {
  const form = event.target;
  if (form.method != "get" || new URL(form.action).pathname != "/" || !$("#page")) return;
  event.preventDefault();
  send(form);
});

addEventListener("change", event => {
  const form = event.target.closest("form[data-live]");
  if (form) send(form, event.target.closest("[id]").id);
});
addEventListener("pointerdown", event => {
  dragging = event.target.type == "range" ? event.target : null;
  grab(event, split => send(split.closest("form"), split.id));
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { dragging = null; });
addEventListener("popstate", event => {
  place = event.state?.place ?? 0;
  go(location.href, "none");
});
addEventListener("offline", lost);
addEventListener("online", () => { source?.close(); source = null; if ($("#room")) listen(); });

const undo = () => history.back(), redo = () => history.forward();
async function copy() {
  try { await navigator.clipboard.writeText(location.href); } catch { prompt("The address of this view", location.href); return; }
  $("#told").textContent = "The link is copied";
  $("[data-do=copy]").textContent = "Copied";
}

// Puts the dots that changed back where they are in the text, and lets them move again.
async function watch() {
  const dots = $$(".dots .moved"), shown = await ask($(".dots").dataset.text);
  const before = $$(".dots a", shown), all = $$(".dots a");
  for (const dot of dots) {
    const [from, to] = [before[all.indexOf(dot)], dot].map(one => $("circle", one));
    if (!from) continue;
    const path = ["cx", "cy"].map(at => from.getAttribute(at) - to.getAttribute(at));
    const frames = [{transform: `translate(${path[0]}px, ${path[1]}px)`, fill: from.getAttribute("fill")}, {}];
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches)
      to.animate(frames, {duration: 1500, delay: 300, fill: "backwards", easing: "ease-in-out"});
  }
}

let playing = 0;
function play() {
  if (playing) { clearInterval(playing); playing = 0; } else {
    playing = setInterval(() => {
      const step = $("#step"), end = step && new URL(step.href).search == location.search;
      if (!step || end) play(); else go(step.href, "replace");
    }, 1000);
  }
  ready();
}

// What is worked out apart from the page, and comes when it is ready; what is stale is asked for no more.
const loading = new WeakMap();
async function load(one) {
  const address = one.dataset.load, asked = new AbortController();
  if (one.dataset.loaded == address) return;
  one.dataset.loaded = address;
  loading.get(one)?.abort();
  loading.set(one, asked);
  one.setAttribute("aria-busy", "true");
  try {
    const made = await (await fetch(address, {signal: asked.signal})).text();
    if (one.dataset.load == address) {
      one.replaceChildren(...new DOMParser().parseFromString(made, "text/html").body.childNodes);
      one.removeAttribute("aria-busy");
      fillIn();
    }
  } catch { if (!asked.signal.aborted) { delete one.dataset.loaded; lost(); } }
}

// What was predicted in the room is handed in with the view that was asked about.
function fillIn() {
  const form = $(".lines[data-own]"), said = $("#room > .room[data-guess]")?.dataset;
  if (!form || form.dataset.own != said?.own) return;
  for (const [name, words] of [["prediction", said.guess], ["reason", said.reason]])
    form.elements[name].value ||= words;
}

function ready() {
  fillIn();
  for (const one of $$("[data-do]:not([data-do=undo], [data-do=redo])")) one.hidden = false;
  for (const [name, can] of [["undo", place > 0], ["redo", place < last]]) {
    const button = $(`[data-do=${name}]`);
    if (button) button.hidden = !can;
  }
  const button = $("[data-do=play]");
  if (button) button.textContent = playing ? "stop" : "play";
  for (const one of $$("[data-load]")) load(one);
}

// Whoever writes something to hand in is not led away from it; the room says where the others are.
const writes = () => $(".lines[data-written]");
addEventListener("input", event => event.target.closest(".lines")?.setAttribute("data-written", ""));

// News of the room, and whether the page still answers; not while nobody looks.
let source = null, news = null;
function listen() {
  if (document.hidden) { source?.close(); source = null; return; }
  source ??= new EventSource("/events");
  source.onerror = lost;
  source.onopen = () => hide("lost");
  source.onmessage = message => {
    const before = news, room = $("#room");
    news = message.data;
    if (before === null || before == news || !room) { if (before === null) return; }
    if (room) { delete room.dataset.loaded; load(room); }
    if (before == news || $("[data-leads]") || writes()) return;
    const {asked, shown, pins} = JSON.parse(news);
    if (pins !== null && JSON.stringify(pins) != JSON.stringify(JSON.parse(before).pins)) location.assign("/pins");
    else if (shown !== null && shown !== JSON.parse(before).shown) go(`/?${shown}`);
    else if (asked !== null && shown === null && asked !== JSON.parse(before).asked) location.assign("/ask");
  };
}
document.addEventListener("visibilitychange", () => $("#room") && listen());

document.documentElement.classList.add("scripted");
history.replaceState({place, moved: ""}, "");
ready();
if (location.hash) reach(location.hash);
if ($("#room")) listen();
