import { expect, test, type Page } from "@playwright/test";
import { finish } from "./jobs";
import { all, catalogue, works } from "./pages";

// What two elements cover of each other, where neither lies within the other.
const overlaps = () => {
  const read = "h1,h2,h3,h4,legend,label,p,input:not([type=hidden]),select,textarea,button,a,summary,figcaption,th,td,svg text";
  const shown = [...document.querySelectorAll(read)].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    // The line that keeps the answer in sight lies over the page on purpose.
    const aside = element.closest(".unseen, .glance, .scroll, details:not([open]) > :not(summary)");
    return width > 0 && height > 0 && !aside && getComputedStyle(element).visibility === "visible";
  });
  const found: string[] = [];
  const about = (element: Element) => `${element.tagName} “${(element.textContent || element.id).trim().slice(0, 30)}”`;
  shown.forEach((a, place) => {
    for (const b of shown.slice(place + 1)) {
      if (a.contains(b) || b.contains(a)) continue;
      const [first, second] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
      const wide = Math.min(first.right, second.right) - Math.max(first.left, second.left);
      const high = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
      // Lines of text share a pixel or two, and a text within a chart has room around its letters.
      const [most, least] = a.closest("svg") && b.closest("svg") ? [3, 4] : [1, 2];
      if (wide > most && high > least) found.push(`${about(a)} and ${about(b)}`);
    }
  });
  return found;
};

for (const width of [320, 390, 768, 1280]) {
  for (const address of all) {
    test(`${address} fits into ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await fits(page, address);
    });
  }

  for (const address of works) {
    test(`where the work of ${address} has ended fits into ${width} px`, async ({ page }) => {
      test.slow();
      await page.setViewportSize({ width, height: 800 });
      await fits(page, await finish(page, address));
    });
  }

  test(`the catalogue fits into ${width} px`, async ({ page }) => {
    test.slow();
    expect(catalogue.length).toBeGreaterThan(25);
    await page.setViewportSize({ width, height: 800 });
    for (const address of catalogue) await fits(page, address);
  });
}

async function fits(page: Page, address: string) {
  await page.goto(address, { waitUntil: "networkidle" });
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(inner, address).toBeLessThanOrEqual(outer);
  expect(await page.evaluate(overlaps), address).toEqual([]);
}
