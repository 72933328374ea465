import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("the front page leads to the penguins", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Which penguin is it?" }).click();
  await expect(page).toHaveTitle("Which penguin is it?");
  await expect(answer(page)).toContainText("Adelie");
});

test("an address holds its answer", async ({ page }) => {
  await page.goto("/penguins?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200");
  await expect(answer(page)).toContainText("Gentoo");
  await expect(answer(page)).toContainText(/> 99 %\s+– almost certain/);
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("50");
  await expect(page.getByRole("group", { name: "Sex" }).getByRole("radio", { name: "Not known" })).toBeChecked();
});

test("a person fills the form and reads the answer", async ({ page }) => {
  await page.goto("/penguins");
  await page.getByRole("textbox", { name: "Bill length" }).fill("49");
  await page.getByRole("textbox", { name: "Bill depth" }).fill("19.6");
  await page.getByRole("textbox", { name: "Flipper length" }).fill("212");
  await page.getByRole("textbox", { name: "Body mass" }).fill("4300");
  await page.getByRole("radio", { name: "Dream" }).check();
  await page.getByRole("button", { name: "Predict" }).click();
  await expect(answer(page)).toContainText("Chinstrap");
  await expect(page).toHaveURL(/bill_length=49&bill_depth=19.6&flipper_length=212&body_mass=4300&island=Dream/);
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("49");
});

test("the back button brings the earlier inputs and their answer", async ({ page }) => {
  await page.goto("/penguins");
  await page.getByRole("link", { name: "A Gentoo of Biscoe" }).click();
  await expect(answer(page)).toContainText("Gentoo");
  await page.getByRole("link", { name: "A Chinstrap of Dream" }).click();
  await expect(answer(page)).toContainText("Chinstrap");
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("49");
  await page.goBack();
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("46.5");
  await expect(answer(page)).toContainText("Not ruled out: Gentoo.");
  await page.goBack();
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("39.1");
  await expect(answer(page)).toContainText("Not ruled out: Adelie.");
});

test("faults are listed, lead to their fields, and nothing typed is lost", async ({ page }) => {
  await page.goto("/penguins");
  await page.getByRole("textbox", { name: "Bill length" }).fill("long");
  await page.getByRole("textbox", { name: "Body mass" }).fill("9");
  await page.getByRole("button", { name: "Predict" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("There is no answer to these inputs");
  await expect(summary).toBeInViewport();
  await expect(summary).toContainText("“long” is not a number; give one from 30 to 65");
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("long");
  await expect(page.getByRole("textbox", { name: "Body mass" })).toHaveAccessibleDescription(/9 is out of range/);
  await summary.getByRole("link", { name: "Body mass" }).click();
  await expect(page).toHaveURL(/#body_mass$/);
});

test("a chart shows the birds and the person's own", async ({ page }) => {
  await page.goto("/penguins");
  const chart = page.getByRole("img", { name: /Bill length and depth together separate the three species/ });
  await expect(chart).toBeVisible();
  await expect(chart.locator("circle")).toHaveCount(1);
  await answer(page).getByText("Show the numbers").click();
  await expect(page.getByRole("row", { name: /Gentoo 123/ })).toBeVisible();
});

test("what is not there leads on", async ({ page }) => {
  const response = await page.goto("/dodos");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Which penguin is it?" })).toBeVisible();
});
