import { expect, test, type Page } from "@playwright/test";
import { answer } from "./alive";
import { cancelAll, isDone, train, work } from "./jobs";

const loss = (page: Page) => answer(page).getByRole("img", { name: /^It is wrong less and less/ });
const done = (page: Page) => page.getByRole("progressbar").evaluate((bar: HTMLProgressElement) => bar.value);
const learns = (page: Page) => expect.poll(() => done(page), { timeout: 60_000 });

test.beforeEach(() => test.slow());
test.afterEach(({ request }) => cancelAll(request));

test("one looks on while it learns, and Cancel ends it", async ({ page }) => {
  await train(page, 8000, 5);
  const address = page.url();
  await learns(page).toBeGreaterThan(0);
  await learns(page).toBeGreaterThan(await done(page));
  await expect(work(page, "running")).toContainText(/Epoch 1, \d+ digits a second, \d+ %/);
  const curve = await loss(page).getAttribute("aria-label");
  await expect(loss(page)).not.toHaveAccessibleName(curve!);
  await expect(work(page, "running")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(work(page, "cancelled")).toContainText(/Cancelled after \d+\.\d s/);
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await expect(page.getByRole("progressbar")).toBeHidden();
  await expect(loss(page)).toBeVisible();
  expect(page.url()).toBe(address);
});

test("at its end it is compared, and shows where the two differ", async ({ page }) => {
  await train(page, 500, 1);
  await isDone(page);
  await expect(answer(page).getByRole("heading", { name: "Beside the shipped network" })).toBeVisible();
  const compared = /The new network reads \d+\.\d % of 1,000 digits that neither has learnt from, the shipped one 98\.9 %/;
  await expect(answer(page)).toContainText(compared);
  const captioned = answer(page).getByRole("figure").filter({ hasText: /A \d: new says \d, shipped says \d/ });
  const pictures = captioned.locator("img");
  expect(await pictures.count()).toBeGreaterThan(5);
  for (const picture of await pictures.all()) {
    expect(await picture.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(28);
  }
});

test("at its end the page says what it says when it is opened anew", async ({ page }) => {
  await train(page, 500, 1);
  await isDone(page);
  const said = await work(page, "done").innerText();
  await expect(answer(page)).not.toContainText("No answer yet");
  await page.reload();
  expect(await work(page, "done").innerText()).toBe(said);
});

test("of a page that was opened meanwhile nothing earlier is left at its end", async ({ page }) => {
  await train(page, 2000, 2);
  await expect(loss(page)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await isDone(page);
  const right = await answer(page).getByRole("definition").first().textContent();
  await expect(answer(page).getByRole("status").first()).toHaveText(new RegExp(`^\\s*$|Read right: ${right}`));
  await expect(page.locator(".glance")).toHaveText(new RegExp(`^To the answer$|${right}`));
});

test("it goes on while nobody looks, and its address leads back to it", async ({ page, context }) => {
  await train(page, 1000, 2);
  const address = page.url();
  await page.close();
  const [one, other] = [await context.newPage(), await context.newPage()];
  await one.goto(address);
  await expect(one.locator("[data-state=waiting], [data-state=running], [data-state=done]")).toBeVisible();
  await isDone(one);
  await other.goto(address);
  await isDone(other);
  await expect(answer(one)).toContainText(/The new network reads/);
  const said = (from: Page) => work(from, "done").innerText();
  expect(await said(one)).toBe(await said(other));
});

test("a page that is loaded again takes part again", async ({ page }) => {
  await train(page, 8000, 5);
  await learns(page).toBeGreaterThan(0);
  const before = await done(page);
  await page.reload();
  expect(await done(page)).toBeGreaterThanOrEqual(before);
  await learns(page).toBeGreaterThan(await done(page));
  await expect(work(page, "running")).toBeVisible();
  await expect(loss(page)).toBeVisible();
});

test("two lessons are given one after the other", async ({ page, context }) => {
  await train(page, 8000, 5);
  const second = await context.newPage();
  await train(second, 500, 1);
  await expect(work(second, "waiting")).toContainText(/Waiting: (next in line|\d+ ahead)/);
  await page.getByRole("button", { name: "Cancel" }).click();
  await isDone(second);
});

test("back from the work, the form holds what was trained", async ({ page }) => {
  await page.goto("/training");
  await expect(page.locator(".bench")).toHaveClass(/alive/);
  await train(page, 1500, 1);
  const field = page.getByRole("textbox", { name: "How many digits to learn from" });
  await page.goBack();
  await expect(page).toHaveURL(/=1500/);
  await expect(field).toHaveValue("1500");
});

test("work that is lost offers no Cancel, and says how to start it again", async ({ page }) => {
  // The server that knew it is gone, and another has come.
  await page.route(/\/events/, (route) => route.fulfill({ status: 410, body: "{}" }));
  await train(page, 8000, 5);
  await expect(page.getByText("This work is no longer kept. The button starts it again")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
  await expect(page.getByText("this address keeps the answer")).toBeHidden();
});

test("nothing goes wrong in the console", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await train(page, 500, 1);
  await isDone(page);
  expect(said).toEqual([]);
});
