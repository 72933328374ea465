import { chromium } from "@playwright/test";
const [,, url, out] = process.argv;
const browser = await chromium.launch({ executablePath: process.env.MAQUETTE_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-background-networking"] });
for (const [name, width, height] of [["desktop",1280,900],["phone",390,844]]) for (const colorScheme of ["light","dark"]) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.on("console", m => console.log(name, m.type(), m.text()));
  page.on("pageerror", e => console.log("pageerror", e.message));
  await page.goto(url); await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${out}-${name}-${colorScheme}.png`, fullPage: true });
}
await browser.close();
