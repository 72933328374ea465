import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { answer } from "./alive";
import { isDone } from "./jobs";

const file = (page: Page) => page.getByRole("button", { name: "Somebody who speaks, or does not" });
const field = (page: Page) => page.locator(".field", { has: file(page) });
const listen = (page: Page) => page.getByRole("button", { name: "Listen" }).click();
const chart = (page: Page) => answer(page).getByRole("img", { name: /^How likely it is that somebody speaks/ });

// Silence of one second, as WAV of one channel at 16 kHz.
function silence() {
  const wav = Buffer.alloc(44 + 32_000);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(32_000, 40);
  return wav;
}

test("an example is heard on its own page", async ({ page }) => {
  await page.goto("/voice");
  await expect(answer(page)).toContainText(/Speech\s*2\.2 s\s*of 2\.7 s heard/);
  await page.getByRole("link", { name: "A sentence in Korean" }).click();
  await expect(answer(page)).toContainText(/of 3\.9 s heard/);
  await expect(chart(page)).toBeVisible();
});

test("Listen leads to a page that has heard it all in the end", async ({ page }) => {
  await page.goto("/voice");
  await listen(page);
  await expect(page).toHaveURL(/\/voice\/jobs\/\w+/);
  await isDone(page);
  await expect(answer(page)).toContainText(/Done in \d+\.\d s/);
  await expect(answer(page)).toContainText(/of 2\.7 s heard/);
  await expect(chart(page)).toBeVisible();
  await expect(answer(page).getByRole("region", { name: "When somebody speaks" }).getByRole("row")).toHaveCount(3);
});

test("a recording that one brings is heard", async ({ page }) => {
  await page.goto("/voice", { waitUntil: "networkidle" });
  await file(page).setInputFiles("../gallery/src/demos/voice/ko.wav");
  // Whether a script has sent it already or not: it is sent with the form.
  await listen(page);
  await isDone(page);
  await expect(answer(page)).toContainText(/of 3\.9 s heard/);
});

test("silence is no speech at all", async ({ page }) => {
  await page.goto("/voice", { waitUntil: "networkidle" });
  await file(page).setInputFiles({ name: "silence.wav", mimeType: "audio/wav", buffer: silence() });
  await listen(page);
  await isDone(page);
  await expect(answer(page)).toContainText(/Speech\s*0\.0 s\s*of 1\.0 s heard/);
});

// Without a script a file is looked into once it is sent.
test("a recording that was cut short is refused beside its field", async ({ page, javaScriptEnabled }) => {
  await page.goto("/voice", { waitUntil: "networkidle" });
  const whole = readFileSync("../gallery/src/demos/voice/en.wav");
  const buffer = whole.subarray(0, whole.length / 2);
  await file(page).setInputFiles({ name: "en.wav", mimeType: "audio/wav", buffer });
  if (!javaScriptEnabled) await listen(page);
  await expect(field(page)).toContainText("This recording is cut short: it announces 2.7 s and holds 1.4 s");
});

test("what is no sound is refused beside its field", async ({ page, javaScriptEnabled }) => {
  await page.goto("/voice", { waitUntil: "networkidle" });
  const buffer = Buffer.from("<!DOCTYPE html><p>Hello");
  await file(page).setInputFiles({ name: "speech.wav", mimeType: "audio/wav", buffer });
  if (!javaScriptEnabled) await listen(page);
  const sentence = javaScriptEnabled
    ? "speech.wav is not a sound that this browser can read. Try WAV, MP3 or M4A"
    : "This is a web page; give a recording as WAV, MP3, FLAC, Ogg Vorbis or M4A";
  await expect(field(page)).toContainText(sentence);
});
