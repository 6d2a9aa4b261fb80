// Pictures of single charts, for documents:
//   pictures.mjs MODULES CHROMIUM PAGE DIRECTORY LANGUAGE CHART[=FRAME]...
// MODULES: the directory below which npm has put playwright-core. FRAME: choices of the chart's controls, as 0,3.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [modules, executablePath, file, directory, language, ...charts] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(modules), "node_modules", "_"))("playwright-core");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--headless"] });
const page = await browser.newPage();
await page.goto(`file://${resolve(file)}#lang=${language}&theme=light`);
mkdirSync(directory, { recursive: true });
for (const chart of charts) {
  const [id, frame] = chart.split("=");
  const choices = frame?.split(",").map(Number);
  const url = await page.evaluate((given) => window.suanli.picture(...given), [id, choices]);
  const place = join(directory, `${id}.${language}.png`);
  writeFileSync(place, Buffer.from(url.split(",")[1], "base64"));
  console.log(place);
}
await browser.close();
