// Tables as text (RFC 4180), by the rules of the server's own reader: tests/tables/cases.json holds both to them.

const UNCLOSED = "a quotation mark is not closed, or text follows it";
const CSV = "give the table itself, as CSV";
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f]/;
// Bytes that Windows-1252 has no letters for.
const UNDEFINED = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
const DAMAGED = "\ufffd";

const SPACE = /\p{White_Space}/u;

function trim(text) {
  let [start, end] = [0, text.length];
  while (start < end && SPACE.test(text[start])) start++;
  while (end > start && SPACE.test(text[end - 1])) end--;
  return text.slice(start, end);
}

/** Each line ends with a line feed. */
export const withLineFeeds = (text) => text.replace(/\r\n?/g, "\n");

/** A file's text, and the encoding that a part of it is not in; nothing where it is no text. */
function decode(bytes) {
  const begins = (...mark) => mark.every((byte, i) => bytes[i] === byte);
  if (begins(0x50, 0x4b, 3, 4)) return null;
  const encoding = begins(0xff, 0xfe) ? "utf-16le" : begins(0xfe, 0xff) ? "utf-16be" : "utf-8";
  let text = new TextDecoder(encoding).decode(bytes);
  let broken = "";
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    broken = encoding === "utf-8" ? "UTF-8" : "UTF-16";
  }
  if ((broken ? CONTROL : /\0/).test(text)) return null;
  if (broken === "UTF-8" && !begins(0xef, 0xbb, 0xbf)) {
    const wrong = text.split(DAMAGED).length - 1;
    const letters = (text.match(/[^\0-\x7f]/gu)?.length ?? 0) - wrong;
    // Where most letters are whole, a file in UTF-8 is damaged. Otherwise it is what older spreadsheets write.
    if (wrong > letters) {
      if (UNDEFINED.some((byte) => bytes.includes(byte))) return null;
      text = new TextDecoder("windows-1252").decode(bytes);
      broken = "";
    }
  }
  return { text: withLineFeeds(text), broken };
}

