// A drawing as text, "12*10.20-30.40_5.5": the pen's width before the star, strokes parted by "_", points by "-".

/** The sides of the square that is drawn on. */
export const SIDE = 256;
/** Points a drawing may have. */
export const MOST = 2000;

const TOLERANCE = 0.7;

export const isDrawing = (value) => /^\d+\*/.test(value);

export function parse(value) {
  const [pen, rest = ""] = value.split("*");
  const point = (text) => text.split(".").map(whole);
  const points = (text) => text.split("-").filter((pair) => /^\d+\.\d+$/.test(pair)).map(point);
  return { pen: Number(pen), strokes: rest.split("_").map(points).filter(({ length }) => length) };
}

export function write(pen, strokes) {
  const point = ([x, y]) => `${whole(x)}.${whole(y)}`;
  const drawn = strokes.map((stroke) => stroke.map(point).join("-")).join("_");
  return drawn && `${pen}*${drawn}`;
}

export const count = (strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0);

/** Without the points that a line between their neighbours would pass by closely (Ramer, Douglas, Peucker). */
export function simplify(points) {
  const [first, last] = [points[0], points.at(-1)];
  let [farthest, at] = [TOLERANCE, 0];
  for (let i = 1; i < points.length - 1; i++) {
    const away = distance(points[i], first, last);
    if (away > farthest) [farthest, at] = [away, i];
  }
  if (at) return [...simplify(points.slice(0, at + 1)), ...simplify(points.slice(at)).slice(1)];
  return points.length > 1 ? [first, last] : points;
}

/** From a point to the line between two others. */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

const whole = (coordinate) => Math.max(0, Math.min(SIDE - 1, Math.round(coordinate)));
