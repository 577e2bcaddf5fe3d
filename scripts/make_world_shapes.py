"""Make the map's shapes: country outlines of Natural Earth from the npm package world-atlas, made small.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/make_world_shapes.py package/countries-50m.json

Natural Earth is in the public domain, world-atlas under the ISC licence. The outlines are kept to a
twentieth of a degree; islands smaller than that vanish. Equal input gives equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import zstandard

OUT = Path(__file__).parents[1] / "src" / "tearline" / "web" / "world_shapes.json.zst"
STEPS = 20  # a degree
LEAST = 4  # points of a ring


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """Return a topology's arcs in steps of a degree, counted up from their differences."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for across, up in arc:
            x, y = x + across, y + up
            point = round((x * kx + dx) * STEPS), round((y * ky + dy) * STEPS)
            if not points or points[-1] != point:
                points.append(point)
        made.append(points)
    return made


def ring_of(parts: list[int], arcs: list[list[tuple[int, int]]]) -> list[int]:
    """Return a ring as its first point and the steps from each to the next."""
    points: list[tuple[int, int]] = []
    for part in parts:
        arc = arcs[part] if part >= 0 else arcs[~part][::-1]
        points += arc[1:] if points else arc
    flat: list[int] = []
    last = (0, 0)
    for point in points:
        if not flat or point != last:
            flat += [point[0] - last[0], point[1] - last[1]]
            last = point
    return flat


def main() -> None:
    """Write the shapes of the file that is named."""
    data = Path(sys.argv[1]).read_bytes()
    topology = json.loads(data)
    arcs = arcs_of(topology)
    rings = []
    for one in topology["objects"]["countries"]["geometries"]:
        polygons = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
        rings += [
            ring
            for polygon in polygons
            for parts in polygon
            if len(ring := ring_of(parts, arcs)) >= 2 * LEAST
        ]
    value = {
        "source": "Natural Earth 1:50m (public domain), from the npm package world-atlas 2.0.2 (ISC)",
        "sha256": hashlib.sha256(data).hexdigest(),
        "steps": STEPS,
        "rings": rings,
    }
    text = json.dumps(value, separators=(",", ":")).encode()
    OUT.write_bytes(zstandard.compress(text, 19))
    sys.stdout.write(f"{len(rings)} rings, {len(text)} bytes, {OUT.stat().st_size} compressed\n")


if __name__ == "__main__":
    main()
