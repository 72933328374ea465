import { expect, test } from "@playwright/test";

test("what is tried is asked at the address that programs ask at, and the page stays", async ({ page }) => {
  await page.goto("/docs/penguins", { waitUntil: "networkidle" });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toHaveText(/^200 OK in \d+ ms$/);
  expect(asked).toEqual(["POST /api/penguins/predict"]);
});

test("an answer is laid out as the server lays it out", async ({ page }) => {
  await page.goto("/docs/co2", { waitUntil: "networkidle" });
  // What differs from one answer to the next.
  const steady = (text: string) => text.replace(/"(id|\w+_secs)": [^,\n]+/g, "$1");
  const example = steady(await page.getByRole("region", { name: "Its answer" }).innerText());
  await page.getByRole("button", { name: "Send" }).click();
  const answer = page.getByRole("region", { name: "The answer" });
  await expect(answer).toBeVisible();
  expect(steady(await answer.innerText())).toBe(example);
});

test("a server that has gone is said to have", async ({ page }) => {
  await page.goto("/docs/penguins", { waitUntil: "networkidle" });
  await page.route("/api/penguins/predict", (route) => route.abort());
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toHaveText("The server can't be reached. Try again in a moment");
});

test("the API is tried without a mouse", async ({ page }) => {
  await page.goto("/docs/penguins", { waitUntil: "networkidle" });
  await page.getByRole("textbox", { name: "Inputs as JSON" }).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("{}");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Send" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toHaveText(/^422 /);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("region", { name: "The answer" })).toBeFocused();
});
