import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("a sentence is told by its letters", async ({ page }) => {
  await page.goto("/languages");
  await page.getByRole("textbox", { name: "A text" }).fill("Wo ist denn hier der nächste Bahnhof?");
  await page.getByRole("button", { name: "Tell" }).click();
  await expect(page).toHaveURL(/\/languages\/answers\/[\w-]+/);
  await expect(answer(page).getByRole("rowheader").first()).toHaveText("German");
  await expect(answer(page)).toContainText("Which letters show it");
  await expect(answer(page)).toContainText("Blue letters speak for German, underlined ones against it");
});

test("where there is no letter that is said", async ({ page }) => {
  await page.goto("/languages?text=1+2+3");
  await expect(page.getByRole("alert")).toContainText("There is no letter in this text: write a word or two");
});
