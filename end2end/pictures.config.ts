import config, { serve, servers } from "./playwright.config";

// The pictures of the README, and those of the catalogue's pages: `make pictures`.
export default {
  ...config,
  testDir: "pictures",
  projects: [{ name: "pictures" }],
  webServer: [servers.gallery, servers.catalogue],
};
