import { test } from "@playwright/test";
import { servers } from "../playwright.config";
import { finish } from "../tests/jobs";

const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const demos = {
  penguins: "/penguins?bill_length=43.2&bill_depth=18&flipper_length=195&body_mass=3800",
  houses: "/houses",
  co2: "/co2",
  digits: "/digits",
  languages: "/languages",
  voice: "/voice",
  austen: "/austen?question=ball+at+Netherfield&by=Keywords",
  training: "/training?images=2000&epochs=2&rate=Middling",
  seattle: "/seattle",
};
// Its answer lies on a page of its own.
const works = ["training"];

for (const [demo, address] of Object.entries(demos)) {
  for (const [screen, viewport] of Object.entries(screens)) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${demo}, ${screen}, ${colorScheme}`, async ({ page }) => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        const place = works.includes(demo) ? await finish(page, address) : address;
        // On a phone the answer lies below the form.
        const shown = works.includes(demo) && screen === "phone" ? `${place}#the-outcome` : place;
        await page.goto(shown, { waitUntil: "networkidle" });
        await page.screenshot({ path: `../docs/pictures/${demo}-${screen}-${colorScheme}.png` });
      });
    }
  }
}

// The README shows the code of examples/candle.rs above this picture: its page as it opens, and no more.
test("iris, desktop, light", async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 540 });
  await page.goto(`${servers.candle.url}iris`, { waitUntil: "networkidle" });
  await page.locator(".bench.alive").waitFor();
  await page.screenshot({ path: "../docs/pictures/iris-desktop-light.png" });
});
