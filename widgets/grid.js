// A table to type into, over the CSV text that is sent. The text itself may be edited too.

import { places, records, table as read, text as decode, withLineFeeds, write } from "./csv.js";
import { button, enliven, make } from "./field.js";
import { receive, weigh } from "./upload.js";

// More rows than this are shown when asked for, so that the page stays quick.
const SHOWN = 100;
// A table's faults that are shown, where it has more.
const FAULTS = 3;
const HINT = "Move with the arrow keys and Enter, leave with Escape. Cells from a spreadsheet can be pasted";

enliven(["table"], (field) => {
  const { columns: given, rows: limit } = field.box.dataset;
  const most = Number(limit) || Infinity;
  const text = field.input;
  const columns = JSON.parse(given);
  let rows = [];
  let shown = SHOWN;
  let current = -1;
  // Why the text can't be shown as a table.
  let unreadable = "";

  const head = make("tr");
  const body = make("tbody");
  const table = make("table", { className: "cells" }, make("thead", {}, head), body);
  table.ariaLabel = field.label;
  const more = button(`Show ${SHOWN} more rows`, () => {
    const first = body.rows.length;
    shown += SHOWN;
    draw();
    cell(first, 0)?.focus();
  });
  const add = button("Add row", () => {
    if (!grow(rows.length)) return;
    draw();
    cell(rows.length - 1, 0)?.focus();
  });
  const remove = button("", () => {
    rows.splice(target(), 1);
    current = Math.min(current, rows.length - 1);
    field.fail("");
    draw();
    send();
  });
  const mode = button("Edit as text", () => {
    if (sheet.hidden) return take(field.value) && edit(true);
    edit(false);
    text.focus();
  });
  const hint = make("p", { className: "hint keys" }, HINT);
  const sheet = make("div", { className: "sheet" }, make("div", { className: "scroll" }, table), hint);
  field.fill(sheet, make("div", { className: "tools" }, more, add, remove, mode));

  const cell = (row, column) => body.rows[row]?.cells[column + 1]?.firstChild;
  const target = () => (current >= 0 ? current : rows.length - 1);
  const empty = () => columns.map(() => "");

  /** Shows the table, or the text. */
  function edit(asTable) {
    sheet.hidden = !asTable;
    text.classList.toggle("behind", asTable);
    text.tabIndex = asTable ? -1 : 0;
    text.ariaHidden = asTable ? "true" : null;
    mode.textContent = asTable ? "Edit as text" : "Edit as table";
    add.hidden = remove.hidden = !asTable;
    more.hidden = !asTable || rows.length <= shown;
  }

  /** Shows a value, as text where it is no table. The page says why. */
  function show(value) {
    if (take(value)) return;
    field.fail("");
    edit(false);
  }

  /** Takes a text's rows, and says what had no place. Of a text with faults nothing is taken, and they are said. */
  function take(value) {
    let found = { rows: [], faults: [], unknown: [], missing: [] };
    try {
      if (value.trim()) found = read(value.replace(/^\ufeff/, ""), columns);
    } catch ({ message }) {
      found.faults = [message];
    }
    const { rows: all, faults, unknown, missing } = found;
    if (faults.length) {
      const more = faults.length > FAULTS ? [`and ${faults.length - FAULTS} more`] : [];
      unreadable = sentence([...faults.slice(0, FAULTS), ...more].join("; "));
      field.fail(unreadable);
      return false;
    }
    rows = all.slice(0, most).map(({ cells }) => cells);
    current = -1;
    shown = SHOWN;
    const lacking = (preset) => {
      const columns = missing.filter((column) => (column.default != null) === preset);
      return columns.map(({ name, label }) => label || name).join(", ");
    };
    const said = [
      unknown.length && `There is no column ${unknown.join(", ")}: left out`,
      lacking(false) && `The column ${lacking(false)} is missing: left empty`,
      lacking(true) && `The column ${lacking(true)} is missing: filled with its default`,
      all.length > most && `At most ${most} rows can be taken: the last ${all.length - most} were left out`,
    ];
    field.fail(said.filter(Boolean).join(". "));
    draw();
    return true;
  }

  function send() {
    const last = rows.findLastIndex((row) => row.some((text) => text !== ""));
    field.send(last < 0 ? "" : write([columns.map(({ name }) => name), ...rows.slice(0, last + 1)]));
  }

  function draw() {
    if (!rows.length) rows.push(empty());
    const titles = columns.map(({ name, label }) => make("th", { scope: "col" }, label || name));
    head.replaceChildren(make("td"), ...titles);
    body.replaceChildren(...rows.slice(0, shown).map(line));
    more.hidden = sheet.hidden || rows.length <= shown;
    point();
  }

  function line(row, i) {
    const cells = row.map((value, j) => {
      const input = make("input", { type: "text", value, autocomplete: "off", spellcheck: false });
      input.ariaLabel = `${columns[j].label || columns[j].name}, row ${i + 1}`;
      return make("td", {}, input);
    });
    return make("tr", {}, make("th", { scope: "row" }, String(i + 1)), ...cells);
  }

  /** Names the row that would be removed. */
  function point() {
    remove.textContent = `Remove row ${target() + 1}`;
  }

  /** Makes rows up to this one, if there is room. */
  function grow(row) {
    if (row >= most) field.fail(`At most ${most} rows can be taken`);
    while (rows.length <= row && rows.length < most) rows.push(empty());
    return row < most;
  }

  /** Writes records from a cell on, and tells whether all of them had a place. */
  function fill(row, column, records) {
    let fits = grow(row + records.length - 1);
    for (const [i, record] of records.entries()) {
      for (const [j, value] of record.entries()) {
        if (value === undefined || row + i >= rows.length) continue;
        if (column + j < columns.length) rows[row + i][column + j] = value;
        else fits = false;
      }
    }
    return fits;
  }

  /** Pasted cells in the order of the columns, if the first line names columns and nothing else. */
  function underNames([names, ...below]) {
    try {
      const found = places(names, columns);
      const known = found.some((place) => place !== undefined) && names.every((name, i) => !name.trim() || found.includes(i));
      return known ? below.map((cells) => found.map((place) => cells[place])) : null;
    } catch {
      return null;
    }
  }

  function place(input) {
    const at = input.closest("td");
    return [at.parentNode.sectionRowIndex, at.cellIndex - 1];
  }

  function go(row, column) {
    if (row >= body.rows.length && row < rows.length) {
      shown += SHOWN;
      draw();
    }
    const input = cell(row, column);
    input?.focus();
    input?.select();
    return Boolean(input);
  }

  body.addEventListener("input", ({ target: input }) => {
    const [row, column] = place(input);
    rows[row][column] = input.value;
    send();
  });

  body.addEventListener("focusin", ({ target: input }) => {
    [current] = place(input);
    point();
  });

  body.addEventListener("keydown", (event) => {
    const { target: input, key } = event;
    const [row, column] = place(input);
    const { selectionStart: from, selectionEnd: to, value } = input;
    const all = from === 0 && to === value.length;
    const steps = {
      ArrowUp: () => go(row - 1, column),
      ArrowDown: () => go(row + 1, column),
      ArrowLeft: () => (all || to === 0) && go(row, column - 1),
      ArrowRight: () => (all || from === value.length) && go(row, column + 1),
      Escape: () => (add.focus(), true),
      Enter: () => {
        if (row === rows.length - 1 && grow(row + 1)) draw();
        go(row + 1, column);
        return true;
      },
    };
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (steps[key]?.()) event.preventDefault();
  });

  body.addEventListener("paste", (event) => {
    const pasted = withLineFeeds(event.clipboardData.getData("text/plain"));
    if (!/[\t\n]/.test(pasted.trimEnd())) return;
    event.preventDefault();
    const [row, column] = place(event.target);
    const cells = [...records(pasted, true)].map(({ cells }) => cells);
    // With its names on top it lies under them, wherever it was pasted.
    const named = underNames(cells);
    field.fail("");
    if (!fill(row, named ? 0 : column, named ?? cells)) {
      field.fail("Not all of what was pasted has a place in the table: the rest was left out");
    }
    draw();
    send();
    go(row, column);
    field.say(`${counted(named ?? cells)} pasted`);
  });

  // Once the page says it too, it need not stand here.
  const repeats = () => {
    // The element is another one once the client has started.
    if (unreadable && document.getElementById(`${text.id}-error`)?.textContent === unreadable) field.fail("");
  };
  new MutationObserver(repeats).observe(document.body, { childList: true, characterData: true, subtree: true });

  // What was wrong with a text is no longer, once a person edits it.
  text.addEventListener("input", ({ isTrusted }) => isTrusted && field.fail(""));

  // The label and the list of errors lead to the text, and so to the first cell.
  text.addEventListener("focus", () => sheet.hidden || cell(0, 0)?.focus());

  receive(field, async ([file]) => {
    field.say("");
    field.fail("");
    try {
      weigh(field, file);
      const content = decode(new Uint8Array(await file.arrayBuffer()), file.name);
      const taken = take(content);
      edit(taken);
      if (taken) {
        send();
        field.say(`${counted(rows)} from ${file.name}`);
      } else {
        // Its faults can be mended there.
        field.send(content);
      }
    } catch (error) {
      field.fail(sentence(error.message));
    }
    field.file.value = "";
  });

  // The label is the text's; what a file is for must be said too.
  if (!field.file.labels.length) field.file.ariaLabel ??= `${field.label}, from a CSV file`;
  edit(true);
  return show;
});

const sentence = (words) => words[0].toUpperCase() + words.slice(1);

const counted = ({ length }) => (length === 1 ? "1 row" : `${length} rows`);
