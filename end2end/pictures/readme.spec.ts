import { test } from "@playwright/test";

const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const demos = {
  penguins: "/penguins?bill_length=43.2&bill_depth=18&flipper_length=195&body_mass=3800",
  houses: "/houses",
  co2: "/co2",
  seattle: "/seattle",
};

for (const [demo, address] of Object.entries(demos)) {
  for (const [screen, viewport] of Object.entries(screens)) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${demo}, ${screen}, ${colorScheme}`, async ({ page }) => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.goto(address, { waitUntil: "networkidle" });
        await page.screenshot({ path: `../docs/pictures/${demo}-${screen}-${colorScheme}.png` });
      });
    }
  }
}
