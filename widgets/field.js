// What every widget shares: the value that its field sends, who else changes it, and the stage it is shown on.

// The page may answer a value a little late. Until then it is not taken for somebody else's.
const LATE_MILLIS = 500;

/** Brings the widgets of these kinds to life, each once. `build` returns what shows a value. */
export function enliven(kinds, build) {
  for (const box of document.querySelectorAll("[data-widget]")) {
    if (!kinds.includes(box.dataset.widget) || "alive" in box.dataset) continue;
    box.dataset.alive = "";
    const field = new Field(box);
    field.follow(build(field));
  }
}

/** An element with its properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** An address of this server for `fetch`, which takes none with the name and the password that a page's own may hold. */
export const here = (address) => new URL(address, location.origin);

/** A button that is not the form's own. */
export const button = (text, onclick) => make("button", { type: "button", className: "quiet", onclick }, text);

class Field {
  #sent = new Map();
  #known = "";
  #status = make("p", { className: "hint", role: "status" });
  #alert = make("p", { className: "error", role: "alert" });
  #foreign = new AbortController();

  constructor(box) {
    this.box = box;
    this.kind = box.dataset.widget;
    this.input = box.querySelector("input[type=hidden], textarea");
    this.file = box.querySelector("input[type=file]");
    this.stage = box.querySelector(".stage");
    this.most = Number(box.dataset.most) || 1;
    this.label = box.closest(".field")?.querySelector("label")?.textContent.trim() ?? "";
    this.stage.role = "group";
    this.stage.ariaLabel = this.label;
    // What is typed on the stage is not the form's: only the input's own events are.
    for (const kind of ["input", "change"]) this.stage.addEventListener(kind, (event) => event.stopPropagation());
  }

  /** Aborted once somebody else has set another value. */
  get foreign() {
    return this.#foreign.signal;
  }

  get value() {
    return plain(this.input.value);
  }

  fill(...nodes) {
    this.stage.replaceChildren(...nodes, this.#status, this.#alert);
  }

  /** Says how it stands, politely: "busy" while something is on its way, "unseen" if it is seen anyway. */
  say(sentence, how = "") {
    this.stage.ariaBusy = String(how === "busy");
    this.#status.className = `hint ${how}`;
    if (this.#status.textContent !== sentence) this.#status.textContent = sentence;
  }

  fail(sentence) {
    this.#alert.textContent = sentence;
  }

  /** Sets the value, and lets the page know. */
  send(value) {
    const now = performance.now();
    for (const [old, time] of this.#sent) if (now - time > LATE_MILLIS) this.#sent.delete(old);
    this.#sent.set(plain(value), now);
    this.input.value = value;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Shows the value as it is, and whenever somebody else sets it. */
  follow(show) {
    const look = (value) => {
      const sent = this.#sent.get(value);
      if (value === this.#known || performance.now() - sent < LATE_MILLIS) return;
      this.#foreign.abort();
      this.#foreign = new AbortController();
      this.#sent.clear();
      if (this.value !== value) this.input.value = value;
      this.#known = value;
      this.say("");
      this.fail("");
      show(value);
    };
    this.#known = this.value;
    show(this.value);
    this.input.addEventListener("input", () => (this.#known = this.value));
    // The element around the box says which value the page holds. It is another one once the client has started.
    new MutationObserver((changes) => {
      if (!changes.some(({ target }) => target.contains(this.box))) return;
      look(plain(this.box.closest("[data-now]")?.dataset.now ?? ""));
    }).observe(document.body, { subtree: true, attributeFilter: ["data-now"] });
    // Going back, a browser may put what was there before into the input by itself.
    addEventListener("pageshow", () => {
      const restored = this.value;
      if (restored === this.#known) return;
      look(restored);
      this.send(restored);
    });
  }
}

const plain = (text) => text.replaceAll("\r\n", "\n");
