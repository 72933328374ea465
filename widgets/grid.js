// A table to type into, over the CSV text that is sent. The text itself may be edited too.

import { arrange, parse, read, sniff, write } from "./csv.js";
import { button, enliven, make } from "./field.js";
import { receive, weigh } from "./upload.js";

// More rows than this are shown when asked for, so that the page stays quick.
const SHOWN = 100;
const HINT = "Move with the arrow keys and Enter, leave with Escape. Cells from a spreadsheet can be pasted";

enliven(["table"], (field) => {
  const { columns: given, rows: limit } = field.box.dataset;
  const most = Number(limit) || Infinity;
  const text = field.input;
  let columns = JSON.parse(given || "[]");
  const open = !columns.length;
  let rows = [];
  let shown = SHOWN;
  let current = -1;

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
    edit(sheet.hidden);
    if (sheet.hidden) text.focus();
    else show(field.value);
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

  function show(value) {
    take(parse(value));
    draw();
  }

  /** Takes records for the rows, and says what had no place. */
  function take(records) {
    if (open) columns = (records[0] ?? ["A"]).map((name) => ({ name }));
    const { rows: all, unknown, missing } = arrange(records, columns);
    rows = all.slice(0, most).map((row) => row.map((value) => value ?? ""));
    current = -1;
    shown = SHOWN;
    const said = [
      unknown.length && `There is no column ${unknown.join(", ")}: left out`,
      missing.length && records.length && `The column ${missing.join(", ")} is missing: left empty`,
      all.length > most && `At most ${most} rows can be taken: the last ${all.length - most} were left out`,
    ];
    field.fail(said.filter(Boolean).join(". "));
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
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r]/.test(pasted.trimEnd())) return;
    event.preventDefault();
    const [row, column] = place(event.target);
    const records = parse(pasted, sniff(pasted));
    const arranged = arrange(records, columns);
    // With its names on top it lies under them, wherever it was pasted.
    const named = arranged.named && !arranged.unknown.length;
    field.fail("");
    if (!fill(row, named ? 0 : column, named ? arranged.rows : records)) {
      field.fail("Not all of what was pasted has a place in the table: the rest was left out");
    }
    draw();
    send();
    go(row, column);
    field.say(`${counted(named ? arranged.rows : records)} pasted`);
  });

  // The label and the list of errors lead to the text, and so to the first cell.
  text.addEventListener("focus", () => sheet.hidden || cell(0, 0)?.focus());

  receive(field, async ([file]) => {
    field.say("");
    field.fail("");
    try {
      weigh(field, file);
      const content = await read(file);
      const all = parse(content.replace(/^\ufeff/, ""), sniff(content));
      const records = all.filter((record) => record.some((text) => text.trim()));
      if (!records.length) throw Error(`${file.name} is empty`);
      take(records);
      draw();
      send();
      if (sheet.hidden) edit(true);
      field.say(`${counted(rows)} from ${file.name}`);
    } catch (error) {
      field.fail(error.message);
    }
    field.file.value = "";
  });

  // The label is the text's; what a file is for must be said too.
  if (!field.file.labels.length) field.file.ariaLabel ??= `${field.label}, from a CSV file`;
  edit(true);
  return show;
});

const counted = ({ length }) => (length === 1 ? "1 row" : `${length} rows`);
