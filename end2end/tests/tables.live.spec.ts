import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { servers } from "../playwright.config";

// The browser's reader of tables is held to the cases of the server's, which src/uploads/table.rs runs.
const { columns, cases } = JSON.parse(readFileSync("../tests/tables/cases.json", "utf8"));

type Csv = {
  records: (text: string, pasted?: boolean) => Iterable<{ line: number; cells: string[] }>;
  table: (text: string, columns: unknown[]) => { rows: { line: number; cells: string[] }[]; faults: string[] };
  text: (bytes: Uint8Array) => string;
  write: (records: string[][]) => string;
};

async function load(page: Page) {
  const module = `data:text/javascript;base64,${readFileSync("../widgets/csv.js").toString("base64")}`;
  return page.evaluateHandle<Csv, string>((module) => import(module), module);
}

test("a file is read in the browser as it is on the server", async ({ page }) => {
  const csv = await load(page);
  for (const { what, text, base64, columns: own, rows, faults, error } of cases) {
    const bytes = [...(base64 === undefined ? Buffer.from(text) : Buffer.from(base64, "base64"))];
    const read = await csv.evaluate(
      ({ text, table }, { bytes, columns }) => {
        try {
          const { rows, faults } = table(text(new Uint8Array(bytes)), columns);
          return { rows: rows.map(({ line, cells }) => [line, ...cells]), faults };
        } catch (error) {
          return { error: (error as Error).message };
        }
      },
      { bytes, columns: own ?? columns },
    );
    expect(read, what).toEqual(error === undefined ? { rows, faults } : { error });
  }
  expect(cases.length).toBeGreaterThan(90);
});

test("what is written is read back, and what is pasted line by line", async ({ page }) => {
  const csv = await load(page);
  const back = (rows: string[][]) =>
    csv.evaluate(({ records, write }, rows) => [...records(write(rows))].map(({ cells }) => cells), rows);
  for (const rows of [[["a", 'b"c'], ["1,2", "3\n4"]], [["a"], [""], [" x "]], [["a;b", "c"], ["", ""]]]) {
    expect(await back(rows)).toEqual(rows);
  }
  const pasted = (text: string) =>
    csv.evaluate(({ records }, text) => [...records(text, true)].map(({ line, cells }) => [line, ...cells]), text);
  expect(await pasted("a\n\nb\n")).toEqual([[1, "a"], [2, ""], [3, "b"]]);
  expect(await pasted('a\tb\n"c" d\te\n')).toEqual([[1, "a", "b"], [2, '"c" d', "e"]]);
});

async function open(page: Page) {
  await page.goto(`${servers.catalogue.url}input-table`);
  await page.locator(".bench.alive").waitFor();
  const cells = page.getByRole("group", { name: "Shopping list" }).getByRole("textbox");
  await expect(cells.first()).toHaveValue("Flour");
  const bring = (buffer: Buffer) =>
    page.locator("input[type=file]").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  return { cells, bring };
}

test("a table as Excel saves it is opened in the grid", async ({ page }) => {
  const { cells, bring } = await open(page);
  await bring(Buffer.from("\ufeffsep=;\r\nWhat;price (€);count\r\nCafé;2,5;2\r\n;;\r\n", "utf16le"));
  await expect(page.getByText("1 row from list.csv")).toBeVisible();
  await expect(cells).toHaveCount(3);
  await expect(cells.nth(0)).toHaveValue("Café");
  await expect(page.getByRole("region", { name: "Answer" })).toContainText("5.00");
});

test("a table with faults stays a text until they are mended", async ({ page }) => {
  const { cells, bring } = await open(page);
  await bring(Buffer.from('name,price,count\n"Tea,1,2\nMilk,1\n'));
  const fault = "Line 2: a quotation mark is not closed, or text follows it; line 3: the row has 2 of 3 cells";
  // In the page's summary and at the field, each once.
  await expect(page.getByText(fault)).toHaveCount(2);
  const text = page.getByRole("textbox", { name: "Shopping list", exact: true });
  await expect(text).toHaveValue('name,price,count\n"Tea,1,2\nMilk,1\n');
  await page.getByRole("button", { name: "Edit as table" }).click();
  await expect(cells.first()).toBeHidden();
  await text.fill("name,price,count\nTea,1,2\nMilk,1,3\n");
  await page.getByRole("button", { name: "Edit as table" }).click();
  await expect(cells).toHaveCount(6);
  await expect(page.getByRole("region", { name: "Answer" })).toContainText("5.00");
});

test("cells of a spreadsheet are pasted where they belong", async ({ page }) => {
  const { cells } = await open(page);
  const paste = (place: number, text: string) =>
    cells.nth(place).evaluate((cell, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  const values = () => cells.evaluateAll((cells) => cells.map((cell) => (cell as HTMLInputElement).value));
  await paste(3, '"Oat" milk\t2\r\n\r\nTea\t3\r\n');
  expect(await values()).toEqual(["Flour", "1.19", "1", '"Oat" milk', "2", "2", "", "0.35", "6", "Tea", "3", "1"]);
  await paste(11, "How many\tWhat\n7\tRice\n");
  expect((await values()).slice(9)).toEqual(["Rice", "3", "7"]);
});
