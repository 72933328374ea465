import { expect, test, type Page } from "@playwright/test";
import { cancelAll, isDone, train, work } from "./jobs";

const animations = (page: Page) => page.evaluate(() => document.getAnimations().length);

test.beforeEach(() => test.slow());
test.afterEach(({ request }) => cancelAll(request));

// What waits for its turn has nothing else to show than that it waits.
async function waits(page: Page, first: Page) {
  await train(first, 8000, 5);
  await train(page, 500, 1);
  await expect(work(page, "waiting")).toBeVisible();
}

test("what waits moves a little", async ({ page, context }) => {
  await waits(page, await context.newPage());
  expect(await animations(page)).toBe(1);
});

test.describe("where less motion is wanted", () => {
  test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: "reduce" }));

  test("nothing moves while a lesson waits, goes on, and has ended", async ({ page, context }) => {
    const first = await context.newPage();
    await first.emulateMedia({ reducedMotion: "reduce" });
    await waits(page, first);
    expect(await animations(page)).toBe(0);
    await expect(work(first, "running").getByRole("img").first()).toBeVisible({ timeout: 60_000 });
    expect(await animations(first)).toBe(0);
    await first.getByRole("button", { name: "Cancel" }).click();
    await expect(work(first, "cancelled")).toBeVisible();
    expect(await animations(first)).toBe(0);
    await isDone(page);
    expect(await animations(page)).toBe(0);
  });

  test("nothing moves while a recording is listened to, and after", async ({ page }) => {
    await page.goto("/voice");
    expect(await animations(page)).toBe(0);
    await page.getByRole("link", { name: "Half a minute, with pauses" }).click();
    await page.getByRole("button", { name: "Listen" }).click();
    await expect(page.locator(".job")).toBeVisible();
    expect(await animations(page)).toBe(0);
    await isDone(page);
    expect(await animations(page)).toBe(0);
  });
});
