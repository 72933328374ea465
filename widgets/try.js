// Sends what is written in the form to the API itself, and shows what it says without leaving the page.

const form = document.querySelector("form[data-api]");
const reply = document.querySelector("#the-reply");
const [line, body] = [reply?.querySelector("p"), reply?.querySelector("pre")];
// As the server lays it out: what fits on one line stays on it, and of a long string only the beginning is shown.
const [LINE, LONGEST, SHOWN] = [88, 400, 59];

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  reply.ariaBusy = "true";
  const started = performance.now();
  try {
    const headers = { "Content-Type": "application/json" };
    // The page's own address may hold a name and a password, with which no request can be made.
    const response = await fetch(new URL(form.dataset.api, location.origin), { method: "POST", headers, body: form.elements.body.value });
    const text = await response.text();
    const millis = Math.round(performance.now() - started);
    line.textContent = `${response.status} ${response.statusText} in ${millis} ms`;
    body.textContent = laidOut(text);
    body.hidden = false;
  } catch {
    line.textContent = "The server can't be reached. Try again in a moment";
    body.hidden = true;
  }
  reply.ariaBusy = "false";
});

function laidOut(text) {
  try {
    return written(JSON.parse(text), 0);
  } catch {
    return text;
  }
}

function written(value, depth) {
  const line = onOneLine(value);
  if (value === null || typeof value !== "object" || depth * 2 + line.length <= LINE) return line;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((item) => written(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${written(item, depth + 1)}`);
  const margin = "  ".repeat(depth);
  return `${list ? "[" : "{"}\n${parts.map((part) => `${margin}  ${part}`).join(",\n")}\n${margin}${list ? "]" : "}"}`;
}

function onOneLine(value) {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (value && typeof value === "object") {
    const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
    return pairs.length ? `{ ${pairs.join(", ")} }` : "{}";
  }
  const text = JSON.stringify(value);
  return typeof value === "string" && text.length > LONGEST
    ? `"${value.slice(0, SHOWN)}… (${value.length} characters)"`
    : text;
}
