import { expect, test } from "@playwright/test";
import { demos } from "./pages";

// What a visitor pays for the first page, over the wire and compressed.
const MOST_BYTES = 220_000;
const MOST_REQUESTS = 8;

for (const address of demos) test(`${address} is light, and all of it comes from here`, async ({ page, baseURL }) => {
  const loads: { path: string; bytes: number }[] = [];
  const foreign: string[] = [];
  page.on("requestfinished", async (request) => {
    const url = new URL(request.url());
    if (!request.url().startsWith(baseURL!)) foreign.push(request.url());
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    loads.push({ path: url.pathname, bytes: responseBodySize + responseHeadersSize });
  });
  await page.goto(address, { waitUntil: "networkidle" });
  await expect.poll(() => loads.some(({ path }) => path.endsWith(".wasm"))).toBe(true);
  for (const { path, bytes } of loads) console.log(`${String(bytes).padStart(8)} bytes  ${path}`);
  const total = loads.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${String(total).padStart(8)} bytes in ${loads.length} requests, of ${MOST_BYTES} in ${MOST_REQUESTS}`);
  expect(total).toBeLessThanOrEqual(MOST_BYTES);
  expect(loads.length).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(foreign).toEqual([]);
});
