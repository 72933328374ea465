import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("the page opens with a price, its interval and how far to trust it", async ({ page }) => {
  await page.goto("/houses");
  await expect(answer(page)).toContainText(/\$1\d\d,\d{3}; in 9 of 10 such cases the truth lies between \$1\d\d,\d{3} and \$\d{3},\d{3}/);
  await expect(answer(page)).toContainText(/On rows it had never seen, \d\d % of such intervals held the truth/);
  await expect(page.getByRole("region", { name: "How far to trust it" })).toContainText("Typical error");
});

test("a small old house costs less than nothing by a straight line, and not by the model", async ({ page }) => {
  await page.goto("/houses");
  await page.getByRole("link", { name: "Small, old, no basement" }).click();
  await expect(page).toHaveURL(/gr_liv_area=334&/);
  const bars = page.getByRole("img", { name: /What three models say the same house costs/ });
  await expect(bars).toHaveAccessibleName(/A straight line: −49,829; The line, clipped at 0: 0; Logarithms \(this demo\): \d\d,\d{3}/);
  await expect(answer(page)).toContainText("nobody pays people to take a house");
  await expect(answer(page)).toContainText("No house like this was sold");
  // Each value lies within its slider, so it is the model and not the person that went too far.
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("questions stand under the heading of their section", async ({ page }) => {
  await page.goto("/houses");
  const where = page.getByRole("group", { name: "Where and what" });
  await where.getByRole("combobox", { name: "Neighbourhood" }).selectOption("Stone Brook");
  await where.getByRole("radio", { name: "Duplex" }).check();
  await page.getByRole("button", { name: "Predict" }).click();
  await expect(page).toHaveURL(/neighborhood=Stone_Brook&bldg_type=Duplex/);
  await expect(answer(page)).toContainText("What the 51 houses sold there cost");
});

test("a fault in one of many questions leads to it", async ({ page }) => {
  await page.goto("/houses");
  await page.getByRole("textbox", { name: "Built in" }).fill("1999.5");
  await page.getByRole("textbox", { name: "Garage" }).fill("6");
  await page.getByRole("button", { name: "Predict" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("1999.5 is not a whole number");
  await expect(summary).toContainText("6 is out of range; give a number from 0 to 5");
  await summary.getByRole("link", { name: "Garage" }).click();
  await expect(page).toHaveURL(/#garage_cars$/);
});
