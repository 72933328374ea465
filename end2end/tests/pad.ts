import { expect, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { answer } from "./alive";

// What people draw into the pad: points from 0 to 255, and the width of the pen.
export type Drawing = { digit: number; width: number; strokes: [number, number][][] };

export const drawings: Drawing[] = JSON.parse(readFileSync("../gallery/src/demos/digits/drawings.json", "utf8"));
export const pens: Record<number, string> = { 6: "Thin", 12: "Medium", 20: "Thick" };
export const picture = "fixtures/seven.png";

export const pad = (page: Page) => page.getByRole("img", { name: /^(A drawing of|An empty pad)/ });
export const clear = (page: Page) => page.getByRole("button", { name: "Clear" }).click();
export const file = (page: Page) => page.getByRole("button", { name: "A digit from 0 to 9" });
export const shownPicture = (page: Page) => page.getByRole("img", { name: "A digit from 0 to 9, as a picture" });

export async function openPad(page: Page, address = "/digits") {
  await page.goto(address);
  await expect(page.locator(".alive")).toBeAttached();
  await expect(pad(page)).toBeVisible();
}

// From the pad's own coordinates to the window's.
export async function toWindow(page: Page) {
  await pad(page).scrollIntoViewIfNeeded();
  const { x, y, side } = await pad(page).evaluate((pad) => {
    const { left, top } = pad.getBoundingClientRect();
    return { x: left + pad.clientLeft, y: top + pad.clientTop, side: pad.clientWidth };
  });
  return ([across, down]: [number, number]): [number, number] => [x + (across * side) / 256, y + (down * side) / 256];
}

export async function draw(page: Page, strokes: Drawing["strokes"]) {
  for (const [first, ...others] of strokes) {
    const place = await toWindow(page);
    await page.mouse.move(...place(first));
    await page.mouse.down();
    for (const point of others) await page.mouse.move(...place(point));
    await page.mouse.up();
  }
}

// The digit that is read in what is on the pad now: the address follows once the answer belongs to it.
export async function read(page: Page) {
  const drawn = await page.locator("input[name=drawing]").inputValue();
  await expect(page).toHaveURL((address) => address.searchParams.get("drawing") === drawn);
  await expect(answer(page)).not.toContainText("For the earlier inputs");
  return answer(page).getByRole("rowheader").first().textContent();
}
