import config, { serve, servers } from "./playwright.config";

// Takes the pictures of the README, the gallery and the catalogue: `make pictures`.
export default {
  ...config,
  testDir: "pictures",
  projects: [{ name: "pictures" }],
  webServer: [servers.gallery, servers.catalogue, servers.candle],
};
