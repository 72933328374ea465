import { expect, test } from "@playwright/test";
import { answer, openAlive, ring, sameLoad } from "./alive";

test("a dragged slider moves the answer, the chart and the address without a page load", async ({ page }) => {
  await openAlive(page, "/penguins");
  const before = await ring(page).getAttribute("cy");
  const slider = page.getByRole("slider", { name: "Bill depth" });
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.13, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, middle, { steps: 20 });
  await page.mouse.up();
  const depth = await page.getByRole("textbox", { name: "Bill depth" }).inputValue();
  expect(Number(depth)).toBeGreaterThan(19);
  await expect(page).toHaveURL(new RegExp(`bill_depth=${depth}&`));
  await expect(answer(page)).not.toContainText("Not ruled out: Gentoo.");
  expect(await ring(page).getAttribute("cy")).not.toBe(before);
  expect(await sameLoad(page)).toBe(true);
});

test("a slider obeys the keyboard", async ({ page }) => {
  await openAlive(page, "/penguins");
  const slider = page.getByRole("slider", { name: "Body mass" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("textbox", { name: "Body mass" })).toHaveValue("4575");
  await expect(page).toHaveURL(/body_mass=4575/);
  expect(await sameLoad(page)).toBe(true);
});

test("one question runs, one waits, and the last inputs have the last word", async ({ page }) => {
  await openAlive(page, "/penguins");
  const asked: string[] = [];
  const held: (() => void)[] = [];
  await page.route("/fn/predict", async (route) => {
    asked.push(JSON.parse(route.request().postData()!).inputs[0][1]);
    await new Promise<void>((go) => held.push(go));
    await route.continue();
  });
  const bill = page.getByRole("textbox", { name: "Bill length" });
  await bill.fill("40");
  await expect.poll(() => asked).toEqual(["40"]);
  // The answer still shown belongs to other inputs, and says so.
  await expect(answer(page)).toContainText("For the earlier inputs");
  await bill.fill("41");
  await bill.fill("42");
  held.shift()!();
  await expect.poll(() => asked.length).toBe(2);
  expect(asked).toEqual(["40", "42"]);
  await expect(answer(page)).toContainText("For the earlier inputs");
  held.shift()!();
  await expect(answer(page)).not.toContainText("For the earlier inputs");
  await expect(page).toHaveURL(/bill_length=42&/);
});

test("a fault is said at once, and the earlier answer is marked", async ({ page }) => {
  await openAlive(page, "/penguins");
  await page.getByRole("textbox", { name: "Bill length" }).fill("999");
  await expect(page.getByRole("alert")).toContainText("999 is out of range; give a number from 30 to 65");
  await expect(answer(page)).toContainText("For the earlier inputs");
  await page.getByRole("textbox", { name: "Bill length" }).fill("46");
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(answer(page)).not.toContainText("For the earlier inputs");
});

test("a link within the page changes no inputs", async ({ page }) => {
  await openAlive(page, "/penguins");
  const bill = page.getByRole("textbox", { name: "Bill length" });
  await bill.fill("999");
  await page.getByRole("alert").getByRole("link", { name: "Bill length" }).click();
  await expect(page).toHaveURL(/#bill_length$/);
  await expect(bill).toHaveValue("999");
  await expect(page.getByRole("alert")).toContainText("999 is out of range");
});

test("a slider that keeps moving is answered on the way", async ({ page }) => {
  await openAlive(page, "/penguins");
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().endsWith("/fn/predict"))));
  await page.getByRole("slider", { name: "Bill length" }).focus();
  // Never at rest, and still answered.
  while (asked < 5) await page.keyboard.press("ArrowRight");
  await expect(answer(page)).not.toContainText("For the earlier inputs");
});

test("without its bundle a page shows no slider that would not move anything", async ({ page }) => {
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto("/penguins");
  await expect(page.getByRole("textbox", { name: "Bill length" })).toBeVisible();
  await expect(page.getByRole("slider")).toHaveCount(0);
});

test("a server that can't be reached is said, and the button tries again", async ({ page }) => {
  await openAlive(page, "/penguins");
  await page.route("/fn/predict", (route) => route.abort());
  await page.getByRole("textbox", { name: "Bill length" }).fill("45");
  await expect(page.getByRole("alert")).toContainText("The server can't be reached");
  await page.unroute("/fn/predict");
  await page.getByRole("button", { name: "Predict" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page).toHaveURL(/bill_length=45&/);
  await expect(page.getByRole("heading", { name: "Answer" })).toBeFocused();
});

test("what was typed before the page came alive is kept and answered", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/penguins");
  await page.getByRole("textbox", { name: "Bill length" }).fill("50");
  await page.getByRole("textbox", { name: "Bill depth" }).fill("15");
  release();
  await expect(page).toHaveURL(/bill_length=50&bill_depth=15&/);
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("50");
});

test("nothing goes wrong in the console", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await openAlive(page, "/penguins");
  await page.getByRole("radio", { name: "Female" }).check();
  await expect(page).toHaveURL(/sex=female/);
  expect(said).toEqual([]);
});

test("what is unfolded stays open while the answer follows a slider", async ({ page }) => {
  await openAlive(page, "/penguins");
  const numbers = page.locator(".prediction details");
  await numbers.getByText("Show the numbers").click();
  await expect(numbers).toHaveAttribute("open", "");
  const slider = page.getByRole("slider").first();
  await slider.focus();
  const before = await page.locator(".prediction").innerHTML();
  await slider.press("ArrowLeft");
  await expect.poll(() => page.locator(".prediction").innerHTML()).not.toBe(before);
  await expect(numbers).toHaveAttribute("open", "");
});
