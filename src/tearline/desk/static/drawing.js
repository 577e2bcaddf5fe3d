// Drawing a box, by mouse or by keyboard: it is only marked here, and sent as any other decision is.
const STEP = 100;

export class Drawing {
  constructor(desk, boxes, say, began) {
    this.began = began;
    this.boxes = boxes;
    this.say = say;
    this.on = false;
    this.box = null;
    this.from = null;
    this.button = document.getElementById("draw");
    this.view = desk.querySelector(".view");
    if (!boxes.svg) { return; }
    this.button.addEventListener("click", () => (this.on ? this.end() : this.begin()));
    boxes.svg.addEventListener("pointerdown", (event) => this.down(event));
    boxes.svg.addEventListener("pointermove", (event) => this.drag(event));
    boxes.svg.addEventListener("pointerup", () => this.up());
  }

  /** Begin: a box in the middle of what is seen, for the keyboard; the mouse draws its own. */
  begin() {
    if (!this.boxes.svg) { this.say("A text file has no picture: select words in its text, then x."); return; }
    this.on = true;
    this.began();
    this.button.setAttribute("aria-pressed", "true");
    this.boxes.svg.classList.add("drawing");
    const frame = this.view.getBoundingClientRect();
    const [x, y] = this.boxes.at({ clientX: frame.left + frame.width / 2, clientY: frame.top + Math.min(frame.height, innerHeight) / 2 });
    const left = Math.round(Math.min(x, this.boxes.wide - 7200) / STEP) * STEP;
    const top = Math.round(Math.min(y, this.boxes.tall - 1400) / STEP) * STEP;
    this.show([Math.max(0, left), Math.max(0, top), Math.min(this.boxes.wide, Math.max(0, left) + 7200), Math.min(this.boxes.tall, Math.max(0, top) + 1400)]);
    this.view.focus({ preventScroll: true });
    this.say("Drawing: arrows place the box, Shift and arrows size it, w withholds it, Escape leaves.");
  }

  end() {
    this.on = false;
    this.box = null;
    this.button?.setAttribute("aria-pressed", "false");
    this.boxes.svg?.classList.remove("drawing");
    this.boxes.svg?.querySelector(".drawn")?.remove();
  }

  show(area) {
    this.box = area;
    this.boxes.svg.querySelector(".drawn")?.remove();
    this.boxes.svg.append(this.boxes.rect(area, "drawn"));
  }

  move(dx, dy, size) {
    const area = this.boxes.moved(this.box, dx * 5, dy * 5, size) ?? this.boxes.moved(this.box, dx, dy, size);
    if (area) { this.show(area); }
  }

  said() { return this.box.map(Math.round).join(" "); }

  down(event) {
    if (!this.on) { return; }
    event.preventDefault();
    this.boxes.svg.setPointerCapture(event.pointerId);
    this.from = this.boxes.at(event);
  }

  drag(event) {
    if (!this.from) { return; }
    const [x, y] = this.boxes.at(event);
    const [a, b] = this.from;
    const area = [Math.floor(Math.min(a, x)), Math.floor(Math.min(b, y)), Math.ceil(Math.max(a, x)), Math.ceil(Math.max(b, y))];
    if (area[2] - area[0] >= STEP && area[3] - area[1] >= STEP) { this.show(area); }
  }

  up() {
    this.from = null;
    this.view.focus({ preventScroll: true });
  }
}
