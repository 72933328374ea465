// A sound that a person records or brings. It is sent as WAV, of one channel at 16 kHz.

import { canCapture, close, open } from "./capture.js";
import { button, enliven, here, make } from "./field.js";
import { keep } from "./keep.js";
import { RATE, decode, peak, wav, wave } from "./sound.js";

const SILENT = 0.003;

enliven(["audio"], (field) => {
  const most = Number(field.box.dataset.secs) || Infinity;
  const recordings = new WeakSet();

  async function prepare(file) {
    cut.textContent = "";
    // Of a microphone that is off there is a file, with nothing in it.
    const recorded = recordings.has(file);
    // Browsers play what is there of it. The server says what is missing.
    if (!recorded && (await isCutShort(file))) return file;
    const samples = await decode(file).catch((error) => (recorded ? [] : Promise.reject(error)));
    if (recorded && peak(samples) < SILENT) {
      throw Error("Nothing was heard. Check that the right microphone is on, and record again");
    }
    if (!samples.length) throw Error(`There is no sound in ${file.name}. Choose another file`);
    // A recording is stopped a moment late; nobody need be told of that.
    if (samples.length > (most + 1) * RATE) cut.textContent = `Of ${file.name} only the first ${most} s are taken`;
    return wav(samples.subarray(0, most * RATE), file.name.replace(/(\.\w+)?$/, ".wav"));
  }

  const cut = make("p", { className: "hint" });
  const kept = keep(field, { preview: player, prepare });
  const record = canCapture() && window.MediaRecorder
    ? [recorder(field, most, (file) => recordings.add(file) && kept.add([file]))]
    : [];
  field.fill(kept.list, cut, ...record);
  return kept.show;
});

/** Whether a WAV announces more than it holds. */
async function isCutShort(file) {
  const view = new DataView(await file.slice(0, 12).arrayBuffer());
  if (view.byteLength < 12 || view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57415645) return false;
  const length = view.getUint32(4, true);
  // What was written into a pipe announces no length, or this or more.
  return length < 0x7ffff000 && file.size < length + 8;
}

/** Plays an upload, over its wave. It is loaded once for both. */
function player({ address, file }) {
  const audio = make("audio", { controls: true, preload: "metadata" });
  const node = make("div", { className: "player" }, audio);
  const load = async () => {
    const answer = file ?? (await fetch(here(address)));
    if (answer.ok === false) return (node.hidden = true);
    const blob = file ?? (await answer.blob());
    audio.src = URL.createObjectURL(blob);
    node.append(wave(await decode(blob)));
  };
  // Whatever can't be drawn may still be played.
  load().catch(() => (audio.src ||= address));
  return { node, named: (name) => (audio.ariaLabel = name) };
}

/** A button that records until it is pressed again, or the time is over. */
function recorder(field, most, done) {
  const toggle = button("Record", () => (running ? running.stop() : begin()));
  const clock = make("span", { className: "clock", role: "timer" });
  let running = null;
  let asked = false;

  async function begin() {
    if (asked) return;
    asked = true;
    field.fail("");
    field.say("Starting the microphone…", "busy");
    try {
      const stream = await open("microphone", { audio: true });
      try {
        run(stream);
      } catch (error) {
        close(stream);
        throw error;
      }
    } catch (error) {
      field.fail(error.message);
    }
    field.say("");
    asked = false;
  }

  function run(stream) {
    const parts = [];
    const start = performance.now();
    const tick = () => {
      const past = (performance.now() - start) / 1000;
      clock.textContent = `Recording, ${Math.floor(past)}${most < Infinity ? ` of at most ${most}` : ""} s`;
      if (past >= most) running?.stop();
    };
    const timer = setInterval(tick, 100);
    running = new MediaRecorder(stream);
    running.ondataavailable = ({ data }) => parts.push(data);
    running.onstop = () => {
      clearInterval(timer);
      close(stream);
      toggle.textContent = "Record";
      toggle.classList.remove("on");
      clock.textContent = "";
      const { mimeType } = running;
      running = null;
      done(new File(parts, "recording", { type: mimeType }));
    };
    running.start();
    toggle.textContent = "Stop";
    toggle.classList.add("on");
    tick();
  }

  return make("div", { className: "tools" }, toggle, clock);
}
