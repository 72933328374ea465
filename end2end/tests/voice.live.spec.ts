import { expect, test, type Page } from "@playwright/test";
import { resolve } from "node:path";
import { answer } from "./alive";
import { isDone } from "./jobs";

// The microphone hears the Korean sentence, again and again.
const clip = resolve("../gallery/src/demos/voice/ko.wav");
const microphone = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  `--use-file-for-fake-audio-capture=${clip}`,
];
const launch = async ({ launchOptions }: any, use: any) =>
  use({ ...launchOptions, args: [...launchOptions.args, ...microphone] });
test.use({ launchOptions: [launch, { scope: "worker" }] });

const field = (page: Page) => page.getByRole("group", { name: "Somebody who speaks, or does not" });
const file = (page: Page) => page.getByRole("button", { name: "Somebody who speaks, or does not" });
const listen = (page: Page) => page.getByRole("button", { name: "Listen" }).click();
const chart = (page: Page) => answer(page).getByRole("img", { name: /^How likely it is that somebody speaks/ });

async function openAlive(page: Page) {
  await page.goto("/voice");
  await expect(page.locator(".alive")).toBeAttached();
  await expect(page.getByRole("button", { name: "Remove" })).toBeVisible();
}

test("Listen leads to a page that shows how it went on, and its end", async ({ page }) => {
  await openAlive(page);
  await page.getByRole("link", { name: "Half a minute, with pauses" }).click();
  await expect(answer(page)).toContainText(/of \d\d\.\d s heard/);
  await listen(page);
  await expect(page).toHaveURL(/\/voice\/jobs\/\w+/);
  await isDone(page);
  await expect(answer(page)).toContainText(/Done in \d+\.\d s/);
  await expect(chart(page)).toHaveAccessibleName(/Speech: .* at 0\.0+ to .* at (28|29|3\d)\./);
  await expect(page.getByRole("progressbar")).toBeHidden();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
});

test("a recording that one brings is shown, heard, and may be taken away", async ({ page }) => {
  await openAlive(page);
  await file(page).setInputFiles(clip);
  await expect(field(page).getByText("ko.wav", { exact: false })).toBeVisible();
  await expect(field(page).getByRole("listitem")).toHaveCount(1);
  await listen(page);
  await isDone(page);
  await expect(answer(page)).toContainText(/of 3\.9 s heard/);
  await page.getByRole("button", { name: "Remove ko.wav" }).click();
  await expect(field(page).getByRole("listitem")).toHaveCount(0);
  await listen(page);
  await expect(page.getByRole("alert").filter({ hasText: "There is no answer to these inputs" })).toBeVisible();
});

test("a table of its page is sorted there", async ({ page }) => {
  await openAlive(page);
  await listen(page);
  await isDone(page);
  const table = answer(page).getByRole("region", { name: "When somebody speaks" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await table.getByRole("link", { name: "To (s)" }).click();
  await expect(page).toHaveURL(/\/voice\/jobs\/\w+\?t0\.sort=1/);
  await expect(table.getByRole("columnheader", { name: "To (s)" })).toHaveAttribute("aria-sort", "ascending");
});

test("the microphone records until it is stopped, by keyboard too", async ({ page }) => {
  await openAlive(page);
  await page.getByRole("button", { name: "Record" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("timer")).toHaveText("Recording, 2 of at most 120 s");
  await expect(page.getByRole("button", { name: "Stop" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Remove recording.wav" })).toBeVisible();
  await expect(page.getByRole("timer")).toBeEmpty();
  await listen(page);
  await isDone(page);
  await expect(answer(page)).toContainText(/Speech\s*[1-9]\.\d s\s*of [2-9]\.\d s heard/);
  await expect(chart(page)).toBeVisible();
});

test("without a microphone that is said", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("Not found", "NotFoundError"));
  });
  await openAlive(page);
  await page.getByRole("button", { name: "Record" }).click();
  await expect(field(page)).toContainText("No microphone was found. Connect one, or choose a file below");
});

test("nothing goes wrong in the console", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await openAlive(page);
  await file(page).setInputFiles(clip);
  await expect(page.getByRole("button", { name: "Remove ko.wav" })).toBeVisible();
  await listen(page);
  await isDone(page);
  expect(said).toEqual([]);
});
