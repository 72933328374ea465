import { expect, test } from "@playwright/test";
import { demos } from "./pages";

// What a visitor pays for the first page, over the wire and compressed.
const MAX_BYTES = 190_000;
const MAX_REQUESTS = 8;
// What a widget loads for itself is paid only where there is one.
const WIDGETS = /^\/(uploads\/|pkg\/(field|upload|keep|capture|strokes|csv|sound|sketch|media|audio|grid|stream|shown)-)/;

for (const address of demos) test(`${address} is light, and all of it comes from here`, async ({ page, baseURL }) => {
  const loads: { path: string; bytes: number }[] = [];
  const foreign: string[] = [];
  page.on("requestfinished", async (request) => {
    const url = new URL(request.url());
    // What a page has made itself is loaded from nowhere.
    if (url.protocol === "blob:") return;
    if (!request.url().startsWith(baseURL!)) foreign.push(request.url());
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    loads.push({ path: url.pathname, bytes: responseBodySize + responseHeadersSize });
  });
  await page.goto(address, { waitUntil: "networkidle" });
  await expect.poll(() => loads.some(({ path }) => path.endsWith(".wasm"))).toBe(true);
  const [own, first] = [loads.filter(({ path }) => WIDGETS.test(path)), loads.filter(({ path }) => !WIDGETS.test(path))];
  const total = (of: typeof loads) => of.reduce((sum, { bytes }) => sum + bytes, 0);
  const line = (bytes: number, words: string) => console.log(`${String(bytes).padStart(8)} bytes ${words}`);
  for (const { path, bytes } of first) line(bytes, ` ${path}`);
  line(total(first), `in ${first.length} requests, of ${MAX_BYTES} in ${MAX_REQUESTS}`);
  for (const { path, bytes } of own) line(bytes, ` ${path}`);
  if (own.length) line(total(own), `in ${own.length} requests for its widgets`);
  expect(total(first)).toBeLessThanOrEqual(MAX_BYTES);
  expect(first.length).toBeLessThanOrEqual(MAX_REQUESTS);
  expect(foreign).toEqual([]);
});
