import { defineConfig, devices, type Project } from "@playwright/test";

// Every spec runs with and without JavaScript, on a desktop and on a phone. What is about the page
// being alive is in *.live.spec.ts and needs JavaScript.
const desktop = { viewport: { width: 1280, height: 900 } };
const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
const screens = { desktop, phone: { ...phone, viewport: { width: 390, height: 844 } } };

const projects: Project[] = Object.entries(screens).flatMap(([name, use]) => [
  { name, use },
  { name: `${name} without JavaScript`, use: { ...use, javaScriptEnabled: false }, testIgnore: "*.live.spec.ts" },
]);

export const addr = "127.0.0.1:3123";

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  forbidOnly: !!process.env.CI,
  fullyParallel: true,
  workers: 2,
  reporter: "list",
  projects,
  use: {
    baseURL: `http://${addr}`,
    launchOptions: {
      executablePath: process.env.MAQUETTE_CHROMIUM || "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `../target/release/maquette serve --addr ${addr} --data results/data`,
    url: `http://${addr}/health/ready`,
  },
});
