import { expect, type Page } from "@playwright/test";

// The page is alive once a question it asks by itself has been answered: its sliders work then.
export async function openAlive(page: Page, address: string) {
  const bundle = page.waitForResponse(/\.wasm$/);
  await page.goto(address);
  await bundle;
  // The example has an address of its own only when a script has taken the click.
  await expect(async () => {
    const loads = page.waitForEvent("framenavigated", { timeout: 500 }).catch(() => null);
    await page.evaluate(() => {
      (window as any).sameLoad = true;
    });
    await page.getByRole("link", { name: "A Gentoo of Biscoe" }).click();
    await loads;
    expect(await page.evaluate(() => (window as any).sameLoad)).toBe(true);
  }).toPass();
  await expect(answer(page)).toContainText("Gentoo");
}

export const answer = (page: Page) => page.getByRole("region", { name: "Answer" });

export const ring = (page: Page) => page.getByRole("img").locator("circle");

// A page load would forget this.
export const sameLoad = (page: Page) => page.evaluate(() => (window as any).sameLoad === true);
