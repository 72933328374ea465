import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("figures, charts and a table follow what was asked", async ({ page }) => {
  await page.goto("/seattle");
  await expect(answer(page)).toContainText(/Days\s*92/);
  await page.getByRole("radio", { name: "Wind" }).check();
  await page.getByRole("checkbox", { name: "Snow" }).check();
  await page.getByLabel("From", { exact: true }).fill("2012-01-01");
  await page.getByRole("button", { name: "Look" }).click();
  await expect(page).toHaveURL(/measure=Wind&from=2012-01-01&to=2015-08-31&.*weather=Snow/);
  await expect(answer(page)).toContainText(/Days\s*26/);
  await expect(page.getByRole("img", { name: /^Day by day/ })).toBeVisible();
});

test("a long table is sorted, leafed through and taken along", async ({ page }) => {
  await page.goto("/seattle?measure=Warmest&from=2012-01-01&to=2015-12-31&smooth=false");
  const table = page.getByRole("region", { name: "The days" });
  await expect(answer(page)).toContainText("Rows 1–20 of 1,461");
  await table.getByRole("link", { name: "Highest °C" }).click();
  await expect(table.getByRole("columnheader", { name: "Highest °C" })).toHaveAttribute("aria-sort", "ascending");
  await expect(table.getByRole("row").nth(1)).toContainText("−1.6");
  await table.getByRole("link", { name: "Highest °C" }).click();
  await expect(table.getByRole("row").nth(1)).toContainText("35.6");
  await answer(page).getByRole("link", { name: "Later" }).click();
  await expect(answer(page)).toContainText("Rows 21–40 of 1,461");
  await expect(page).toHaveURL(/t0\.page=2&t0\.sort=2&t0\.desc/);
  await page.goBack();
  await expect(answer(page)).toContainText("Rows 1–20 of 1,461");

  const file = await answer(page).getByRole("link", { name: "Download as CSV" }).getAttribute("href");
  const csv = await (await page.request.get(file!)).text();
  expect(csv.split("\n").length).toBe(1461 + 2);
  expect(csv.split("\n")[0]).toBe("Day,Weather,Highest °C,Lowest °C,Rain and snow mm,Wind m/s");
});

test("a question without an answer is told so in the author's words", async ({ page }) => {
  await page.goto("/seattle?measure=Warmest&from=2015-12-31&to=2012-01-01&smooth=false");
  await expect(page.getByRole("alert")).toContainText("The first day comes after the last");
});
