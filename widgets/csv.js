// Tables as text (RFC 4180), and what is no table.

const QUOTED = /[^"]*(?:""[^"]*)*/y;

/** Records of fields. A field in quotes may hold what parts fields, what parts records, and quotes twice. */
export function parse(text, comma = ",") {
  const records = [];
  let record = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      QUOTED.lastIndex = at + 1;
      const [quoted] = QUOTED.exec(text);
      field = quoted.replaceAll('""', '"');
      at += quoted.length + 2;
    }
    const start = at;
    while (at < text.length && text[at] !== comma && text[at] !== "\n" && text[at] !== "\r") at++;
    record.push(field + text.slice(start, at));
    if (text[at] === comma) {
      // After the last comma there is one more field, an empty one.
      if (++at < text.length) continue;
      record.push("");
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    records.push(record);
    record = [];
  }
  return records;
}

export function write(records) {
  const field = (text) => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A line with nothing on it would be no record.
  return records.map((record) => record.map(field).join(",") || '""').join("\n");
}

/** What parts the fields: whichever of tab, semicolon and comma is most in the first line. */
export function sniff(text) {
  const line = text.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0];
  const often = (mark) => line.split(mark).length;
  return ["\t", ";", ","].reduce((best, mark) => (often(mark) > often(best) ? mark : best), ",");
}

/**
 * Lays records under the columns: by name where the first record names any, else in their order.
 * A cell that nothing is said of is undefined.
 */
export function arrange(records, columns) {
  const plain = (text) => text.trim().toLowerCase();
  const names = columns.map(({ name, label }) => [plain(name), plain(label ?? name)]);
  const find = (text) => names.findIndex((words) => words.includes(plain(text)));
  const places = records[0]?.map(find) ?? [];
  if (!places.some((place) => place >= 0)) {
    const rows = records.map((record) => columns.map((_, i) => record[i]));
    return { rows, named: false, unknown: [], missing: [] };
  }
  const rows = records.slice(1).map((record) => columns.map((_, i) => record[places.indexOf(i)]));
  const unknown = records[0].filter((text, i) => places[i] < 0 && text.trim());
  const missing = columns.filter((_, i) => !places.includes(i)).map(({ name, label }) => label || name);
  return { rows, named: true, unknown, missing };
}

const ARCHIVES = [
  ["PK\x03\x04", "ZIP archive"],
  ["\x1f\x8b", "gzip archive"],
  ["7z\xbc\xaf", "7-Zip archive"],
  ["%PDF", "PDF"],
  ["\xd0\xcf\x11\xe0", "Excel workbook"],
];

/** A file's text, or an error in words where it is none. */
export async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  const archive = ARCHIVES.find(([magic]) => start.startsWith(magic))?.[1];
  if (archive) {
    const what = /\.xlsx$/i.test(file.name) ? "Excel workbook" : archive;
    throw Error(`This is ${/^[aeiou]/i.test(what) ? "an" : "a"} ${what}; give the table itself, as CSV`);
  }
  const wide = { "\xff\xfe": "utf-16le", "\xfe\xff": "utf-16be" }[start.slice(0, 2)];
  if (wide) return new TextDecoder(wide).decode(bytes);
  if (bytes.includes(0)) throw Error(`${file.name} is not a text; give the table as CSV`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // What older spreadsheets write.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
