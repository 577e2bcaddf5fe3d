// The boxes over the picture: one SVG in the page's own units (1/100 points), made anew from the list's rows.
const SVG = "http://www.w3.org/2000/svg";
const LEAST = 100;

export class Boxes {
  constructor(desk) {
    this.svg = document.getElementById("boxes");
    this.picture = document.getElementById("picture");
    this.wide = Number(desk.dataset.width);
    this.tall = Number(desk.dataset.height);
    const zoom = document.getElementById("zoom");
    zoom?.addEventListener("change", () => this.zoom(zoom.value));
  }

  /** The areas of a row, as lists of four numbers. */
  areas(row) {
    return row.dataset.boxes ? row.dataset.boxes.split(",").map((box) => box.split(" ").map(Number)) : [];
  }

  /** Draw what the rows say; what they say as before is left alone. */
  mirror(rows) {
    if (!this.svg) { return; }
    if (!this.known) {  // the server drew them first
      this.known = new Map();
      this.svg.replaceChildren(...this.svg.querySelectorAll(".drawn"));
    }
    const gone = new Set(this.known.keys());
    for (const row of rows) {
      const { id, state, boxes } = row.dataset;
      gone.delete(id);
      const key = `${state}|${boxes}`;
      const had = this.known.get(id);
      if (had?.key === key) { continue; }
      for (const rect of had?.rects ?? []) { rect.remove(); }
      const rects = state === "clear" ? [] : this.areas(row).map((area) => this.rect(area, state.replace(" ", "-")));
      for (const rect of rects) { rect.dataset.of = id; }
      this.known.set(id, { key, rects });
      this.svg.append(...rects);
    }
    for (const id of gone) {
      for (const rect of this.known.get(id).rects) { rect.remove(); }
      this.known.delete(id);
    }
    this.svg.append(...this.svg.querySelectorAll(".drawn"));  // what is being marked lies on top
  }

  rect([left, top, right, bottom], kind) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", kind);
    for (const [name, value] of [["x", left], ["y", top], ["width", right - left], ["height", bottom - top]]) {
      rect.setAttribute(name, value);
    }
    return rect;
  }

  /** Mark the boxes of one row, and bring the first into view. */
  mark(id) {
    if (!this.svg) { return; }
    for (const rect of this.svg.querySelectorAll(".chosen")) { rect.classList.remove("chosen"); }
    for (const rect of this.known?.get(id)?.rects ?? []) { rect.classList.add("chosen"); }
    this.svg.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The areas of a row moved (or made larger) by so many units, as the desk reads them; "" off the page. */
  shifted(row, dx, dy, size) {
    const areas = this.areas(row).map((area) => this.moved(area, dx, dy, size));
    return areas.every(Boolean) ? areas.map((area) => area.join(" ")).join(",") : "";
  }

  moved([left, top, right, bottom], dx, dy, size) {
    const area = size ? [left, top, right + dx, bottom + dy] : [left + dx, top + dy, right + dx, bottom + dy];
    const good = area[0] >= 0 && area[1] >= 0 && area[2] <= this.wide && area[3] <= this.tall;
    return good && area[2] - area[0] >= LEAST && area[3] - area[1] >= LEAST ? area : null;
  }

  /** The place of a pointer on the page, in units. */
  at(event) {
    const frame = this.svg.getBoundingClientRect();
    const x = (event.clientX - frame.left) / frame.width * this.wide;
    const y = (event.clientY - frame.top) / frame.height * this.tall;
    return [Math.min(this.wide, Math.max(0, x)), Math.min(this.tall, Math.max(0, y))];
  }

  zoom(value) {
    const scan = document.getElementById("scan");
    this.picture.className = `picture z${value}`;
    if (value === "150" || value === "200") { scan.src = scan.dataset.large; }
  }
}
