import { readdirSync } from "node:fs";
import { servers } from "../playwright.config";

// Every page of the gallery: each demo as it opens, in its other states, and what is no demo.
export const demos = ["/penguins", "/houses", "/co2", "/digits", "/languages", "/voice", "/austen", "/training", "/seattle"];

export const states = [
  "/penguins?bill_length=long&bill_depth=99&flipper_length=220&body_mass=5200",
  "/penguins?bill_length=64&bill_depth=15&flipper_length=220&body_mass=5200",
  "/houses?gr_liv_area=334&total_bsmt_sf=0&lot_area=5000&bedroom_abvgr=1&full_bath=1&fireplaces=0&garage_cars=0&year_built=1872&year_remod_add=1950&overall_cond=Fair&neighborhood=Old_Town&bldg_type=OneFam",
  "/co2?start=2020-04-01&months=36",
  "/co2?start=1973-01-01&months=1",
  "/digits?drawing=",
  "/digits?drawing=20*98.50-84.98-76.140-120.142-180.138_158.58-152.120-146.214",
  "/digits?drawing=u00000000000000000000000000000000",
  "/languages?text=1+2+3",
  "/languages?text=Guten+Morgen",
  "/voice?recording=",
  "/austen?question=zeppelin&by=Keywords",
  "/austen?question=Pemberley&by=Meaning&passage=535",
  "/training?images=9&epochs=many&rate=Large",
  "/seattle?measure=Precipitation&from=2012-01-01&to=2015-12-31&smooth=true",
  "/seattle?measure=Coldest&from=2015-12-31&to=2012-01-01&smooth=false",
  "/seattle?measure=Coldest&from=2012-01-01&to=2015-12-31&weather=Snow&smooth=false&t0.sort=1&t0.page=2",
];

// What is said of the API, and the programs that call it.
export const api = ["/docs", "/docs/penguins", "/docs/voice", "/docs/seattle", "/penguins/code", "/voice/code"];

export const all = ["/", ...demos, ...states, ...api, "/dodos"];

// Work that has a page of its own: what is begun where, by its button.
export const works = ["/training?images=500&epochs=1&rate=Middling", "/voice"];

// Every widget, chart and output there is.
export const catalogue = readdirSync("../examples/catalogue", { recursive: true, encoding: "utf8" })
  .filter((file) => file.includes("/"))
  .map((file) => servers.catalogue.url + file.replace("s/", "-").replace(".rs", ""));
