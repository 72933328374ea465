import { expect, test } from "@playwright/test";
import { program } from "./code";

test("a demo's page leads to programs that ask what it asks", async ({ page }) => {
  await page.goto("/penguins?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200");
  await page.getByRole("link", { name: "Use it from code" }).click();
  await expect(page).toHaveURL(/\/penguins\/code\?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200$/);
  await expect(program(page, "curl")).toContainText('"bill_length": 50,');
  await expect(program(page, "gradio_client")).toContainText("bill_length=50,");
  await expect(program(page, "tritonclient")).toContainText('"bill_length": np.array([50.0]),');
  await expect(program(page, "fetch")).toContainText("bill_length: 50,");
  await expect(program(page, "ureq")).toContainText('"bill_length": 50,');
  await page.getByRole("link", { name: "Which penguin is it?" }).click();
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("50");
});

test("they ask the server that one is at", async ({ page, baseURL }) => {
  await page.goto("/houses/code");
  await expect(program(page, "requests")).toContainText(`"${baseURL}api/houses/predict"`);
});

test("what is sent by a form brings its inputs along", async ({ page }) => {
  await page.goto("/languages");
  await page.getByRole("textbox", { name: "A text" }).fill("Guten \"Morgen\"\nIt's me");
  await page.getByRole("button", { name: "Tell" }).click();
  await expect(page).toHaveURL(/\/languages\/answers\//);
  await page.getByRole("link", { name: "Use it from code" }).click();
  await expect(program(page, "requests")).toContainText('"text": "Guten \\"Morgen\\"\\n');
});

test("a recording is opened as a file, by its name", async ({ page }) => {
  await page.goto("/voice/code");
  await expect(program(page, "curl")).toContainText('"recording": "$(upload example.wav)"');
  await expect(program(page, "curl, piece by piece")).toContainText("curl -N");
  await expect(program(page, "gradio_client")).toContainText('recording=handle_file("example.wav")');
  await expect(program(page, "tritonclient")).toHaveCount(0);
});

test("inputs that are wrong are not put into programs", async ({ page }) => {
  await page.goto("/penguins/code?bill_length=long&bill_depth=15&flipper_length=220&body_mass=5200");
  await expect(page.getByText("“long” is not a number")).toBeVisible();
  await expect(program(page, "curl")).toContainText('"bill_length": 39.1,');
});
