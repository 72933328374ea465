import { expect, test } from "@playwright/test";

test("the footer leads to the API, and from there to each model", async ({ page }) => {
  await page.goto("/penguins");
  await page.getByRole("contentinfo").getByRole("link", { name: "HTTP API" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("HTTP API");
  await expect(page.getByRole("region", { name: "Other protocols" })).toContainText("POST /v2/models/NAME/infer");
  await page.getByRole("link", { name: "What does the house cost?" }).click();
  await expect(page).toHaveURL(/\/docs\/houses$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What does the house cost?");
});

test("a model's inputs are a table", async ({ page }) => {
  await page.goto("/docs/penguins");
  const row = page.getByRole("row", { name: /bill_length/ });
  await expect(row.getByRole("rowheader")).toContainText("Bill length");
  await expect(row.getByRole("cell")).toHaveText(["number", "30 to 65", "mm", "required"]);
  await expect(page.getByRole("row", { name: /island/ }).getByRole("cell").last()).toHaveText("not known");
});

test("the answer to the example is one that the server has just given", async ({ page, request }) => {
  await page.goto("/docs/houses");
  const sent = await page.getByRole("region", { name: "A request", exact: true }).innerText();
  const data = JSON.parse(sent.slice(sent.indexOf("{")));
  const { prediction } = await (await request.post("/api/houses/predict", { data })).json();
  const shown = await page.getByRole("region", { name: "Its answer" }).innerText();
  expect(JSON.parse(shown).prediction).toEqual(prediction);
});

test("inputs are tried on the page", async ({ page }) => {
  await page.goto("/docs/penguins");
  const inputs = page.getByRole("textbox", { name: "Inputs as JSON" });
  await expect(inputs).toHaveValue(/^\{\n {2}"bill_length": 39\.1,/);
  await inputs.fill('{"bill_length": 50, "bill_depth": 15, "flipper_length": 220, "body_mass": 5200}');
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toHaveText(/^200 OK in \d+ ms$/);
  await expect(page.getByRole("region", { name: "The answer" })).toContainText('"label": "Gentoo"');
  await expect(inputs).toHaveValue(/"bill_length": 50/);
});

test("what is wrong with them is said as the API says it", async ({ page }) => {
  await page.goto("/docs/penguins");
  const inputs = page.getByRole("textbox", { name: "Inputs as JSON" });
  await inputs.fill('{"bill_length": "long"}');
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toHaveText(/^422 Unprocessable Entity in \d+ ms$/);
  await expect(page.getByRole("region", { name: "The answer" })).toContainText("“long” is not a number");
  await inputs.fill("bill_length=50");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("region", { name: "The answer" })).toContainText("This is not JSON");
});
