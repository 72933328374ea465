import { expect, test, type Page } from "@playwright/test";
import { answer } from "./alive";
import { file, picture } from "./pad";

const digit = (page: Page) => answer(page).getByRole("rowheader").first();
const read = (page: Page) => page.getByRole("button", { name: "Read" }).click();
const field = (page: Page) => page.locator(".field", { has: file(page) });

test("each example is read, and shows what the network saw", async ({ page }) => {
  await page.goto("/digits");
  const examples = { "A three": "3", "A seven with a bar": "7", "An open four": "4", "A nought in a corner": "0" };
  for (const [title, expected] of Object.entries(examples)) {
    await page.getByRole("link", { name: title }).click();
    await expect(page).toHaveURL(/\?drawing=12\*/);
    await expect(digit(page)).toHaveText(expected);
    await expect(answer(page)).toContainText(/\d %\s+– /);
    await expect(answer(page).getByRole("img", { name: "What the network saw" })).toBeVisible();
  }
});

test("a picture from a file is read", async ({ page }) => {
  await page.goto("/digits", { waitUntil: "networkidle" });
  const before = await answer(page).getByRole("img", { name: "What the network saw" }).getAttribute("src");
  await file(page).setInputFiles(picture);
  await read(page);
  await expect(page).toHaveURL(/drawing=u\w+/);
  await expect(digit(page)).toHaveText("7");
  const saw = answer(page).getByRole("img", { name: "What the network saw" });
  await expect(saw).toBeVisible();
  expect(await saw.getAttribute("src")).not.toBe(before);
  // The address holds it, and the uploaded file is still shown there.
  await page.goto(page.url());
  await expect(digit(page)).toHaveText("7");
  await expect(field(page).getByRole("img", { name: /picture|Your file/ })).toBeVisible();
});

const page = "<!DOCTYPE html><title>7</title><script>alert(7)</script>";
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(7)</script><path d="M1 1H9L4 9"/></svg>';
const refused = {
  [page]: "This is a web page; give a picture as PNG, JPEG, WebP or GIF",
  [svg]: "This is a drawing in SVG or another XML; give a picture as PNG, JPEG, WebP or GIF",
  "": "This is an empty file; give a picture as PNG, JPEG, WebP or GIF",
};

for (const [text, sentence] of Object.entries(refused)) {
  test(`what is no picture is refused beside its field: ${sentence}`, async ({ page }) => {
    const opened: string[] = [];
    page.on("dialog", (dialog) => opened.push(dialog.message()));
    await page.goto("/digits", { waitUntil: "networkidle" });
    await file(page).setInputFiles({ name: "digit.png", mimeType: "image/png", buffer: Buffer.from(text) });
    await read(page);
    await expect(field(page)).toContainText(sentence);
    expect(opened).toEqual([]);
  });
}

test("a drawing that is none is told, and an upload that is gone too", async ({ page }) => {
  await page.goto("/digits?drawing=12*1.2-300.4");
  await expect(page.getByRole("alert").first()).toContainText("This is no drawing of the pad; draw it again");
  await page.goto("/digits?drawing=u00000000000000000000000000000000");
  await expect(page.getByRole("alert").first()).toContainText("This is no longer kept; bring it again");
});

test("a drawing is lines before its pad has come", async ({ page }) => {
  // Without the modules the page is as a slow network or a browser without scripts shows it.
  await page.route(/\/pkg\/(sketch|media)-.*\.js$/, (route) => route.abort());
  await page.goto("/digits");
  const path = page.locator(".stage svg.drawn path");
  await expect(path).toHaveCSS("fill", "none");
  const [stroke, ink] = await path.evaluate((path) => [
    getComputedStyle(path).stroke,
    getComputedStyle(document.body).color,
  ]);
  expect(stroke).toBe(ink);
  expect((await page.locator(".stage svg.drawn").boundingBox())!.width).toBeLessThanOrEqual(258);
});
