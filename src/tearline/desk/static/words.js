// Selecting words of the page by keyboard or mouse, on the picture or in a text: first word, last word, in the
// order they were read. It is only marked here, and sent as any other decision is.

export class Words {
  constructor(desk, boxes, say, began) {
    this.address = desk.dataset.address;
    this.boxes = boxes;
    this.say = say;
    this.began = began;
    this.text = document.getElementById("words");
    this.view = boxes.svg ? desk.querySelector(".view") : this.text;
    this.button = document.getElementById("pick-words");
    this.all = null;
    this.on = false;
    this.button?.addEventListener("click", () => (this.on ? this.end() : this.begin()));
    boxes.svg?.addEventListener("pointerdown", (event) => this.down(event));
    boxes.svg?.addEventListener("pointermove", (event) => this.drag(event));
    boxes.svg?.addEventListener("pointerup", () => { this.dragging = false; });
  }

  /** Begin at the first word that is seen (or that was chosen last); the words come once, as numbers. */
  begin() {
    this.began();
    this.on = true;
    this.ready = this.started();  // what is pressed meanwhile waits for it
  }

  async started() {
    this.all ??= await this.fetched();
    if (!this.all.length) { this.on = false; this.say("No word was read on this page: draw a box instead (n)."); return; }
    this.button?.setAttribute("aria-pressed", "true");
    this.boxes.svg?.classList.add("drawing");
    const details = document.getElementById("text");
    if (!this.boxes.svg && details) { details.open = true; }
    this.anchor = this.head = Math.min(this.head ?? this.seen(), this.all.length - 1);
    this.view?.focus({ preventScroll: true });
    this.show("Words: arrows go from word to word, Shift and arrows take more, w withholds, Escape leaves. ");
  }

  async fetched() {
    const answer = await fetch(`${this.address}/words`);
    if (!answer.ok) { return []; }
    const lines = (await answer.text()).split("\n").filter(Boolean);
    const words = lines.map((line) => line.split(" ").map(Number));
    return this.boxes.svg ? words.filter((word) => word.length === 6) : words;
  }

  /** The first word in the part of the picture that is seen. */
  seen() {
    if (!this.boxes.svg) { return 0; }
    const frame = this.view.getBoundingClientRect();
    const [, top] = this.boxes.at({ clientX: frame.left, clientY: Math.max(frame.top, 0) });
    const found = this.all.findIndex((word) => word[3] >= top);
    return found < 0 ? 0 : found;
  }

  end() {
    this.on = false;
    this.button?.setAttribute("aria-pressed", "false");
    this.boxes.svg?.classList.remove("drawing");
    for (const rect of this.boxes.svg?.querySelectorAll(".drawn") ?? []) { rect.remove(); }
    if (!this.boxes.svg) { getSelection().removeAllRanges(); }
  }

  /** Go on by a word (or to the nearest of the next line), keeping where it began where more are taken. */
  async move(dx, dy, more) {
    await this.ready;
    if (!this.on) { return; }
    this.head = dy ? this.line(Math.sign(dy)) : Math.min(this.all.length - 1, Math.max(0, this.head + Math.sign(dx)));
    if (!more) { this.anchor = this.head; }
    this.show("");
  }

  line(way) {
    const [, , left, top, right, bottom] = this.all[this.head];
    if (left === undefined) { return Math.min(this.all.length - 1, Math.max(0, this.head + 8 * way)); }
    const middle = (left + right) / 2;
    let best = this.head;
    let least = Infinity;
    for (const [at, word] of this.all.entries()) {
      const away = way > 0 ? word[3] - bottom : top - word[5];
      const height = bottom - top;
      if (away < -height / 3 || at === this.head) { continue; }
      const far = Math.max(0, away) * 4 + Math.abs((word[2] + word[4]) / 2 - middle);
      if (far < least) { least = far; best = at; }
    }
    return best;
  }

  chosen() { return this.all.slice(Math.min(this.anchor, this.head), Math.max(this.anchor, this.head) + 1); }

  /** The selection as the desk reads it: its first and last code point. */
  said() {
    const words = this.chosen();
    return `${Math.min(...words.map((word) => word[0]))} ${Math.max(...words.map((word) => word[1]))}`;
  }

  show(first) {
    const words = this.chosen();
    const [start, end] = this.said().split(" ").map(Number);
    const range = this.range(start, end);
    if (this.boxes.svg) {
      for (const rect of this.boxes.svg.querySelectorAll(".drawn")) { rect.remove(); }
      for (const word of words) { this.boxes.svg.append(this.boxes.rect(word.slice(2), "drawn")); }
      this.boxes.svg.lastElementChild.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (range) {
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
    }
    const count = words.length === 1 ? "1 word" : `${words.length} words`;
    this.say(`${first}${count}: ${range ? range.toString().replace(/\s+/g, " ").slice(0, 200) : ""}`);
  }

  /** The stretch of the text shown that has these code points; null where the text is not shown. */
  range(start, end) {
    const range = document.createRange();
    let met = false;
    for (const piece of this.text?.querySelectorAll("[data-at]") ?? []) {
      const node = piece.firstChild;
      if (!node) { continue; }
      const points = [...node.data];
      const at = Number(piece.dataset.at);
      const offset = (point) => points.slice(0, point - at).join("").length;
      if (!met && start >= at && start < at + points.length) { range.setStart(node, offset(start)); met = true; }
      if (met && end > at && end <= at + points.length) { range.setEnd(node, offset(end)); return range; }
    }
    return null;
  }

  /** The word under a pointer, else the nearest. */
  under(event) {
    const [x, y] = this.boxes.at(event);
    const far = ([, , left, top, right, bottom]) => Math.max(left - x, 0, x - right) + 4 * Math.max(top - y, 0, y - bottom);
    let best = 0;
    for (const [at, word] of this.all.entries()) { if (far(word) < far(this.all[best])) { best = at; } }
    return best;
  }

  down(event) {
    if (!this.on || !this.all) { return; }
    event.preventDefault();
    this.boxes.svg.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.head = this.under(event);
    if (!event.shiftKey) { this.anchor = this.head; }
    this.show("");
  }

  drag(event) {
    if (!this.on || !this.dragging) { return; }
    const head = this.under(event);
    if (head !== this.head) { this.head = head; this.show(""); }
  }
}
