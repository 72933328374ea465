// A pad to draw on with a mouse, a finger or a pen. A picture may take its place.

import { button, enliven, make } from "./field.js";
import { MOST, SIDE, count, isDrawing, parse, simplify, write } from "./strokes.js";
import { fitted, receive, upload } from "./upload.js";

const PENS = { Thin: 6, Medium: 12, Thick: 20 };
const NEAR = 2;
const PAUSE_MILLIS = 80;
const HINT = "Draw with a mouse, a finger or a pen. Without one, choose a picture below";
const FULL = "The drawing is full. Undo a stroke to draw on";

enliven(["sketch"], (field) => {
  let pen = PENS.Medium;
  let strokes = [];
  // What Undo goes back to.
  let past = [];
  // The stroke that is being drawn, the last of the strokes.
  let stroke = null;
  let pointer = null;
  let timer = 0;

  const pad = make("canvas", { className: "pad", tabIndex: -1, role: "img" });
  const pens = penChoice((width) => {
    finish();
    pen = width;
    settle();
  });
  const tools = make("div", { className: "tools" }, button("Undo", undo), button("Clear", clear));
  const drawing = make("div", { className: "drawing" }, pad, tools, pens.node, make("p", { className: "hint" }, HINT));
  const picture = make("img");
  picture.onload = () => (picture.hidden = false);
  picture.onerror = () => {
    picture.hidden = true;
    field.fail("The picture can't be loaded. Choose it again, or draw instead");
  };
  const instead = button("Draw instead", () => {
    field.fail("");
    field.send("");
    show("");
    pad.focus();
  });
  const shown = make("div", { className: "drawing" }, picture, make("div", { className: "tools" }, instead));
  field.fill(drawing, shown);

  function show(value) {
    stroke = null;
    clearTimeout(timer);
    timer = 0;
    const token = value !== "" && !isDrawing(value);
    drawing.hidden = token;
    shown.hidden = !token;
    strokes = [];
    past = [];
    if (token) {
      Object.assign(picture, { src: `${field.box.dataset.uploads}/${value}`, alt: `${field.label}, as a picture` });
    } else if (value) {
      const parsed = parse(value);
      strokes = parsed.strokes;
      // A drawing may use a pen of a width that is not offered.
      pen = parsed.pen || pen;
    }
    pens.check(pen);
    paint();
  }

  /** After a change that is whole. */
  function settle() {
    clearTimeout(timer);
    timer = 0;
    field.send(write(pen, strokes));
    paint();
  }

  function undo() {
    finish();
    if (!strokes.length && !past.length) return;
    strokes = past.pop() ?? strokes.slice(0, -1);
    field.fail("");
    settle();
  }

  function clear() {
    finish();
    if (!strokes.length) return;
    past.push(strokes);
    strokes = [];
    field.fail("");
    settle();
  }

  function position({ clientX, clientY }) {
    const { left, top } = pad.getBoundingClientRect();
    const within = (pixels) => Math.max(0, Math.min(SIDE - 1, (pixels / pad.clientWidth) * SIDE));
    return [within(clientX - left - pad.clientLeft), within(clientY - top - pad.clientTop)];
  }

  /** Adds a point, if it is far enough from the last and there is room. */
  function extend(point, near) {
    const [x, y] = stroke.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) < near) return;
    if (count(strokes) >= MOST) stroke.splice(0, Infinity, ...simplify(stroke));
    if (count(strokes) >= MOST) return finish();
    stroke.push(point);
  }

  function begin(event) {
    if (stroke || !event.isPrimary || event.button) return;
    event.preventDefault();
    pad.focus({ preventScroll: true });
    if (count(strokes) >= MOST) return field.fail(FULL);
    pointer = event.pointerId;
    pad.setPointerCapture(pointer);
    past.push(strokes);
    stroke = [position(event)];
    strokes = [...strokes, stroke];
    live();
  }

  function move(event) {
    if (!stroke || event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) if (stroke) extend(position(each), NEAR);
    if (stroke) live();
  }

  function finish() {
    if (!stroke) return;
    strokes[strokes.length - 1] = simplify(stroke);
    stroke = null;
    if (count(strokes) >= MOST) field.fail(FULL);
    settle();
  }

  /** While the pen is down: seen at once, and sent now and then. */
  function live() {
    paint();
    timer ||= setTimeout(() => {
      timer = 0;
      field.send(write(pen, strokes));
    }, PAUSE_MILLIS);
  }

  function paint() {
    const side = Math.round(pad.clientWidth * devicePixelRatio);
    if (!side) return;
    if (pad.width !== side) pad.width = pad.height = side;
    draw(pad, pen, strokes);
    pad.ariaLabel = words(strokes.length);
  }

  pad.addEventListener("pointerdown", begin);
  pad.addEventListener("pointermove", move);
  pad.addEventListener("pointerup", (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    extend(position(event), 1);
    finish();
  });
  pad.addEventListener("lostpointercapture", ({ pointerId }) => pointerId === pointer && finish());
  field.stage.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || stroke) return;
    event.preventDefault();
    undo();
  });
  new ResizeObserver(paint).observe(pad);
  addEventListener("resize", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  let turn = Promise.resolve();
  const take = async ([file]) => {
    const { foreign } = field;
    field.fail("");
    field.say(`Uploading ${file.name}…`, "busy");
    try {
      const { token } = await upload(field, await fitted(field, file), foreign);
      if (!foreign.aborted) {
        field.send(token);
        show(token);
      }
      field.say("");
    } catch (error) {
      field.say("");
      if (!foreign.aborted) field.fail(error.message);
    }
    field.file.value = "";
  };
  receive(field, (files) => (turn = turn.then(() => take(files))));
  return show;
});

/** The pens to choose from. They belong to no form: only the drawing is sent. */
function penChoice(choose) {
  const name = `pen-${Math.random().toString(36).slice(2)}`;
  const radios = Object.values(PENS).map((width) => {
    const radio = make("input", { type: "radio", name, value: width, onchange: () => choose(width) });
    radio.setAttribute("form", "");
    return radio;
  });
  const labels = Object.keys(PENS).map((text, i) => make("label", { className: "answer" }, radios[i], text));
  const answers = make("div", { className: "answers" }, ...labels);
  const node = make("fieldset", { className: "pens" }, make("legend", {}, "Pen"), answers);
  return { node, check: (width) => radios.forEach((radio) => (radio.checked = Number(radio.value) === width)) };
}

function draw(pad, pen, strokes) {
  const context = pad.getContext("2d");
  const scale = pad.width / SIDE;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, SIDE, SIDE);
  context.strokeStyle = context.fillStyle = getComputedStyle(pad).color;
  context.lineWidth = pen;
  context.lineCap = context.lineJoin = "round";
  for (const points of strokes) {
    context.beginPath();
    if (points.length === 1) context.arc(...points[0], pen / 2, 0, 2 * Math.PI);
    points.forEach((point) => points.length > 1 && context.lineTo(...point));
    if (points.length === 1) context.fill();
    else context.stroke();
  }
}

function words(count) {
  if (!count) return "An empty pad to draw on";
  return count === 1 ? "A drawing of 1 stroke" : `A drawing of ${count} strokes`;
}
