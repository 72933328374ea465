import { defineConfig, devices, type Project } from "@playwright/test";

// Every spec runs on a desktop and on a phone, and without JavaScript. What is about the page being
// alive is in *.live.spec.ts and needs JavaScript.
const desktop = { viewport: { width: 1280, height: 900 } };
const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
const mobile = { ...phone, viewport: { width: 390, height: 844 } };

const projects: Project[] = [
  { name: "desktop", use: desktop },
  // What tries every width needs no second screen, and bytes are the same on any.
  { name: "phone", use: mobile, testIgnore: ["layout.*", "touched.*", "weight.*"] },
  { name: "without JavaScript", use: { ...desktop, javaScriptEnabled: false }, testIgnore: "*.live.spec.ts" },
];

export const serve = (command: string, addr: string) => ({
  command,
  env: { MAQUETTE_ADDR: addr, MAQUETTE_DATA: "results/data" },
  url: `http://${addr}/`,
});

// The gallery, and what authors make.
export const servers = {
  gallery: serve("../target/release/maquette", "127.0.0.1:3123"),
  hello: serve("../target/debug/examples/hello", "127.0.0.1:3124"),
  classifier: serve("../target/debug/examples/classifier", "127.0.0.1:3125"),
  nested: serve("../target/debug/examples/nested", "127.0.0.1:3126"),
  // It reads its weights from examples/iris, so it starts in the repository's root.
  candle: { ...serve("target/debug/examples/candle", "127.0.0.1:3129"), cwd: ".." },
  catalogue: serve("../target/debug/examples/catalogue", "127.0.0.1:3128"),
  author: serve("../target/author/debug/app", "127.0.0.1:3127"),
};

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  forbidOnly: !!process.env.CI,
  fullyParallel: true,
  workers: 2,
  reporter: "list",
  projects,
  use: {
    baseURL: servers.gallery.url,
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
  webServer: Object.values(servers),
});
