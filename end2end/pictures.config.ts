import config from "./playwright.config";

// The README's pictures: `make pictures`.
export default { ...config, testDir: "pictures", projects: [{ name: "pictures" }] };
