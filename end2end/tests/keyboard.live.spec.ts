import { expect, test, type Locator, type Page } from "@playwright/test";
import { answer } from "./alive";
import { cancelAll, isDone, train, work } from "./jobs";
import { shownPicture, file, openPad, pad, picture, read } from "./pad";

// Each stop on the way to an element, by its name. Whatever has the focus shows it.
async function tabTo(page: Page, end: Locator) {
  const names: string[] = [];
  for (let stops = 0; stops < 40; stops++) {
    await page.keyboard.press("Tab");
    const { name, marked } = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement;
      const name = focused.ariaLabel ?? focused.labels?.[0]?.textContent ?? focused.textContent ?? "";
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      // A player has several stops within, and marks each by itself; behind the last stop is the page.
      const marked = (outlineStyle !== "none" && outlineWidth !== "0px") || focused.matches("audio, body");
      return { name: name.trim(), marked };
    });
    expect(marked, `The focus on ${name} is seen`).toBe(true);
    if (names.at(-1) !== name) names.push(name);
    if (await end.evaluate((end) => end === document.activeElement)) return names;
  }
  throw Error(`Not reached: ${names.join(", ")}`);
}

test("a digit is drawn over, taken back and uploaded without a mouse", async ({ page }) => {
  await openPad(page);
  const chooser = page.waitForEvent("filechooser");
  const stops = await tabTo(page, page.getByRole("button", { name: "Read" }));
  expect(stops).toEqual(["Maquette", "Undo", "Clear", "Medium", "A digit from 0 to 9", "Read"]);

  await page.getByRole("link", { name: "Maquette" }).focus();
  await tabTo(page, page.getByRole("button", { name: "Clear" }));
  await page.keyboard.press("Enter");
  await expect(pad(page)).toHaveAccessibleName("An empty pad to draw on");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
  await tabTo(page, page.getByRole("radio", { name: "Medium" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Thick" })).toBeChecked();
  await expect(page).toHaveURL(/drawing=20\*/);
  expect(await read(page)).toBe("3");

  await tabTo(page, file(page));
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(picture);
  await expect(shownPicture(page)).toBeVisible();
  await expect(file(page)).toBeFocused();
  expect(await read(page)).toBe("7");
  await tabTo(page, page.getByRole("button", { name: "Read" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Answer" })).toBeFocused();

  await page.getByRole("link", { name: "Maquette" }).focus();
  await tabTo(page, page.getByRole("button", { name: "Draw instead" }));
  await page.keyboard.press("Enter");
  await expect(pad(page)).toBeFocused();
  await tabTo(page, page.getByRole("link", { name: "A nought in a corner" }));
  await page.keyboard.press("Enter");
  expect(await read(page)).toBe("0");
});

test("a recording is listened to without a mouse", async ({ page }) => {
  await page.goto("/voice", { waitUntil: "networkidle" });
  const chooser = page.waitForEvent("filechooser");
  const listen = page.getByRole("button", { name: "Listen" });
  const stops = await tabTo(page, listen);
  const label = "Somebody who speaks, or does not";
  expect(stops).toEqual(["Maquette", "example.wav", "Remove example.wav", "Record", label, "Listen"]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles("../gallery/src/demos/voice/ko.wav");
  await expect(page.getByRole("button", { name: "Remove ko.wav" })).toBeVisible();
  await tabTo(page, listen);
  await page.keyboard.press("Enter");
  await isDone(page);
  await expect(answer(page)).toContainText(/of 3\.9 s heard/);
  await tabTo(page, answer(page).getByRole("link", { name: "To (s)" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/t0\.sort=1/);
  await tabTo(page, page.getByRole("button", { name: "Remove ko.wav" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove ko.wav" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: label })).toBeFocused();
});

test.afterEach(({ request }) => cancelAll(request));

test("a lesson is begun and cancelled without a mouse", async ({ page }) => {
  test.slow();
  await train(page, 8000, 5);
  await expect(work(page, "running").getByRole("img").first()).toBeVisible({ timeout: 60_000 });
  await tabTo(page, page.getByRole("button", { name: "Cancel" }));
  await page.keyboard.press("Enter");
  await expect(work(page, "cancelled")).toContainText("Cancelled after");
});
