import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

const faulty = "/penguins?bill_length=long&bill_depth=99&flipper_length=220&body_mass=5200";
const outside = "/penguins?bill_length=64&bill_depth=15&flipper_length=220&body_mass=5200";

for (const address of ["/", "/penguins", faulty, outside, "/dodos"]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing on ${address} when it is ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address, { waitUntil: "networkidle" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    });
  }
}

test("the form is worked by keyboard alone", async ({ page }) => {
  await page.goto("/penguins", { waitUntil: "networkidle" });
  await page.getByRole("textbox", { name: "Bill length" }).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("50");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/bill_length=50&/);
  await expect(page.getByRole("heading", { name: "Answer" })).toBeFocused();
});

test("nothing is cut off on a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(faulty, { waitUntil: "networkidle" });
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(inner).toBeLessThanOrEqual(outer);
});
