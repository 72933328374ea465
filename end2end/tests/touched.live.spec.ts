import { type Browser, expect, type Page, test } from "@playwright/test";

// Translators, extensions, phones and proxies change a page before its script has loaded, and afterwards. Whatever they
// do, an answer follows the inputs, or it is marked as an earlier one and the form works as without a script.

const changes: Record<string, (seed: number) => void> = {
  "every text in a <font>, as translators do": () => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found) {
      if (!text.data.trim() || text.parentElement!.closest("script, style, textarea, option, svg")) continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  },
  "a link in every hint, as phones do": () => {
    for (const hint of document.querySelectorAll(".hint")) {
      hint.innerHTML = hint.textContent!.replace(/\d+/g, (number) => `<a href="tel:${number}">${number}</a>`);
    }
  },
  "an element before and after every control, as extensions do": () => {
    for (const control of document.querySelectorAll("input, select, textarea")) {
      control.before(document.createElement("grammar-check"));
      control.after(Object.assign(document.createElement("div"), { textContent: "Fill in with Example" }));
    }
  },
  "no comments, as minifying proxies do": () => {
    const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    const found: Comment[] = [];
    while (comments.nextNode()) found.push(comments.currentNode as Comment);
    for (const comment of found) comment.remove();
  },
  "a change at a random place": (seed) => {
    // A small generator of numbers (mulberry32), so that a failure can be repeated.
    const random = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const pick = <T>(from: T[]) => from[Math.floor(random() * from.length)];
    const element = pick([...document.querySelectorAll<HTMLElement>("#the-workbench *")]);
    const wrap = () => {
      const around = document.createElement("span");
      element.replaceWith(around);
      around.append(element);
    };
    const made = () => Object.assign(document.createElement("i"), { textContent: "something" });
    pick([
      () => element.replaceWith(element.cloneNode(true)),
      wrap,
      () => element.before(made()),
      () => element.prepend(made()),
      () => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).forEach((node) => node.remove()),
    ])();
  },
};

// On each page, what a person changes.
const pages: Record<string, (page: Page) => Promise<void>> = {
  "/penguins": (page) => page.locator("[name=bill_length]").fill("50"),
  "/houses": (page) => page.locator("[name=gr_liv_area]").fill("2500"),
  "/languages": (page) => page.locator("[name=text]").fill("Où est la bibliothèque municipale?"),
  "/digits": (page) => page.locator(".examples a").nth(3).click(),
};

const prediction = (page: Page) => page.locator(".prediction").first();
const shown = async (page: Page) => (await prediction(page).textContent())!.replace(/\s+/g, " ").trim();

/** The answer to the changed inputs, as somebody without a script gets it. */
async function withoutScript(browser: Browser, baseURL: string, address: string) {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto(address);
  await pages[address](page);
  if (await page.locator("button[type=submit]").isVisible()) {
    if (address !== "/digits") await page.locator("button[type=submit]").click();
  }
  await page.waitForURL((url) => url.pathname !== address || url.search !== "");
  const text = await shown(page);
  await context.close();
  return text;
}

/** Changes an input, and holds the page to its promise. */
async function check(page: Page, address: string, expected: string) {
  const before = await shown(page);
  expect(before).not.toBe(expected);
  await pages[address](page);
  const result = page.locator(".result").first();
  const state = async () => {
    const stale = await result.evaluate((element) => element.classList.contains("stale")).catch(() => false);
    if ((await shown(page)) === expected) return "answered";
    return stale ? "marked" : "an old answer, unmarked";
  };
  await expect.poll(state, { timeout: 8_000 }).not.toBe("an old answer, unmarked");
  if ((await state()) === "marked") {
    // It may be on its way; otherwise the button leads to it, as without a script.
    await expect.poll(state, { timeout: 2_000 }).toBe("answered").catch(async () => {
      await page.locator("button[type=submit]").first().click();
      await expect.poll(state).toBe("answered");
    });
  }
}

