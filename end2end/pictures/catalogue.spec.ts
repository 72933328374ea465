import { test } from "@playwright/test";
import { readdirSync } from "node:fs";
import { servers } from "../playwright.config";

// The style is the picture's own: room around what is shown.
test.use({ baseURL: servers.catalogue.url, viewport: { width: 640, height: 900 }, colorScheme: "light", deviceScaleFactor: 1.5, bypassCSP: true });

// Of an input the form's fields, of a chart or another output the answer.
const input = { kind: "input", part: ".fields", style: ".fields { padding: 16px; margin: -16px }" };
const answer = { part: ".prediction", style: ".prediction { padding: 20px 36px }" };
const folders = { inputs: input, charts: { kind: "chart", ...answer }, outputs: { kind: "output", ...answer } };
// Of a table the shorter page, in another order.
const views: Record<string, string> = { "output-table": "t0.page=2&t0.sort=2&t0.desc" };

for (const [folder, { kind, part, style }] of Object.entries(folders)) {
  for (const file of readdirSync(`../examples/catalogue/${folder}`)) {
    const name = `${kind}-${file.replace(".rs", "")}`;
    test(name, async ({ page }) => {
      await page.goto(`/${name}?${views[name] ?? ""}`, { waitUntil: "networkidle" });
      await page.locator(".bench.alive").waitFor();
      await page.locator(part).screenshot({ path: `../docs/catalogue/pictures/${name}.png`, style, animations: "disabled" });
    });
  }
}
