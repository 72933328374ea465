import { expect, test } from "@playwright/test";
import { answer } from "./alive";
import { cancelAll, isDone, train, work } from "./jobs";

test.afterEach(({ request }) => cancelAll(request));

test("Train leads to a page that goes on by itself until it has learnt", async ({ page }) => {
  test.slow();
  await train(page, 500, 1);
  await isDone(page);
  await expect(answer(page)).toContainText(/Done in \d+\.\d s/);
  await expect(answer(page).getByRole("img", { name: /^It is wrong less and less\. .*Loss: .* at 16,/ })).toBeVisible();
  await expect(answer(page)).toContainText(/The new network reads \d+\.\d % of 1,000 digits/);
  await expect(page.getByRole("textbox", { name: "How many digits to learn from" })).toHaveValue("500");
});

test("Cancel ends it, and what it has learnt stays", async ({ page }) => {
  test.slow();
  await train(page, 8000, 5);
  await expect(work(page, "running").getByRole("img", { name: /^It is wrong less and less/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(work(page, "cancelled")).toContainText(/Cancelled after \d+\.\d s/, { timeout: 15_000 });
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await expect(answer(page).getByRole("img", { name: /^It is wrong less and less/ })).toBeVisible();
});

test("a fault is told before anything begins", async ({ page }) => {
  await page.goto("/training");
  await page.getByRole("textbox", { name: "How often to go through them" }).fill("9");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.getByRole("alert")).toContainText("9 is out of range");
  await expect(page.getByRole("textbox", { name: "How often to go through them" })).toHaveValue("9");
});

test("work that is not kept leads on", async ({ page }) => {
  const response = await page.goto("/training/jobs/0123456789abcdef");
  expect(response?.status()).toBe(410);
  await expect(page.getByRole("heading", { name: "This work is no longer kept" })).toBeVisible();
  await expect(page.getByRole("link", { name: "How does a network learn to read?" })).toBeVisible();
});
