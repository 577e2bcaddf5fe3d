// The page of the desk: the list is the control, the boxes mirror it. Every key ends in a form that is sent at
// once; nothing is kept here but which finding is chosen and a box that is being drawn.
import { Boxes } from "./boxes.js";
import { Drawing } from "./drawing.js";
import { openNext, selectedIn, stepped } from "./picking.js";
import { Words } from "./words.js";

const desk = document.getElementById("desk");
const list = document.getElementById("findings");
const panel = document.getElementById("panel");
const message = document.getElementById("message");
const status = document.getElementById("status");
const help = document.getElementById("help");
const keysOn = document.getElementById("keys-on");
const mine = desk.dataset.mine === "1";
const address = desk.dataset.address;
const boxes = new Boxes(desk);
const drawing = new Drawing(desk, boxes, say, () => { words.end(); clearCodes(); });
const words = new Words(desk, boxes, say, () => { drawing.end(); clearCodes(); });
const undo = document.getElementById("undo");
const sent = [];  // what was chosen and marked as each form was sent, in order: answers come after other keys
let chosen = desk.dataset.chosen;
let aimed = "";

function rows() { return [...list.children]; }
function row() { return document.getElementById(`f-${chosen}`); }
function clearCodes() { for (const box of panel.querySelectorAll("input[name=code]")) { box.checked = false; } }
function say(text) { status.textContent = text; }

/** Choose a finding: its row, its boxes, and the form that answers it. */
function choose(one, focus = true) {
  if (!one) { return; }
  chosen = one.dataset.id;
  for (const other of list.querySelectorAll("[aria-current]")) {
    if (other === one) { continue; }
    other.removeAttribute("aria-current");
    other.querySelector(".pick").tabIndex = -1;
  }
  one.setAttribute("aria-current", "true");
  one.querySelector(".pick").tabIndex = 0;
  aim(one.dataset.drawn ? `place/${chosen}` : `finding/${chosen}`, one.dataset.seen);
  aimed = `${chosen} ${one.dataset.seen}`;
  const codes = one.dataset.codes ? one.dataset.codes.split("\t") : [];
  for (const box of panel.querySelectorAll("input[name=code]")) { box.checked = codes.includes(box.value); }
  panel.elements.reason.value = "";
  panel.elements.not_personal.checked = false;
  const about = document.getElementById("about");
  const title = one.querySelector(".title").textContent;
  const said = one.querySelector(".said")?.textContent;
  about.textContent = said ? `${title}: ${said}` : title;
  boxes.mark(chosen);
  if (focus) { one.querySelector(".pick").focus({ preventScroll: true }); one.scrollIntoView({ block: "nearest" }); }
}

/** The same finding is still the chosen one: what was ticked or typed for it stays. */
function stay(one, focus) {
  for (const other of list.querySelectorAll(".row[aria-current]")) { if (other !== one) { other.removeAttribute("aria-current"); } }
  if (!one) { return; }
  one.setAttribute("aria-current", "true");
  one.querySelector(".pick").tabIndex = 0;
  boxes.mark(one.dataset.id);
  if (focus) { (drawing.on || words.on ? words.view : one.querySelector(".pick")).focus({ preventScroll: true }); }
}

/** Point the form at what it answers. */
function aim(where, seen, areas = "", span = "") {
  panel.setAttribute("hx-post", `${address}/${where}`);
  panel.action = `${address}/${where}`;
  panel.elements.seen.value = seen;
  panel.elements.areas.value = areas;
  panel.elements.span.value = span;
}

/** One stop of the Tab key for the whole list: asked anew where all of its rows are new. */
function rove() {
  for (const pick of list.querySelectorAll(".row:not([aria-current]) .pick:not([tabindex])")) { pick.tabIndex = -1; }
}

function isChosen(one) { return one.dataset.id === chosen; }

function step(by) { choose(stepped(rows(), isChosen, by)); }

