// A page of reporting: the list is the control, the marks in the text mirror it. Every key ends in one request, in
// order; nothing is kept here but what is chosen, and which item gathers others.
import { openNext, selectedIn, stepped } from "./picking.js";

const desk = document.getElementById("reports");
const list = document.getElementById("candidates");
const lines = document.getElementById("lines");
const status = document.getElementById("status");
const message = document.getElementById("message");
const help = document.getElementById("help");
const over = document.getElementById("over");
const left = document.getElementById("left");
const address = desk.dataset.address;
let chosen = "";
let line = null;
let queue = Promise.resolve();

function rows() { return [...list.children].filter((one) => !one.hidden); }
function row() { return document.getElementById(`c-${chosen}`); }
function say(text) { status.textContent = text; }

function marks(number) { return lines.querySelectorAll(`mark[data-of~="${number}"]`); }

function choose(one, focus = true) {
  if (!one) { return; }
  for (const other of list.querySelectorAll("[aria-current]")) { other.removeAttribute("aria-current"); }
  for (const mark of lines.querySelectorAll("mark.chosen")) { mark.classList.remove("chosen"); }
  chosen = one.dataset.number;
  one.setAttribute("aria-current", "true");
  const found = marks(chosen);
  for (const mark of found) { mark.classList.add("chosen"); }
  found[0]?.scrollIntoView({ block: "center" });
  if (focus) { one.querySelector(".pick").focus({ preventScroll: true }); one.scrollIntoView({ block: "nearest" }); }
}

function isChosen(one) { return one.dataset.number === chosen; }

function step(by) { choose(stepped(rows(), isChosen, by)); }

function nextOpen() {
  const found = openNext(rows(), isChosen, (one) => one.dataset.state === "candidate");
  if (found) { choose(found); } else { say("All of these are answered."); }
}

/** Send an answer behind those sent before it; the row comes back as it stands now. */
function answer(doing, into = "") {
  const one = row();
  if (!one) { say("Choose one first (j)."); return; }
  const number = one.dataset.number;
  const candidate = one.dataset.candidate;
  queue = queue.then(() => {  // what is seen now, after the answers before it
    const seen = document.getElementById(`c-${number}`).dataset.seen;
    return send(`${address}/answer`, new URLSearchParams({ candidate, do: doing, into, seen }), number);
  });
}

async function send(where, body, number) {
  desk.setAttribute("aria-busy", "true");
  message.replaceChildren();
  try {
    const answered = await fetch(where, {
      method: "POST", body, headers: { "hx-request": "true", "x-csrf": desk.dataset.csrf },
    });
    const page = new DOMParser().parseFromString(await answered.text(), "text/html");
    const fresh = page.querySelector("li.row");
    if (!answered.ok || !fresh) { throw new Error(page.querySelector(".fault, main")?.textContent.trim() || "It was not recorded."); }
    replace(number, fresh, page.querySelector(".said-done")?.textContent ?? "");
  } catch (error) {
    const why = document.createElement("p");
    why.className = "fault";
    const known = !(error instanceof TypeError);
    why.textContent = known ? error.message : "The desk could not be reached. Nothing is known to be recorded: press the same key again.";
    message.replaceChildren(why);
    say("");
  }
  desk.removeAttribute("aria-busy");
}

function replace(number, fresh, said) {
  const old = document.getElementById(`c-${number}`);
  const had = old.contains(document.activeElement);
  old.replaceWith(document.importNode(fresh, true));
  const now = document.getElementById(`c-${number}`);
  for (const mark of marks(number)) {
    mark.classList.remove("candidate", "accepted", "rejected", "withdrawn");
    mark.classList.add(now.dataset.state);
  }
  left.textContent = list.querySelectorAll("[data-state=candidate]").length;
  say(said);
  filter();
  if (chosen === number) { choose(now, had || document.activeElement === document.body); }
}

/** The item that gathers: chosen once, kept over pages, so that what other pages tell can be gathered too. */
function gatherer() { return JSON.parse(sessionStorage.getItem("gatherer") ?? "null"); }

function merge() {
  const one = row();
  if (!one) { say("Choose one first (j)."); return; }
  const held = gatherer();
  if (held && held.kind === one.dataset.kind && held.item !== one.dataset.item) { answer("gather", held.item); return; }
  if (held && held.item === one.dataset.item) { sessionStorage.removeItem("gatherer"); tellOver(); say("Gathers no more."); return; }
  if (one.dataset.state !== "accepted") { say("Accept the one that stays first (a), then m."); return; }
  sessionStorage.setItem("gatherer", JSON.stringify({ item: one.dataset.item, kind: one.dataset.kind, title: one.dataset.title }));
  tellOver();
  say("Now m on each that is the same thing.");
}

