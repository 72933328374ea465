import { test } from "@playwright/test";

const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const inputs = "bill_length=43.2&bill_depth=18&flipper_length=195&body_mass=3800";

for (const [screen, viewport] of Object.entries(screens)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${screen}, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.goto(`/penguins?${inputs}`, { waitUntil: "networkidle" });
      await page.screenshot({ path: `../docs/pictures/penguins-${screen}-${colorScheme}.png` });
      await page.getByRole("heading", { name: "Answer" }).scrollIntoViewIfNeeded();
    });
  }
}
