// How a file comes in and is sent: chosen, dropped or pasted; an image not larger than it need be.

import { here, make } from "./field.js";

const LARGEST_SIDE = 2048;
const SMALL_PNG_BYTES = 2 ** 20;

/** Sends a file. Returns what the server says of it, or throws an error in words for people. */
export async function upload(field, file, signal = field.foreign) {
  // Whatever a sound was, it is sent as WAV.
  if (field.kind !== "audio" && !accepts(field, file)) {
    throw Error(`${file.name} can't be taken: choose ${words(field)}`);
  }
  weigh(field, file);
  const headers = {
    "content-type": file.type || "application/octet-stream",
    "x-file-name": encodeURIComponent(file.name),
  };
  const call = { method: "POST", body: file, headers, signal };
  const answer = await fetch(here(field.box.dataset.uploads), call).catch((error) => {
    if (signal.aborted) throw error;
    throw Error("The server could not be reached. Check the connection and try again");
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok && said.token) return said;
  throw Error(said.detail ?? `The upload failed (${answer.status}). Try again`);
}

/** Files chosen below the stage, dropped on the field or, if images are wanted, pasted. */
export function receive(field, take) {
  const { box, file } = field;
  const chosen = () => file.files.length && take([...file.files]);
  file.addEventListener("change", chosen);
  // Somebody may have been faster than this script.
  queueMicrotask(chosen);

  const mark = (over) => field.stage.classList.toggle("over", over);
  box.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  box.addEventListener("dragleave", (event) => box.contains(event.relatedTarget) || mark(false));
  box.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark(false);
    take([...event.dataTransfer.files]);
  });

  const takesImages = "[data-widget=image], [data-widget=sketch]";
  if (!box.matches(takesImages)) return;
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    const alone = document.querySelectorAll(takesImages).length === 1;
    const here = box.contains(document.activeElement);
    if (!pasted.length || event.defaultPrevented || isTyped(event.target) || !(alone || here)) return;
    event.preventDefault();
    take(pasted);
  });
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

// A file that misses its field would be opened in place of the page.
document.addEventListener("dragover", (event) => {
  if (event.defaultPrevented || !carriesFiles(event) || event.target.matches?.("input[type=file]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
});

/** An image of at most 2048 pixels a side, and of a kind that is taken. Any other file as it is. */
export async function fitted(field, file) {
  const picture = file.type.startsWith("image/") && (await createImageBitmap(file).catch(() => null));
  // What this browser can't read the server may, or it says why not.
  if (!picture) return file;
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && accepts(field, file)) return file;
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = make("canvas", { width, height });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  const png = file.type === "image/png" ? await encoded(canvas, file.name, "png") : null;
  if (png?.size <= SMALL_PNG_BYTES) return png;
  // A JPEG has no holes: what was transparent becomes paper.
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  const jpeg = await encoded(canvas, file.name, "jpeg");
  return accepts(field, jpeg) ? jpeg : encoded(canvas, file.name, "png");
}

/** What a canvas shows, as a file. */
export async function encoded(canvas, name, kind) {
  const blob = await new Promise((done) => canvas.toBlob(done, `image/${kind}`, 0.9));
  if (!blob) throw Error(`${name} is too large to be made smaller here; give a smaller one`);
  return new File([blob], name.replace(/(\.\w+)?$/, kind === "png" ? ".png" : ".jpg"), { type: blob.type });
}

/** What is known of a token: a name and how many bytes, as the server sends them along. */
export async function facts({ box }, token) {
  const { headers, ok } = await fetch(here(`${box.dataset.uploads}/${token}`), { method: "HEAD" });
  if (!ok) throw Error("The upload is no longer kept");
  const [, star, quoted] =
    headers.get("content-disposition")?.match(/filename\*=utf-8''([^;]+)|filename="([^"]*)"/i) ?? [];
  return { name: star ? decodeURIComponent(star) : quoted, bytes: Number(headers.get("content-length")) };
}

/** Throws, in words, if a file is larger than the field takes. */
export function weigh({ box }, file) {
  const largest = Number(box.dataset.largest) || Infinity;
  if (file.size <= largest) return;
  throw Error(`${file.name} is ${size(file.size)} large; at most ${size(largest)} can be taken`);
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [unit, name] = bytes < 2 ** 20 ? [2 ** 10, "kB"] : [2 ** 20, "MB"];
  return `${Math.ceil((bytes / unit) * 10) / 10} ${name}`;
}

/** "PNG, JPEG or WEBP", as the field takes them. */
function words(field) {
  const word = (kind) => (kind.endsWith("/*") ? `any ${kind.slice(0, -2)}` : kind.replace(/^.*[./]/, "").toUpperCase());
  return list(field).map(word).join(", ").replace(/, ([^,]*)$/, " or $1");
}

const list = ({ box }) => {
  const kinds = (box.dataset.accept ?? "").toLowerCase().split(",");
  return kinds.map((kind) => kind.trim()).filter(Boolean);
};

function accepts(field, { name, type }) {
  const kinds = list(field);
  const fits = (kind) => {
    if (kind.startsWith(".")) return name.toLowerCase().endsWith(kind);
    return kind.endsWith("*") ? type.startsWith(kind.slice(0, -1)) : type === kind;
  };
  return !kinds.length || kinds.some(fits);
}

const NOT_TYPED = "[type=file], [type=radio], [type=checkbox], [type=range]";

const isTyped = (element) => element.isContentEditable || element.matches?.(`textarea, input:not(${NOT_TYPED})`);
