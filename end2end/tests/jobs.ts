import { expect, type APIRequestContext, type Page } from "@playwright/test";

// Work that has a page of its own, as it stands: waiting, running, done, cancelled or failed.
export const work = (page: Page, state: string) => page.locator(`[data-state=${state}]`);

// The answer comes piece by piece, and behind the work of whoever was first.
export const isDone = (page: Page) => expect(work(page, "done")).toBeVisible({ timeout: 60_000 });

// A demo's page with inputs, and its button pressed: the address of its work at the end.
export async function finish(page: Page, address: string) {
  await page.goto(address);
  await page.getByRole("button", { name: /^(Train|Listen)$/ }).click();
  await isDone(page);
  return page.url().replace(/[?#].*/, "");
}

const begun: string[] = [];

export async function train(page: Page, images: number, epochs: number) {
  await page.goto("/training");
  await page.getByRole("textbox", { name: "How many digits to learn from" }).fill(String(images));
  await page.getByRole("textbox", { name: "How often to go through them" }).fill(String(epochs));
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page).toHaveURL(/\/training\/jobs\/\w+/);
  begun.push(page.url().replace(/[?#].*/, ""));
}

// Nothing goes on learning while others wait for their turn.
export async function cancelAll(request: APIRequestContext) {
  for (const address of begun.splice(0)) await request.post(`${address}/cancel`);
}