const KINDS = [
  ["PK\x03\x04", "a ZIP archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["7z\xbc\xaf", "a 7-Zip archive"],
  ["%PDF", "a PDF"],
  ["\x89PNG", "a PNG picture"],
  ["\xff\xd8\xff", "a JPEG picture"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook or another Office document"],
];

function kind(bytes, name) {
  if (/\.xlsx$/i.test(name)) return "an Excel workbook";
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  return KINDS.find(([magic]) => start.startsWith(magic))?.[1] ?? "something in an unknown format";
}

/** The text of a file that holds a table, or an error in words. */
export function text(bytes, name = "") {
  const decoded = decode(bytes);
  if (!decoded) throw Error(`this is ${kind(bytes, name)}; ${CSV}`);
  if (decoded.broken) throw Error(damage(decoded));
  if (!decoded.text) throw Error(`this is an empty file; ${CSV}`);
  if (/^\p{White_Space}*<[a-z!?/]/iu.test(decoded.text)) {
    const drawing = /^\p{White_Space}*<(\?xml|svg)/iu.test(decoded.text);
    throw Error(`this is ${drawing ? "a drawing in SVG or another XML" : "a web page"}; ${CSV}`);
  }
  return decoded.text;
}

/** Where a text is damaged. */
function damage({ text, broken }) {
  const reason = `this is not text in ${broken}`;
  const [header, ...rows] = open(text);
  const damaged = (cells) => cells.findIndex((cell) => cell.includes(DAMAGED));
  if (damaged(header) >= 0) return `the header can't be read: ${reason}`;
  for (const { line, cells, fault } of rows) {
    const column = header[damaged(cells)];
    if (!fault && damaged(cells) >= 0) return `line ${line}${column ? `, ${column}` : ""}: ${reason}`;
  }
  return `line ${text.split(DAMAGED, 1)[0].split("\n").length}: ${reason}`;
}

/**
 * The records of a text, each with the line that it begins at. One with a fault has what stands between its separators.
 * Lines of nothing but spaces are no records, except in what is `pasted`: a spreadsheet separates its cells by tabs there.
 */
export function* records(text, pasted = false) {
  const declared = /^(?:sep=([,;\t|])|"sep=([,;\t|])")(?:\n|$)/i.exec(text);
  const tabs = pasted && text.includes("\t");
  const separator = tabs ? "\t" : declared?.[1] ?? declared?.[2] ?? likely(text);
  const empty = separator === "\t" ? /^ *$/ : /^[ \t]*$/;
  let line = declared ? 2 : 1;
  for (let at = declared?.[0].length ?? 0; at < text.length; ) {
    const rest = text.indexOf("\n", at);
    const row = text.slice(at, rest < 0 ? text.length : rest);
    let end = at + row.length;
    if (pasted || !empty.test(row)) {
      const found = record(text, at, separator);
      yield found.end < 0 ? { line, cells: row.split(separator), fault: UNCLOSED } : { line, cells: found.cells };
      end = Math.max(end, found.end);
    }
    line += text.slice(at, end).split("\n").length;
    at = end + 1;
  }
}

/** The cells of the record at a place, and where it ends: at -1 where the last of them has broken quotation marks. */
function record(text, at, separator) {
  const cells = [];
  const ends = (end) => end >= text.length || text[end] === separator || text[end] === "\n";
  for (;;) {
    let end = at;
    if (text[at] === '"') {
      do end = text.indexOf('"', end + 1);
      while (end >= 0 && text[end + 1] === '"' && ++end);
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      if (end < 0 || !ends(++end)) return { cells, end: -1 };
    } else {
      while (!ends(end)) end++;
      cells.push(text.slice(at, end));
    }
    if (end >= text.length || text[end] === "\n") return { cells, end };
    at = end + 1;
  }
}

/** The separator that the header has most of, outside of quotation marks. */
function likely(text) {
  const at = /^(?:[ \t]*\n)*/.exec(text)[0].length;
  const cells = (separator) => record(text, at, separator).cells.length;
  return [",", ";", "\t"].reduce((best, mark) => (cells(mark) > cells(best) ? mark : best));
}

export function write(records) {
  const field = (text) => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A line with nothing on it would be no record.
  return records.map((record) => record.map(field).join(",") || '""').join("\n");
}

/** The header's names, and the records below it. */
function open(text) {
  const [header, ...rows] = records(text);
  if (!header) throw Error("the table is empty: its first line has to name the columns");
  if (header.fault) throw Error(`the header can't be read: ${header.fault}`);
  return [header.cells.map(trim), ...rows];
}

/**
 * The place of each column in a header: by its name, with its unit or without, or else by its label. In any case of
 * letters, where none has the very ones.
 */
export function places(header, columns) {
  const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const same = (a, b) => lower(a) === lower(b);
  const find = (name, unit) => {
    const names = unit ? [name, `${name}_${unit}`, `${name} (${unit})`] : [name];
    const having = (alike) => [...header.keys()].filter((i) => names.some((name) => alike(name, trim(header[i]))));
    const exact = having((a, b) => a === b);
    return exact.length ? exact : having(same);
  };
  const one = ([place, more], name) => {
    if (more !== undefined) throw Error(`the header names the column ${name} twice`);
    return place;
  };
  const named = columns.map(({ name, unit }) => one(find(name, unit), name));
  return columns.map(({ name, label = name, unit }, i) => {
    const shared = columns.filter((other) => same(other.label ?? other.name, label)).length > 1;
    if (named[i] !== undefined || shared) return named[i];
    return one(find(label, unit).filter((place) => !named.includes(place)), name);
  });
}

/**
 * The rows of a table, a text for each column, and its faults. A column may be missing that needs no value or has a
 * default, and an empty row is left out where something has to stand. Throws what is wrong with the header.
 */
export function table(text, columns) {
  const [header, ...all] = open(text);
  const found = places(header, columns);
  const missing = columns.filter((_, i) => found[i] === undefined);
  for (const { name, required, default: preset } of missing) {
    if (!required || preset != null) continue;
    throw Error(`there is no column ${name}; the header has ${header.slice(0, 20).join(", ")}`);
  }
  const needed = columns.some(({ required }, i) => required && found[i] !== undefined);
  const rows = [];
  const faults = [];
  for (const { line, cells, fault } of all) {
    const whole = cells.length === header.length;
    if (fault) faults.push(`line ${line}: ${fault}`);
    else if (cells.every((cell) => !trim(cell)) && (needed || !whole)) continue;
    else if (!whole) faults.push(`line ${line}: the row has ${cells.length} of ${header.length} cells`);
    else rows.push({ line, cells: columns.map((column, i) => trim(cells[found[i]] ?? column.default ?? "")) });
  }
  const unknown = header.filter((name, i) => name && !found.includes(i));
  return { rows, faults, unknown, missing };
}
