// Loads a page afresh, several times, and prints what that cost: `node page.mjs KIND ADDRESS`.
import { createRequire } from "node:module";
const { chromium } = createRequire(new URL("../end2end/", import.meta.url))("@playwright/test");

const loads = 7;
/** How long after an answer whatever is still loading is waited for. */
const restMs = 1500;

// Where an answer stands, and what has to be pressed for it.
const kinds = {
  maquette: { answer: ".prediction" },
  gradio: { answer: "[data-testid=label-output-value]", press: "button.primary" },
  streamlit: { answer: "h2" },
};

/** Looks with every frame whether the answer is there, and notes when. */
function watch({ answer, press }) {
  const look = () => {
    const button = press && !window.pressed && document.querySelector(press);
    if (button) {
      window.pressed = true;
      button.click();
    }
    if (/Adelie|Chinstrap|Gentoo/.test(document.querySelector(answer)?.innerText)) window.answered = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function load(browser, kind, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  let [bytes, requests] = [0, 0];
  network.on("Network.requestWillBeSent", ({ request }) => (requests += request.url.startsWith("data:") ? 0 : 1));
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  network.on("Network.webSocketFrameReceived", ({ response }) => (bytes += response.payloadData.length));
  await network.send("Network.enable");
  await page.addInitScript(watch, kinds[kind]);
  await page.goto(address);
  const painted = () => window.answered && performance.getEntriesByName("first-contentful-paint").length > 0;
  await page.waitForFunction(painted, null, { timeout: 30_000 });
  const [answer, paint] = await page.evaluate(() => [
    window.answered,
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
  ]);
  await page.waitForTimeout(restMs);
  await context.close();
  // What is there before anything is painted can be read once it is.
  return { kilobytes: bytes / 1000, requests, paint_ms: paint, answer_ms: Math.max(answer, paint) };
}

const [kind, address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.MAQUETTE_CHROMIUM || undefined,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
await load(browser, kind, address);
const found = [];
for (let i = 0; i < loads; i++) found.push(await load(browser, kind, address));
await browser.close();
const median = (figure) => found.map((load) => load[figure]).sort((a, b) => a - b)[loads >> 1];
console.log(JSON.stringify(Object.fromEntries(Object.keys(found[0]).map((figure) => [figure, median(figure)]))));