for (const [address, names] of [
  ["/penguins", Object.keys(changes)],
  ["/houses", Object.keys(changes).slice(0, 1)],
  ["/languages", Object.keys(changes).slice(0, 3)],
  ["/digits", Object.keys(changes).slice(0, 3)],
] as const) {
  for (const name of names) {
    const seeds = name.includes("random") ? [1, 2, 3, 4, 5, 6, 7, 8] : [0];
    for (const seed of seeds) {
      const title = `${address} with ${name}${seed ? ` (seed ${seed})` : ""}`;

      test(`${title}, before it is alive`, async ({ page, browser, baseURL }) => {
        const expected = await withoutScript(browser, baseURL!, address);
        // The script starts only once the page has been changed.
        let release = () => {};
        const changed = new Promise<void>((done) => (release = done));
        await page.route(/\.wasm$/, async (route) => {
          await changed;
          await route.continue();
        });
        await page.goto(address, { waitUntil: "domcontentloaded" });
        await page.evaluate(changes[name], seed);
        const loaded = page.waitForResponse(/\.wasm$/);
        release();
        await loaded;
        await expect(page.locator(".bench").first()).toHaveClass(/alive/);
        await check(page, address, expected);
      });

      test(`${title}, once it is alive`, async ({ page, browser, baseURL }) => {
        const expected = await withoutScript(browser, baseURL!, address);
        await page.goto(address);
        await expect(page.locator(".bench").first()).toHaveClass(/alive/);
        await page.evaluate(changes[name], seed);
        await check(page, address, expected);
      });
    }
  }
}

test("what was typed before the script came is kept, with the caret", async ({ page }) => {
  let release = () => {};
  const typed = new Promise<void>((done) => (release = done));
  await page.route(/\.wasm$/, async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto("/languages", { waitUntil: "domcontentloaded" });
  const text = page.locator("[name=text]");
  await text.fill("Guten Morgen");
  await text.press("Home");
  await text.press("ArrowRight");
  release();
  await expect(page.locator(".bench")).toHaveClass(/alive/);
  await expect(text).toBeFocused();
  await page.keyboard.type("X");
  await expect(text).toHaveValue("GXuten Morgen");
  await expect(page.locator(".prediction")).toContainText("German");
});

for (const [name, address, selector] of [
  ["a field behind links that a phone has made", "/penguins", "[name=body_mass]"],
  ["a choice among others", "/penguins", "[name=island][value=Dream]"],
  ["a link in the answer", "/seattle", ".prediction a"],
  ["the inside of a field that a module draws", "/digits", "#drawing-inside :is(input:not([type=hidden]), button, a)"],
]) {
  test(`the focus stays when the script comes: ${name}`, async ({ page }) => {
    let release = () => {};
    const focused = new Promise<void>((done) => (release = done));
    await page.route(/\.wasm$/, async (route) => {
      await focused;
      await route.continue();
    });
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await page.evaluate(changes["a link in every hint, as phones do"], 0);
    await page.locator(selector).first().focus();
    await expect(page.locator(selector).first()).toBeFocused();
    release();
    await expect(page.locator(".bench")).toHaveClass(/alive/);
    await expect(page.locator(selector).first()).toBeFocused();
  });
}

test("a translated page follows in its headline and its spoken answer", async ({ page }) => {
  await page.goto("/penguins");
  await expect(page.locator(".bench")).toHaveClass(/alive/);
  await page.evaluate(changes["every text in a <font>, as translators do"], 0);
  await page.locator("[name=bill_length]").fill("50");
  const glance = page.locator(".glance");
  await expect(glance).not.toContainText("Adelie");
  await expect(page.getByRole("status").first()).not.toContainText("Adelie");
});

test("a page that is older than its model says so, and keeps what was typed", async ({ page }) => {
  await page.goto("/penguins");
  await expect(page.locator(".bench")).toHaveClass(/alive/);
  await page.route("/fn/predict", async (route) => {
    const request = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify({ ...request, schema: "0123456789ab" }) });
  });
  await page.locator("[name=bill_length]").fill("50");
  await expect(page.getByRole("alert")).toContainText("This page is older than the model");
  await page.getByRole("link", { name: "Reload this page" }).click();
  await expect(page.locator("[name=bill_length]")).toHaveValue("50");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a page whose requests the server does not know asks for a reload", async ({ page }) => {
  await page.goto("/penguins");
  await expect(page.locator(".bench")).toHaveClass(/alive/);
  await page.route("/fn/predict", (route) => route.fulfill({ status: 422, body: "{}" }));
  await page.locator("[name=bill_length]").fill("50");
  await expect(page.getByRole("alert")).toContainText("This page is older than the model");
  await expect(page.locator(".result")).toHaveClass(/stale/);
  await page.unroute("/fn/predict");
  await page.getByRole("link", { name: "Reload this page" }).click();
  await expect(page.locator("[name=bill_length]")).toHaveValue("50");
});