function tellOver() {
  const held = gatherer();
  over.textContent = held ? `Gathering under: ${held.title.slice(0, 120)} (m on it again ends that)` : "";
}

function filter() {
  const kinds = [...desk.querySelectorAll("input[name=kind]:checked")].map((one) => one.value);
  const open = document.getElementById("open-only").checked;
  for (const one of list.children) {
    one.hidden = !kinds.includes(one.dataset.kind) || (open && one.dataset.state !== "candidate" && one.dataset.number !== chosen);
  }
  for (const kind of ["statement", "incident", "commitment"]) { lines.classList.toggle(`no-${kind}`, !kinds.includes(kind)); }
}

function choseLine(by) {
  const all = [...lines.querySelectorAll(".ln")];
  const at = all.indexOf(line);
  line?.classList.remove("at");
  line = all[Math.min(all.length - 1, Math.max(0, at + by))] ?? null;
  line?.classList.add("at");
  line?.scrollIntoView({ block: "center" });
  say(line ? `${line.querySelector(".tag").textContent}: s makes an article begin here, or ends that` : "");
}

function splitHere() {
  if (!line) { say("Choose a line first (n)."); return; }
  line.querySelector("form.split").requestSubmit();
}

function byHand() {
  const found = selectedIn(lines);
  const of = found ? `?record=${encodeURIComponent(desk.dataset.record)}&start=${found[0]}&end=${found[1]}` : "";
  location.assign(`/register/new${of}`);
}

function kind(number) {
  const box = desk.querySelectorAll("input[name=kind]")[number];
  box.checked = !box.checked;
  filter();
}

const KEYS = {
  j: () => step(1), k: () => step(-1), o: nextOpen, a: () => answer("accept"), x: () => answer("reject"), u: () => answer("withdraw"),
  e: () => row()?.querySelector("[data-edit]").click(), m: merge, n: () => choseLine(1), p: () => choseLine(-1), s: splitHere, h: byHand,
  1: () => kind(0), 2: () => kind(1), 3: () => kind(2), "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || help.open) { return; }
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) { return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});
list.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (pick) { event.preventDefault(); choose(pick.closest(".row")); }
  const words = event.target.closest("a[data-from]");
  if (words) { event.preventDefault(); show(Number(words.dataset.from), Number(words.dataset.to)); }
});
list.addEventListener("submit", (event) => {
  event.preventDefault();
  choose(event.target.closest(".row"), false);
  answer(event.submitter.value);
});
lines.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-of]");
  if (mark && getSelection().isCollapsed) { choose(document.getElementById(`c-${mark.dataset.of.split(" ")[0]}`)); }
});
for (const box of desk.querySelectorAll("fieldset input")) { box.addEventListener("change", filter); }
document.getElementById("keys").addEventListener("click", () => help.showModal());
document.getElementById("keys").hidden = false;

/** Bring the words of a particular into view, and mark the pieces of text that they stand in. */
function show(from, to = from + 1) {
  for (const one of lines.querySelectorAll(".cited")) { one.classList.remove("cited"); }
  const pieces = [...lines.querySelectorAll("[data-at]")];
  const first = pieces.findLastIndex((one) => Number(one.dataset.at) <= from);
  const cited = pieces.filter((one, at) => at >= first && (at === first || Number(one.dataset.at) < to));
  for (const one of cited) { one.classList.add("cited"); }
  (cited[0] ?? pieces[0])?.scrollIntoView({ block: "center" });
}

tellOver();
filter();
const place = location.hash.match(/^#l-(\d+)(?:-(\d+))?$/);
const asked = location.hash.startsWith("#c-") ? document.getElementById(location.hash.slice(1)) : null;
if (place) {
  show(Number(place[1]), Number(place[2] ?? place[1]) );
  const row = lines.querySelector(".cited[data-of]")?.dataset.of.split(" ")[0];
  choose(row ? document.getElementById(`c-${row}`) : null, false);
  show(Number(place[1]), Number(place[2] ?? place[1]));
}
else { choose(asked ?? rows().find((one) => one.dataset.state === "candidate") ?? rows()[0]); }
desk.dataset.ready = "1";