/** The next finding that is still open, below first, then from the top; the same one where none is. */
function nextOpen() {
  const open = (one) => ["open", "second", "disagreed", "deferred"].includes(one.dataset.state);
  choose(openNext(rows(), isChosen, open) ?? row());
}

/** What is marked on the page and belongs to no row yet: a drawn box, or selected words. */
function marked() { return { box: drawing.box, span: !drawing.box && words.on && words.all ? words.said() : "" }; }

/** Send the panel with a verdict, for the chosen finding, a drawn box or selected words. */
async function decide(verdict) {
  if (!mine) { say("This page is somebody else's for now."); return; }
  if (words.on) { await words.ready; }
  const { box, span } = marked();
  if ((box && sent.some((one) => one.box === box)) || (span && sent.some((one) => one.span === span))) { return; }
  if (box) {
    aim("place", "", drawing.said());
  } else if (span) {
    aim("place", "", "", span);
  } else if (!chosen || !row()) {
    say("Choose a finding first (j)."); return;
  }
  panel.requestSubmit(panel.querySelector(`button[value=${verdict}]`));
}

function withholdSelection() {
  const span = selectedIn(document.getElementById("words"))?.join(" ");
  if (!span) { say("Select words in the page's text first."); document.getElementById("text").open = true; return; }
  if (!panel.querySelector("input[name=code]:checked")) { say("Choose an exemption first (1 to 9), then x."); return; }
  aim("place", "", "", span);
  panel.requestSubmit(panel.querySelector("button[value=withhold]"));
}

/** Move or resize the chosen withheld box by whole points. */
function nudge(dx, dy, size) {
  const one = row();
  if (!one || one.dataset.state !== "withheld") { say("Only a withheld box moves: withhold it first (w)."); return; }
  const areas = boxes.shifted(one, dx, dy, size);
  if (!areas) { return; }
  post(`place/${one.dataset.id}/move`, { areas });
}

/** Send a small form of our own the way htmx sends the others. */
function post(where, values) {
  const form = undo;
  const home = `${address}/undo`;
  for (const [name, value] of Object.entries(values)) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    field.dataset.passing = "1";
    form.append(field);
  }
  form.setAttribute("hx-post", `${address}/${where}`);
  form.requestSubmit();
  form.setAttribute("hx-post", home);
  for (const field of form.querySelectorAll("[data-passing]")) { field.remove(); }
}

/** Go on to the next page, once all that was sent from this one is answered and none was refused. */
let leaving = false;
function leave() {
  leaving = sent.length > 0;
  if (!leaving) { document.getElementById("next")?.requestSubmit(); }
}

const KEYS = {
  j: () => step(1), k: () => step(-1), w: () => decide("withhold"), r: () => decide("release"), d: () => decide("defer"),
  e: () => panel.elements.reason.focus(), n: () => drawing.begin(), v: () => words.begin(), x: withholdSelection,
  u: () => undo.requestSubmit(), o: nextOpen, "?": () => help.showModal(),
  g: leave,
  Escape: () => { if (drawing.on || words.on) { say(""); } drawing.end(); words.end(); choose(row() ?? rows()[0]); },
};
const ARROWS = { ArrowLeft: [-100, 0], ArrowRight: [100, 0], ArrowUp: [0, -100], ArrowDown: [0, 100] };

