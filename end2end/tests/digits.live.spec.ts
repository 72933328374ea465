import { expect, test, type Page } from "@playwright/test";
import { answer, sameLoad } from "./alive";
import { shownPicture, clear, draw, drawings, file, openPad, pad, pens, picture, read, toWindow } from "./pad";

const two = drawings.find(({ strokes }) => strokes.length === 2)!;
const pixels = (canvas: HTMLElement) => (canvas as HTMLCanvasElement).toDataURL();

test("of 40 drawings at least 36 are read as they were meant", async ({ page }) => {
  test.setTimeout(180_000);
  await openPad(page);
  await page.evaluate(() => {
    (window as any).sameLoad = true;
  });
  const wrong: string[] = [];
  for (const [place, { digit, width, strokes }] of drawings.entries()) {
    await clear(page);
    await page.getByRole("radio", { name: pens[width] }).check();
    await draw(page, strokes);
    const said = await read(page);
    if (said !== String(digit)) wrong.push(`drawing ${place}, a ${digit} by a ${pens[width]} pen: ${said}`);
  }
  console.log(wrong.length ? `Read otherwise:\n${wrong.join("\n")}` : "All are read as they were meant");
  expect(drawings.length).toBe(40);
  expect(wrong.length, wrong.join("\n")).toBeLessThanOrEqual(4);
  expect(await sameLoad(page)).toBe(true);
});

test("a stroke is taken back, and so is Clear", async ({ page }) => {
  await openPad(page);
  await clear(page);
  await draw(page, two.strokes);
  await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
  const whole = await read(page);
  const address = page.url();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
  await read(page);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(pad(page)).toHaveAccessibleName("An empty pad to draw on");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
  await draw(page, two.strokes.slice(1));
  expect(await read(page)).toBe(whole);
  expect(page.url()).toBe(address);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
});

test("a dot is a drawing, and an answer comes while the pen is down", async ({ page }) => {
  await openPad(page);
  await clear(page);
  const place = await toWindow(page);
  await page.mouse.move(...place([128, 60]));
  await page.mouse.down();
  await expect(page).toHaveURL(/drawing=12\*128\.60$/);
  await page.mouse.move(...place([128, 200]), { steps: 10 });
  await expect(page).toHaveURL(/drawing=12\*128\.60-.*128\.200$/);
  await expect(answer(page).getByRole("rowheader").first()).toHaveText("1");
  await page.mouse.up();
  expect(await read(page)).toBe("1");
});

// Where the pad lies on the page, however far that is scrolled: whoever presses a button may have to.
const onPage = (page: Page) => pad(page).evaluate((pad) => pad.getBoundingClientRect().top + window.scrollY);

test("the pad stays where it is while one clears it and draws", async ({ page }) => {
  await openPad(page);
  await toWindow(page);
  const before = await onPage(page);
  await clear(page);
  await expect(page.getByText("There is no answer to these inputs")).toBeVisible();
  expect(await onPage(page)).toEqual(before);
  const place = await toWindow(page);
  await page.mouse.move(...place([128, 60]));
  await page.mouse.down();
  await expect(page).toHaveURL(/drawing=12\*128\.60$/);
  expect(await onPage(page)).toEqual(before);
  await page.mouse.up();
});

test("where nothing is drawn that is said, and the earlier answer is marked", async ({ page }) => {
  await openPad(page);
  await clear(page);
  await expect(pad(page)).toHaveAccessibleName("An empty pad to draw on");
  await expect(page.getByText("There is no answer to these inputs")).toBeVisible();
  await expect(answer(page)).toContainText("For the earlier inputs");
  await page.getByRole("link", { name: "A nought in a corner" }).click();
  expect(await read(page)).toBe("0");
  await expect(page.getByText("There is no answer to these inputs")).toBeHidden();
});

test("an example is shown in the pad, and the back button brings the one before", async ({ page }) => {
  await openPad(page);
  await page.getByRole("link", { name: "A seven with a bar" }).click();
  expect(await read(page)).toBe("7");
  await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
  const seven = await pad(page).evaluate(pixels);
  await page.getByRole("link", { name: "A nought in a corner" }).click();
  expect(await read(page)).toBe("0");
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
  const nought = await pad(page).evaluate(pixels);
  expect(nought === seven).toBe(false);
  await page.goBack();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
  expect(await read(page)).toBe("7");
  expect((await pad(page).evaluate(pixels)) === seven).toBe(true);
  await page.goForward();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
  expect((await pad(page).evaluate(pixels)) === nought).toBe(true);
});

test("the back button brings a drawing of one's own back", async ({ page }) => {
  await openPad(page);
  await clear(page);
  await draw(page, two.strokes);
  const mine = await read(page);
  await page.getByRole("link", { name: "A nought in a corner" }).click();
  expect(await read(page)).toBe("0");
  await page.goBack();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
  expect(await read(page)).toBe(mine);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(pad(page)).toHaveAccessibleName("A drawing of 1 stroke");
  await read(page);
});

test("the address of a drawing opens with it and its answer", async ({ page, context }) => {
  await openPad(page);
  await clear(page);
  await page.getByRole("radio", { name: "Thick" }).check();
  await draw(page, two.strokes);
  await read(page);
  const other = await context.newPage();
  await openPad(other, page.url());
  await expect(pad(other)).toHaveAccessibleName("A drawing of 2 strokes");
  await expect(other.getByRole("radio", { name: "Thick" })).toBeChecked();
  const said = await answer(page).getByRole("table").textContent();
  await expect(answer(other).getByRole("table")).toHaveText(said!);
  const saw = (from: typeof page) => from.getByRole("img", { name: "What the network saw" }).getAttribute("src");
  expect(await saw(other)).toBe(await saw(page));
});

test("a picture takes the place of the drawing, until one draws again", async ({ page }) => {
  await openPad(page);
  await file(page).setInputFiles(picture);
  await expect(shownPicture(page)).toBeVisible();
  await expect(pad(page)).toBeHidden();
  expect(await read(page)).toBe("7");
  await page.reload();
  await expect(shownPicture(page)).toBeVisible();
  await page.getByRole("button", { name: "Draw instead" }).click();
  await expect(pad(page)).toHaveAccessibleName("An empty pad to draw on");
  await draw(page, two.strokes);
  expect(await read(page)).toBe(String(two.digit));
});

test("a picture that was chosen before the page came alive is read", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await page.route(/\/sketch-\w+\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/digits", { waitUntil: "commit" });
  await file(page).setInputFiles(picture);
  release();
  await expect(shownPicture(page)).toBeVisible();
  expect(await read(page)).toBe("7");
});

test.describe("on a touch screen", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a finger draws, and the page stays where it is", async ({ page, context }) => {
    await openPad(page);
    await page.getByRole("button", { name: "Clear" }).tap();
    const finger = await context.newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...at: [number, number][]) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: at.map(([x, y]) => ({ x, y })) });
    await toWindow(page);
    const before = await page.evaluate(() => window.scrollY);
    for (const [first, ...others] of two.strokes) {
      const place = await toWindow(page);
      await touch("touchStart", place(first));
      for (const point of others) await touch("touchMove", place(point));
      await touch("touchEnd");
    }
    await expect(pad(page)).toHaveAccessibleName("A drawing of 2 strokes");
    expect(await read(page)).toBe(String(two.digit));
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
  });
});

test("nothing goes wrong in the console", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await openPad(page);
  await clear(page);
  await draw(page, two.strokes);
  await read(page);
  await file(page).setInputFiles(picture);
  await expect(shownPicture(page)).toBeVisible();
  expect(await read(page)).toBe("7");
  expect(said).toEqual([]);
});
