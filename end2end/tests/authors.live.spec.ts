import { expect, test, type Page } from "@playwright/test";
import { servers } from "../playwright.config";
import { answer, sameLoad } from "./alive";

// Pages of authors' own programs, built with nothing but Rust: each comes alive by the client that ships with the library.
async function openAlive(page: Page, address: string) {
  const bundle = page.waitForResponse(/\.wasm$/);
  await page.goto(address);
  await bundle;
  await expect(page.locator(".alive")).toBeAttached();
  await page.evaluate(() => {
    (window as any).sameLoad = true;
  });
}

async function moveSlider(page: Page, name: string, presses: number) {
  const before = await answer(page).textContent();
  await page.getByRole("slider", { name }).focus();
  for (let press = 0; press < presses; press++) await page.keyboard.press("ArrowRight");
  await expect(answer(page)).not.toContainText(before!);
  expect(await sameLoad(page)).toBe(true);
}

test("a function in fifteen lines answers while one types", async ({ page }) => {
  await openAlive(page, `${servers.hello.url}hello`);
  await expect(answer(page)).toContainText("Hello, Ada!");
  await page.getByRole("textbox", { name: "Your name" }).fill("Grace");
  await expect(answer(page)).toContainText("Hello, Grace!");
  expect(await sameLoad(page)).toBe(true);
});

test("a network and its weights in forty lines follow a slider", async ({ page }) => {
  await openAlive(page, `${servers.classifier.url}iris`);
  await expect(answer(page)).toContainText("Versicolor");
  await page.getByRole("slider", { name: "Petal length" }).focus();
  await page.keyboard.press("End");
  await page.getByRole("slider", { name: "Petal width" }).focus();
  await page.keyboard.press("End");
  await expect(answer(page)).toContainText("Virginica");
  expect(await sameLoad(page)).toBe(true);
});

test("an app under a prefix of another moves and links within it", async ({ page }) => {
  await page.goto(servers.nested.url);
  await page.getByRole("link", { name: "Try it" }).click();
  await expect(page).toHaveURL(`${servers.nested.url}models/fahrenheit`);
  await openAlive(page, page.url());
  await moveSlider(page, "Temperature", 4);
  await expect(page).toHaveURL(`${servers.nested.url}models/fahrenheit?degrees=23`);
  await page.getByRole("link", { name: "Maquette" }).click();
  await expect(page).toHaveURL(`${servers.nested.url}models`);
});

test("what `maquette new` makes is alive", async ({ page }) => {
  await openAlive(page, `${servers.author.url}throw`);
  await moveSlider(page, "Speed", 3);
});
