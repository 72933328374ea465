import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { cancelAll, finish, train, work } from "./jobs";
import { all, catalogue, works } from "./pages";

for (const address of all) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing on ${address} when it is ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, address);
    });
  }
}

for (const address of works) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing where the work of ${address} has ended, when it is ${colorScheme}`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, await finish(page, address));
    });
  }
}

test("axe finds nothing where work waits for its turn", async ({ page, context, request }) => {
  test.slow();
  await train(await context.newPage(), 8000, 5);
  await train(page, 500, 1);
  await expect(work(page, "waiting")).toBeVisible();
  await hasNoFaults(page);
  await cancelAll(request);
});

test("axe finds nothing in the catalogue", async ({ page }) => {
  test.slow();
  expect(catalogue.length).toBeGreaterThan(25);
  for (const address of catalogue) await isAccessible(page, address);
});

async function isAccessible(page: Page, address: string) {
  await page.goto(address, { waitUntil: "networkidle" });
  for (const fold of await page.locator("details > summary").all()) await fold.click();
  await hasNoFaults(page);
}

async function hasNoFaults(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), page.url()).toEqual([]);
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
