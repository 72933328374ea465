import type { Page } from "@playwright/test";

// A program on the page of a demo's code, by what it uses.
export const program = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
