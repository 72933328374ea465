import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("a forecast stands beside the naive one and what came", async ({ page }) => {
  await page.goto("/co2");
  await expect(answer(page)).toContainText(/In April 2018: 4\d\d\.\d ppm; in 9 of 10 such forecasts the truth lies between/);
  const chart = page.getByRole("img", { name: /Carbon dioxide at Mauna Loa/ });
  for (const line of ["Forecast", "Naive", "What came", "Measured"]) {
    await expect(chart).toHaveAccessibleName(new RegExp(`${line}: `));
  }
  await expect(answer(page)).toContainText("Forecast off by");
  await expect(answer(page)).toContainText("The network has not seen any of these months");
});

test("a person chooses where it starts and how far it looks", async ({ page }) => {
  await page.goto("/co2");
  await page.getByLabel("Forecast from").fill("2010-06-15");
  await page.getByRole("textbox", { name: "Months ahead" }).fill("6");
  await page.getByRole("button", { name: "Predict" }).click();
  await expect(page).toHaveURL(/start=2010-06-15&months=6/);
  await expect(answer(page)).toContainText(/In December 2010: 3\d\d\.\d ppm/);
  await expect(answer(page).getByRole("row")).toHaveCount(7);
});

test("what nobody can check, and what the network has seen, is said", async ({ page }) => {
  await page.goto("/co2?start=2020-04-01&months=12");
  await expect(answer(page)).toContainText("Some of these months lie beyond the table");
  await expect(answer(page)).toContainText("none of these months is known yet");
  await page.goto("/co2?start=1980-01-01&months=12");
  await expect(answer(page)).toContainText("The network learnt from months that come after this start");
});

test("a day before the table is refused in words", async ({ page }) => {
  await page.goto("/co2?start=1950-01-01&months=12");
  await expect(page.getByRole("alert")).toContainText("1950-01-01 is out of range");
});
