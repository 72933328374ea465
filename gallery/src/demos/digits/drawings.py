#!/usr/bin/env python3
"""Writes drawings.json: 40 digits as people draw them on a pad of 256 by 256 with a mouse or a finger.

Each digit has four ways to be written. A way is a list of strokes in a box of its own, 1 high, with y
downwards; what differs besides is the height, the slant, the pen and the place. A hand trembles a little.
The same seed writes the same file: python3 drawings.py > drawings.json
"""

import json
import math
import random

PAD = 256
SEED = 20
# Pixels between two points of a stroke, about what a browser reports of a hand in motion.
STEP = 6


def line(*points):
    """Straight from point to point."""
    stroke = [points[0]]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        stroke += [(x0 + (x1 - x0) * t / 12, y0 + (y1 - y0) * t / 12) for t in range(1, 13)]
    return stroke


def curve(*points):
    """Smoothly through the points (Catmull and Rom 1974)."""
    ends = [points[0], *points, points[-1]]
    stroke = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        for step in range(12):
            t = step / 12
            stroke.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d)
            ))
    return stroke + [points[-1]]


def arc(cx, cy, rx, ry, start, end):
    """Along an ellipse, by angles in degrees: 0 is right, 90 is below."""
    angles = [math.radians(start + (end - start) * t / 40) for t in range(41)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


# The ways to write each digit: strokes in a box 1 high.
WAYS = {
    0: [
        [arc(0.33, 0.5, 0.33, 0.5, -90, -460)],
        [arc(0.25, 0.5, 0.25, 0.5, -70, -425)],
        [arc(0.42, 0.5, 0.42, 0.5, -110, 255)],
        [curve((0.4, 0.02), (0.16, 0.08), (0.02, 0.4), (0.08, 0.8), (0.3, 1), (0.52, 0.82), (0.58, 0.42), (0.44, 0.1), (0.3, 0.04))],
    ],
    1: [
        [line((0, 0), (0, 1))],
        [line((0, 0.24), (0.26, 0), (0.26, 1))],
        [line((0, 0.22), (0.24, 0), (0.24, 1)), line((0, 1), (0.5, 1))],
        [curve((0.03, 0), (0.01, 0.3), (0, 0.7), (0.02, 1))],
    ],
    2: [
        [curve((0.02, 0.24), (0.12, 0.06), (0.34, 0), (0.54, 0.1), (0.56, 0.3), (0.4, 0.56), (0.18, 0.8), (0, 1)) + line((0, 1), (0.64, 1))],
        [curve((0.04, 0.18), (0.24, 0), (0.48, 0.08), (0.52, 0.32), (0.34, 0.66), (0.12, 0.96), (0.02, 0.96), (0.06, 0.82), (0.24, 0.84), (0.44, 0.98), (0.64, 0.92))],
        [line((0, 0.02), (0.56, 0), (0.02, 0.98), (0.62, 1))],
        [curve((0, 0.2), (0.2, 0.01), (0.46, 0.04), (0.52, 0.26), (0.38, 0.52), (0.16, 0.78), (0.02, 0.96), (0.28, 0.92), (0.6, 0.98))],
    ],
    3: [
        [curve((0.04, 0.14), (0.22, 0), (0.46, 0.08), (0.48, 0.28), (0.32, 0.44), (0.2, 0.47)) + curve((0.2, 0.47), (0.42, 0.52), (0.56, 0.7), (0.46, 0.92), (0.22, 1), (0, 0.88))],
        [line((0.02, 0), (0.54, 0), (0.24, 0.38)) + curve((0.24, 0.38), (0.5, 0.44), (0.58, 0.68), (0.46, 0.92), (0.22, 1), (0, 0.9))],
        [curve((0, 0.1), (0.24, 0), (0.46, 0.12), (0.38, 0.36), (0.12, 0.46)) + curve((0.12, 0.46), (0.4, 0.5), (0.54, 0.72), (0.4, 0.94), (0.16, 1), (0.02, 0.94))],
        [curve((0.02, 0.2), (0.14, 0.02), (0.4, 0), (0.52, 0.18), (0.42, 0.38), (0.26, 0.48), (0.5, 0.56), (0.58, 0.76), (0.42, 0.97), (0.14, 0.98), (0, 0.82))],
    ],
    4: [
        [line((0.08, 0), (0, 0.56), (0.6, 0.56)), line((0.44, 0.1), (0.42, 1))],
        [line((0.44, 1), (0.46, 0), (0, 0.66), (0.66, 0.66))],
        [curve((0.04, 0), (0, 0.28), (0.06, 0.5), (0.3, 0.5), (0.5, 0.42)), line((0.52, 0.02), (0.5, 0.5), (0.48, 1))],
        [line((0.36, 0), (0, 0.6), (0.62, 0.58)), line((0.42, 0.34), (0.38, 1))],
    ],
    5: [
        [line((0.56, 0), (0.1, 0.02), (0.06, 0.42)) + curve((0.06, 0.42), (0.3, 0.36), (0.54, 0.52), (0.56, 0.76), (0.36, 0.98), (0.1, 1), (0, 0.92))],
        [line((0.08, 0.02), (0.06, 0.44)) + curve((0.06, 0.44), (0.32, 0.38), (0.52, 0.56), (0.5, 0.82), (0.28, 1), (0, 0.94)), line((0.08, 0.02), (0.54, 0))],
        [line((0.6, 0), (0.04, 0), (0.04, 0.44), (0.4, 0.44)) + curve((0.4, 0.44), (0.58, 0.56), (0.58, 0.84), (0.36, 1), (0, 0.98))],
        [curve((0.54, 0.02), (0.32, 0.04), (0.14, 0.02), (0.1, 0.2), (0.08, 0.4), (0.28, 0.4), (0.48, 0.54), (0.5, 0.78), (0.3, 0.98), (0.06, 0.96), (0, 0.84))],
    ],
    6: [
        [curve((0.46, 0), (0.2, 0.2), (0.02, 0.56), (0.06, 0.86), (0.3, 1), (0.52, 0.84), (0.5, 0.6), (0.28, 0.52), (0.08, 0.68))],
        [curve((0.3, 0), (0.12, 0.3), (0.01, 0.64), (0.1, 0.94), (0.32, 0.98), (0.46, 0.8), (0.36, 0.6), (0.14, 0.64), (0.04, 0.78))],
        [curve((0.52, 0.06), (0.36, 0), (0.14, 0.16), (0.01, 0.5), (0.06, 0.84), (0.28, 1), (0.52, 0.9), (0.58, 0.68), (0.42, 0.5), (0.18, 0.54), (0.06, 0.7))],
        [curve((0.2, 0), (0.06, 0.4), (0, 0.74), (0.14, 0.98), (0.36, 0.96), (0.44, 0.78), (0.3, 0.66), (0.1, 0.74), (0.04, 0.84))],
    ],
    7: [
        [line((0, 0), (0.58, 0), (0.2, 1))],
        [line((0, 0.02), (0.6, 0), (0.22, 1)), line((0.14, 0.5), (0.58, 0.48))],
        [line((0.02, 0.2), (0.02, 0.02), (0.6, 0)) + curve((0.6, 0), (0.44, 0.3), (0.34, 0.64), (0.32, 1))],
        [curve((0, 0.06), (0.2, 0.01), (0.4, 0.04), (0.58, 0.02), (0.46, 0.3), (0.3, 0.62), (0.2, 1))],
    ],
    8: [
        [curve((0.46, 0.12), (0.26, 0), (0.06, 0.14), (0.12, 0.36), (0.34, 0.5), (0.54, 0.7), (0.46, 0.94), (0.24, 1), (0.04, 0.88), (0.06, 0.66), (0.26, 0.5), (0.46, 0.34), (0.48, 0.14))],
        [arc(0.28, 0.24, 0.22, 0.24, -80, 285), arc(0.28, 0.74, 0.28, 0.26, -90, 275)],
        [curve((0.52, 0.04), (0.28, 0), (0.08, 0.12), (0.16, 0.34), (0.4, 0.52), (0.52, 0.74), (0.4, 0.97), (0.14, 0.98), (0.02, 0.8), (0.14, 0.56), (0.36, 0.36), (0.54, 0.12))],
        [arc(0.26, 0.25, 0.2, 0.25, 90, -270) + arc(0.26, 0.75, 0.26, 0.25, -90, 270)],
    ],
    9: [
        [arc(0.26, 0.27, 0.26, 0.27, -20, -350) + line((0.52, 0.2), (0.5, 1))],
        [curve((0.5, 0.12), (0.28, 0), (0.04, 0.14), (0.04, 0.38), (0.24, 0.5), (0.46, 0.36), (0.52, 0.12), (0.5, 0.5), (0.36, 0.82), (0.12, 1))],
        [curve((0.5, 0.08), (0.24, 0), (0.02, 0.2), (0.1, 0.46), (0.34, 0.46), (0.5, 0.22)) + curve((0.5, 0.22), (0.52, 0.6), (0.44, 0.92), (0.22, 1), (0.02, 0.9))],
        [curve((0.46, 0.2), (0.36, 0.02), (0.12, 0.04), (0, 0.26), (0.14, 0.44), (0.36, 0.4), (0.46, 0.2), (0.42, 0.6), (0.32, 1))],
    ],
}

# Height in pixels, slant in degrees, pen, and where in the room that is left (0 to 1 across and down):
# four for each digit. The thick pen is taken to larger digits, as people do.
HANDS = {
    0: [(150, 5, 12, 0.5, 0.5), (70, 0, 6, 0, 0), (210, -8, 20, 0.5, 0.4), (120, 20, 12, 0.9, 1)],
    1: [(160, 6, 12, 0.5, 0.5), (90, 12, 6, 1, 0), (200, 0, 20, 0.4, 0.6), (120, -12, 12, 0.1, 0.9)],
    2: [(170, 4, 12, 0.5, 0.5), (230, 12, 6, 0.5, 0.5), (130, -5, 20, 0, 1), (80, 18, 12, 0.8, 0.1)],
    3: [(150, 0, 12, 0.4, 0.5), (190, 10, 20, 0.6, 0.5), (64, 5, 6, 1, 1), (110, 22, 12, 0, 0.2)],
    4: [(160, 0, 12, 0.5, 0.5), (120, 10, 20, 0.3, 0.7), (220, 14, 6, 0.5, 0.5), (90, -10, 12, 1, 0)],
    5: [(160, 8, 12, 0.5, 0.4), (100, 0, 6, 0, 1), (200, -6, 20, 0.5, 0.5), (130, 25, 12, 0.8, 0.8)],
    6: [(170, 0, 12, 0.5, 0.5), (110, -14, 12, 0.1, 0), (225, 6, 20, 0.4, 0.5), (62, 10, 6, 0.9, 0.6)],
    7: [(150, 0, 12, 0.5, 0.5), (180, -6, 20, 0.6, 0.4), (85, 8, 6, 0, 0.3), (215, 16, 12, 0.5, 0.5)],
    8: [(170, 6, 12, 0.5, 0.5), (140, 0, 20, 0.2, 0.9), (100, 15, 6, 1, 1), (200, -12, 12, 0.5, 0.5)],
    9: [(160, 4, 12, 0.5, 0.5), (100, 12, 12, 0, 0), (230, 0, 20, 0.5, 0.5), (75, -20, 6, 0.7, 1)],
}


def resampled(stroke):
    """The same way in steps of even length, with both its ends."""
    points, left = [stroke[0]], STEP
    for (x0, y0), (x1, y1) in zip(stroke, stroke[1:]):
        length = math.hypot(x1 - x0, y1 - y0)
        done = 0.0
        while length - done >= left:
            done += left
            points.append((x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length))
            left = STEP
        left -= length - done
    if math.dist(points[-1], stroke[-1]) > 1:
        points.append(stroke[-1])
    return points


def trembling(points, size, rng):
    """A slow drift and a fast jitter, as a hand has both."""
    waves = [(rng.uniform(1.5, 4), rng.uniform(0, math.tau), rng.uniform(0, 0.012) * size) for _ in range(4)]
    drawn = []
    for place, (x, y) in enumerate(points):
        along = place / max(len(points) - 1, 1)
        drift = [height * math.sin(math.tau * often * along + phase) for often, phase, height in waves]
        drawn.append((x + drift[0] + drift[1] + rng.gauss(0, 0.5), y + drift[2] + drift[3] + rng.gauss(0, 0.5)))
    return drawn


def drawing(digit, way, hand, rng):
    height, slant, pen, across, down = hand
    lean = math.tan(math.radians(slant))
    strokes = [[((x + (0.5 - y) * lean) * height, y * height) for x, y in stroke] for stroke in way]
    strokes = [trembling(resampled(stroke), height, rng) for stroke in strokes]
    xs, ys = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    # The whole line stays on the pad, not only its middle.
    room = [PAD - 1 - pen - (max(axis) - min(axis)) for axis in (xs, ys)]
    x0, y0 = (pen / 2 + max(0, left) * where - min(axis) for left, where, axis in zip(room, (across, down), (xs, ys)))
    on_pad = lambda value: min(max(round(value), 0), PAD - 1)
    strokes = [[[on_pad(x + x0), on_pad(y + y0)] for x, y in stroke] for stroke in strokes]
    return {"digit": digit, "width": pen, "strokes": strokes}


def main():
    rng = random.Random(SEED)
    drawings = [
        drawing(digit, way, hand, rng) for digit, ways in WAYS.items() for way, hand in zip(ways, HANDS[digit])
    ]
    print("[\n" + ",\n".join(json.dumps(drawing, separators=(",", ":")) for drawing in drawings) + "\n]")


main()
