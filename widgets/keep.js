// A list of uploads: each is shown and may be taken away, and more come as long as there is room.

import { button, make } from "./field.js";
import { facts, receive, size, upload } from "./upload.js";

/**
 * `preview` draws an upload from its address and name, and `prepare` makes of a file what is sent.
 * Returns the list, a function that adds files, and one that shows a value.
 */
export function keep(field, { preview, prepare = (file) => file }) {
  const { most } = field;
  const list = make("ul", { className: `kept ${field.kind}` });
  const known = new Map();
  let tokens = [];

  function show(value) {
    tokens = value.split(" ").filter(Boolean);
    // What is shown already stays, so that nothing is loaded twice.
    for (const token of tokens) if (!known.has(token)) known.set(token, item(token));
    list.replaceChildren(...tokens.map((token) => known.get(token)));
    list.hidden = !tokens.length;
  }

  function change(next) {
    field.send(next.join(" "));
    show(field.value);
  }

  function item(token, said, file) {
    let called = `Your ${field.kind}`;
    const what = make("span", { className: "what" });
    const remove = button("Remove", () => {
      const next = list.children[tokens.indexOf(token) + 1] ?? list.children[tokens.indexOf(token) - 1];
      field.fail("");
      change(tokens.filter((other) => other !== token));
      field.say(`${called} removed`, "unseen");
      (next?.querySelector(".remove") ?? field.file).focus();
    });
    remove.classList.add("remove");
    const shown = preview({ address: `${field.box.dataset.uploads}/${token}`, token, said, file });
    const name = ({ name, bytes }) => {
      called = name ?? called;
      what.textContent = [shown.names ? "" : called, bytes ? size(bytes) : ""].filter(Boolean).join(", ");
      remove.ariaLabel = `Remove ${called}`;
      shown.named(called);
    };
    name({});
    if (said) name(said);
    else facts(field, token).then(name, () => (what.textContent = "This upload can't be loaded. Give it again"));
    return make("li", {}, shown.node, what, remove);
  }

  async function addEach(files) {
    const room = most === 1 ? 1 : most - tokens.length;
    const { foreign } = field;
    const failures = files.length > room ? [full(most)] : [];
    field.fail("");
    for (const file of files.slice(0, Math.max(0, room))) {
      field.say(`Uploading ${file.name}…`, "busy");
      try {
        const sent = await prepare(file);
        const said = await upload(field, sent, foreign);
        if (foreign.aborted) break;
        if (!known.has(said.token)) known.set(said.token, item(said.token, { bytes: sent.size, ...said }, sent));
        change(most === 1 ? [said.token] : [...new Set([...tokens, said.token])]);
      } catch (error) {
        if (foreign.aborted) break;
        failures.push(error.message);
      }
    }
    // It is sent by its token now; the form needn't send it a second time.
    field.file.value = "";
    if (foreign.aborted) return field.say("");
    field.say(failures.length ? "" : "Uploaded", "unseen");
    field.fail(failures.join(". "));
  }

  // One after the other, so that they keep their order.
  let turn = Promise.resolve();
  const add = (files) => (turn = turn.then(() => addEach(files)));
  receive(field, add);
  return { list, add, show };
}

const full = (most) =>
  most === 1 ? "Only one can be taken: the first was" : `Only ${most} can be taken: remove one to make room`;
