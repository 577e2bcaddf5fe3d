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

  /** Draw what the rows say. */
  mirror(rows) {
    if (!this.svg) { return; }
    const kept = [...this.svg.querySelectorAll(".drawn")];
    const made = [];
    for (const row of rows) {
      if (row.dataset.state === "clear") { continue; }
      for (const area of this.areas(row)) {
        const rect = this.rect(area, row.dataset.state.replace(" ", "-"));
        rect.dataset.of = row.dataset.id;
        made.push(rect);
      }
    }
    this.svg.replaceChildren(...made, ...kept);
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
    for (const rect of this.svg.children) { rect.classList.toggle("chosen", rect.dataset.of === id); }
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
