import { expect, test } from "@playwright/test";
import { openAlive } from "./alive";
import { program } from "./code";

test("the link keeps in step with the form", async ({ page }) => {
  await openAlive(page, "/penguins");
  await page.getByRole("textbox", { name: "Bill length" }).fill("44.5");
  await expect(page).toHaveURL(/bill_length=44\.5&/);
  await page.getByRole("link", { name: "Use it from code" }).click();
  await expect(page).toHaveURL(/\/penguins\/code\?bill_length=44\.5&/);
  await expect(program(page, "curl")).toContainText('"bill_length": 44.5,');
  // Whoever comes back finds what they left.
  await page.goBack();
  await expect(page.getByRole("textbox", { name: "Bill length" })).toHaveValue("44.5");
});

test("each program is copied whole", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/penguins/code", { waitUntil: "networkidle" });
  const programs = ["curl", "requests", "gradio_client", "tritonclient", "fetch", "@gradio/client", "ureq"];
  for (const name of programs) {
    const copy = page.getByRole("button", { name: `Copy the code with ${name}`, exact: true });
    await copy.click();
    await expect(copy).toHaveText("Copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await program(page, name).evaluate((written) => written.textContent));
  }
  await expect(page.getByRole("button")).toHaveCount(programs.length);
});

test("where a page may not write to the clipboard what is selected is copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read"]);
  await page.addInitScript(() => Object.defineProperty(navigator.clipboard, "writeText", { value: () => Promise.reject() }));
  await page.goto("/penguins/code", { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Copy the code with ureq" }).click();
  const selected = await page.evaluate(() => getSelection()!.toString().trim());
  expect(selected).toBe((await program(page, "ureq").innerText()).trim());
});
