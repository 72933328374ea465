import { expect, test } from "@playwright/test";
import { answer } from "./alive";

test("keywords find passages, and how they were found is said", async ({ page }) => {
  await page.goto("/austen");
  await page.getByRole("textbox", { name: "What you look for" }).fill("ball at Netherfield");
  await page.getByRole("radio", { name: "By keywords" }).check();
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/question=ball\+at\+Netherfield&by=Keywords/);
  await expect(answer(page)).toContainText(/Search\s*By keywords\s*as chosen/);
  await expect(answer(page).getByRole("blockquote")).toHaveCount(5);
  await expect(answer(page).getByRole("blockquote").first()).toContainText("Netherfield");
  await expect(answer(page).getByRole("region", { name: "Where they are" }).getByRole("row")).toHaveCount(6);
});

test("a search by meaning needs its model, and the page says where it is missing", async ({ page }) => {
  await page.goto("/austen");
  await page.getByRole("link", { name: "A grand estate" }).click();
  await expect(page).toHaveURL(/question=Elizabeth\+visits\+a\+grand\+estate&by=Meaning/);
  const how = /By meaning\s*with MiniLM|By keywords\s*search by meaning is not available on this server/;
  await expect(answer(page)).toContainText(how);
});

test("one passage leads on to others like it", async ({ page }) => {
  await page.goto("/austen?question=ball+at+Netherfield&by=Keywords");
  const more = answer(page).getByRole("link", { name: "More like this" });
  for (let step = 0; step < 2; step++) {
    const link = new URL((await more.first().getAttribute("href"))!, page.url());
    await more.first().click();
    await expect(page).toHaveURL(link.href);
    const number = link.searchParams.get("passage")!;
    await expect(answer(page)).toContainText(`passages like number ${number}, by meaning`);
    await expect(page.getByRole("textbox", { name: "Or: passages like this one" })).toHaveValue(number);
    await expect(answer(page).getByRole("blockquote")).toHaveCount(5);
  }
});

test("where nothing is found that is said", async ({ page }) => {
  await page.goto("/austen?question=zeppelin&by=Keywords");
  await expect(answer(page)).toContainText("No passage has any of these words");
  await page.goto("/austen?passage=9999");
  await expect(page.getByRole("alert")).toContainText(/There is no passage 9999; they go from 1 to \d+/);
});