function typed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || help.open) { return; }
  if (event.target !== document.body && !desk.contains(event.target)) { return; }
  const inField = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (inField) {
    const leaves = event.key === "Escape" || (event.key === "Enter" && event.target === panel.elements.reason);
    if (leaves) { event.preventDefault(); choose(row()); }  // Enter decides nothing: the next key does
    return;
  }
  if (!keysOn.checked && event.key !== "?") { return; }
  const arrow = ARROWS[event.key];
  if (arrow) {
    const marking = drawing.box || words.on;
    if (!marking && event.target.closest(".text, .view")) { return; }
    event.preventDefault();
    if (words.on) { words.move(...arrow, event.shiftKey); } else if (drawing.box) { drawing.move(...arrow, event.shiftKey); } else { nudge(...arrow, event.shiftKey); }
  } else if (/^[1-9]$/.test(event.key)) {
    const box = panel.querySelectorAll("input[name=code]")[Number(event.key) - 1];
    if (box) { box.checked = !box.checked; say(`${box.value} ${box.checked ? "on" : "off"}`); event.preventDefault(); }
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

list.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (pick) { event.preventDefault(); choose(pick.closest(".row")); }
});
document.getElementById("boxes")?.addEventListener("click", (event) => {
  const of = event.target.closest("rect[data-of]");
  if (of && !drawing.on && !words.on) { choose(document.getElementById(`f-${of.dataset.of}`)); }
});
document.getElementById("words")?.addEventListener("click", (event) => {
  const of = event.target.closest("mark[data-of]");
  if (of && getSelection().isCollapsed) { choose(document.getElementById(`f-${of.dataset.of.split(" ")[0]}`)); }
});
for (const id of ["draw", "pick-words"]) {  // left by its button, the form is the chosen finding's again
  document.getElementById(id)?.addEventListener("click", () => { if (!drawing.on && !words.on) { choose(row() ?? rows()[0], false); } });
}
document.getElementById("keys")?.addEventListener("click", () => help.showModal());
document.addEventListener("keydown", typed);  // between an answer and its focus the keys come to the body
for (const form of [panel, undo]) { form.addEventListener("submit", () => sent.push({ chosen, ...marked() })); }
addEventListener("beforeunload", (event) => { if (sent.length) { event.preventDefault(); } });
keysOn.checked = localStorage.getItem("single-keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("single-keys", keysOn.checked ? "on" : "off"));

document.addEventListener("htmx:before:request", () => { desk.setAttribute("aria-busy", "true"); message.textContent = ""; });
document.addEventListener("htmx:finally:request", (event) => {
  if ([panel, undo].includes(event.detail.ctx.sourceElement)) { sent.shift(); }
  if (sent.length) { return; }
  desk.removeAttribute("aria-busy");
  if (leaving && !message.querySelector(".fault")) { leave(); }
  leaving = false;
});
document.addEventListener("htmx:error", () => {
  const why = document.createElement("p");
  why.className = "fault";
  why.textContent = "The desk could not be reached. Nothing is known to be recorded: press the same key again; what was recorded once is not recorded twice.";
  message.replaceChildren(why);
});
document.addEventListener("htmx:after:swap", (event) => {
  const of = [panel, undo].includes(event.detail.ctx.sourceElement) ? sent[0] : undefined;
  const worked = !message.querySelector(".fault");
  if (!worked) { say(""); }  // what was said of the key before is not said of this one
  rove();
  boxes.mirror(rows());
  const now = marked();  // a box begun since is another one
  if (of && worked && of.box && of.box === now.box) { drawing.end(); }
  if (of && worked && of.span && of.span === now.span) { words.end(); }
  const answered = list.querySelector(".row[aria-current]");
  if (answered && (!of || of.chosen === chosen)) { chosen = answered.dataset.id; }  // else a key has gone on since
  const lost = document.activeElement === document.body;
  const one = row() ?? rows()[0];
  const typing = panel.contains(document.activeElement);
  if (drawing.on || words.on || (one && aimed === `${one.dataset.id} ${one.dataset.seen}`)) { stay(one, lost); } else { choose(one, lost || !typing); }
});

for (const id of ["draw", "pick-words", "keys"]) { document.getElementById(id)?.removeAttribute("hidden"); }
rove();
boxes.mirror(rows());
choose(row() ?? rows().find((one) => ["open", "second", "disagreed"].includes(one.dataset.state)) ?? rows()[0]);
if (!rows().length) { desk.querySelector(".view, #words")?.focus({ preventScroll: true }); }  // the keys begin there
desk.dataset.ready = "1";
