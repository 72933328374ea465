// Images and other files that a person brings: chosen, dropped, pasted, or taken with the camera.

import { canCapture, close, open } from "./capture.js";
import { button, enliven, make } from "./field.js";
import { keep } from "./keep.js";
import { encoded, fitted } from "./upload.js";

enliven(["image", "file"], (field) => {
  const image = field.kind === "image";
  const kept = keep(field, image ? { preview: picture, prepare: (file) => fitted(field, file) } : { preview: link });
  // Focusable by a click, so that what is pasted then comes here.
  const drop = make("p", { className: "drop", tabIndex: -1, onclick: () => field.file.click() }, invitation(field));
  const more = image && canCapture() ? [camera(field, kept.add)] : [];
  field.fill(kept.list, drop, ...more);
  return kept.show;
});

function invitation({ kind, most }) {
  if (kind === "file") {
    return most > 1 ? "Drop files here, or choose them below" : "Drop a file here, or choose one below";
  }
  return most > 1
    ? "Drop images here, paste them, or choose files below"
    : "Drop an image here, paste one, or choose a file below";
}

function picture({ address, said }) {
  const image = make("img", { src: address, decoding: "async" });
  // Its place is kept while it loads.
  if (said?.width) Object.assign(image, { width: said.width, height: said.height });
  image.onerror = () => (image.hidden = true);
  return { node: make("div", { className: "look" }, image), named: (name) => (image.alt = name) };
}

function link({ address }) {
  const node = make("a", { href: address, target: "_blank" });
  return { node, names: true, named: (name) => (node.textContent = name) };
}

/** A button that opens the camera, and what is seen through it until a picture is taken. */
function camera(field, add) {
  const start = button("Use the camera", begin);
  const place = make("div", { className: "camera" }, make("div", { className: "tools" }, start));
  let asked = false;

  async function begin() {
    if (asked) return;
    asked = true;
    field.fail("");
    field.say("Starting the camera…", "busy");
    try {
      show(await open("camera", { video: { facingMode: "environment", width: { ideal: 1280 } } }));
      field.say("");
    } catch (error) {
      field.say("");
      field.fail(error.message);
    }
    asked = false;
  }

  function show(stream) {
    const video = make("video", { autoplay: true, muted: true, playsInline: true, srcObject: stream });
    video.ariaLabel = "What the camera sees";
    const take = button("Take picture", async () => {
      if (!video.videoWidth) return;
      const canvas = make("canvas", { width: video.videoWidth, height: video.videoHeight });
      canvas.getContext("2d").drawImage(video, 0, 0);
      end();
      add([await encoded(canvas, "picture", "jpeg")]);
    });
    const end = () => {
      close(stream);
      place.replaceChildren(make("div", { className: "tools" }, start));
      start.focus();
    };
    const tools = make("div", { className: "tools" }, take, button("Cancel", end));
    place.replaceChildren(video, tools);
    place.onkeydown = ({ key }) => key === "Escape" && place.contains(video) && end();
    take.focus();
  }

  return place;
}
