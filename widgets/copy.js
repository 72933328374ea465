// A button beside each program that copies it. Without a script it is selected by hand.

import { button, make } from "./field.js";

for (const snippet of document.querySelectorAll("[data-copied]")) {
  const written = snippet.querySelector("pre");
  const status = make("span", { className: "unseen", role: "status" });
  const copies = button("Copy", async () => {
    const done = await copy(written);
    status.textContent = "";
    copies.textContent = done ? "Copied" : "Press Ctrl+C";
    status.textContent = done ? `The code with ${snippet.dataset.copied} is copied` : "The code is selected";
  });
  copies.ariaLabel = `Copy the code with ${snippet.dataset.copied}`;
  const title = snippet.querySelector("h3");
  const head = make("div", { className: "copied" });
  title.replaceWith(head);
  head.append(title, copies, status);
}

// Only a page that came over TLS or from this machine has the clipboard; elsewhere what is selected is copied.
async function copy(written) {
  try {
    await navigator.clipboard.writeText(written.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(written);
    return document.execCommand("copy");
  }
}
