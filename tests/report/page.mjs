// Pages of `suanli report` in a browser: what their charts hold is what the file holds, and they can be used.
//   page.mjs SUANLI RANDOM_RESULTS MODULES CHROMIUM
// MODULES: the directory below which npm has put playwright-core.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [suanli, randomResults, modules, executablePath] = process.argv.slice(2).map((path) => resolve(path));
const { chromium } = createRequire(join(modules, "node_modules", "_"))("playwright-core");
const place = mkdtempSync(join(tmpdir(), "suanli-report-"));
const at = (name) => join(place, name);
const scenarios = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const longest = 3000;  // until a page of a thousand replications shows its first charts [ms]

const report = (...words) => execFileSync(suanli, ["report", ...words, "--lang", "en"], { encoding: "utf8" });

/// A table of `suanli export`, or of another command, as rows by column name.
const table = (name, directory = "tables") => {
  const [head, ...lines] = readFileSync(at(`${directory}/${name}.csv`), "utf8").replace(/^\ufeff/, "").trim().split("\n");
  const columns = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((field, i) =>
    [columns[i], field !== "" && !Number.isNaN(Number(field)) ? Number(field) : field])));
};
const close = (found, expected, what) => {
  assert.equal(found.length, expected.length, `${what}: as many values`);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(found[i] - value) <= 1e-12 * Math.abs(value),
              `${what}[${i}]: ${found[i]}, in the file ${value}`));
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--headless"] });
const faults = [];  // what a page must not do

/// Opens a page, and listens for what must not happen.
const open = async (file, hash = "", options = {}) => {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, locale: "en-US", ...options });
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  const local = /^(file|data|blob|about):/;
  page.on("request", (request) => local.test(request.url()) || faults.push(`request: ${request.url()}`));
  await page.goto(`file://${at(file)}${hash}`);
  return page;
};
/// The data of a series of a chart, as ECharts holds it.
const series = (page, chart, name, type) => page.evaluate(([chart, name, type]) => {
  const option = window.suanli.chart(chart).getOption();
  return option.series.find((s) => s.name === name && s.type === type).data.map((d) => (Array.isArray(d) ? d : d.value));
}, [chart, name, type]);
const column = (rows, i) => rows.map((row) => row[i]);

const tests = {
  async "what the charts of a random file hold equals the file to 1e-12"() {
    const page = await open("random.html");
    for (const name of ["output", "consumption", "compute", "growth"]) {
      const rows = table("national_quantiles"), of = (q) => rows.filter((r) => r.quantile === q).map((r) => r[name]);
      const median = await series(page, `growth-${name}`, "median", "line");
      close(column(median, 1), of(0.5), `median of ${name}`);
      close(column(median, 0), rows.filter((r) => r.quantile === 0.5).map((r) => r.time), `dates of ${name}`);
      const bands = [["1 to 99 %", 0.01, 0.99], ["5 to 95 %", 0.05, 0.95], ["25 to 75 %", 0.25, 0.75]];
      for (const [band, low, high] of bands) {
        const shade = await series(page, `growth-${name}`, band, "custom");
        close(column(shade, 1), of(low), `lower end of ${band} of ${name}`);
        close(column(shade, 2), of(high), `upper end of ${band} of ${name}`);
      }
      if (name !== "growth")
        close(column(await series(page, `growth-${name}`, "theory, without noise", "line"), 1),
              table("theory").map((r) => r[name]), `theory of ${name}`);
    }
    const last = page.locator("#growth-by-region select").nth(1);
    await last.selectOption({ index: 1 });
    close(column(await series(page, "growth-by-region", "median", "line"), 1),
          table("by_region_quantiles").filter((r) => r.quantile === 0.5 && r.region === "south").map((r) => r.output),
          "the South's output");
    close(column(await series(page, "places-price", "Hub south", "line"), 1),
          table("by_location_quantiles").filter((r) => r.quantile === 0.5 && r.location === "hub_south")
            .map((r) => r.price), "price");
    await page.close();
  },

  async "a slider moves the map through the years, by keyboard too"() {
    const page = await open("random.html");
    const slider = page.locator("#places-map input[type=range]");
    await slider.focus();
    for (let i = 0; i < 3; ++i) await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator("#places-map output").textContent(), "2025");
    const found = await page.evaluate(() => window.suanli.chart("places-map").getOption().series
      .filter((s) => s.type === "lines").flatMap((s) => s.data.map((d) => d.arc[3])).sort((a, b) => a - b));
    const rows = table("flows_quantiles").filter((r) => r.quantile === 0.5 && r.time === 2025).map((r) => r.shipped);
    close(found, rows.sort((a, b) => a - b), "flows of 2025");
    await page.close();
  },

  async "the curves of figure 7 are those of its table, to 1e-12, and so is the line at each place of the slider"() {
    const page = await open("figure-7.html"), rows = table("figure-7", "figure-7");
    const drawn = async (name, curve, strength) => {
      const expected = rows.filter((r) => r.curve === curve && (strength === undefined || r.synergy_strength === strength));
      const points = (await series(page, "figure-7-figure", name, "line")).filter((p) => p[1] !== null);
      const byShare = new Map(expected.map((r) => [r.tau, r.growth]));
      assert.ok(points.length > 50, `${name}: ${points.length} points`);
      close(column(points, 1), points.map((p) => byShare.get(p[0])), name);
    };
    await drawn("equilibrium, χ = 0 (no synergy)", "equilibrium", 0);
    await drawn("equilibrium, χ = 0.05 (what data support)", "equilibrium", 0.05);
    await drawn("equilibrium, χ = 1 (the report's exponent)", "equilibrium", 1);
    for (const kind of ["dear", "cheap"]) {
      const { rental_rate: r, compute_rental_rate: omega } = rows.find((r) => r.curve === `given_prices_compute_${kind}`);
      await drawn(`given rates, compute ${kind}: r = ${r.toFixed(2)}, ω = ${omega.toFixed(2)}`,
                  `given_prices_compute_${kind}`);
    }
    const peaks = await series(page, "figure-7-figure", "largest growth, τ̂", "scatter");
    close(peaks.flat(), rows.filter((r) => r.curve === "tau_hat").flatMap((r) => [r.tau, r.growth]), "peaks");

    const slider = page.locator("#figure-7-slider input[type=range]");
    await slider.focus();
    for (const [key, steps] of [["ArrowRight", 5], ["ArrowLeft", 1]]) {
      for (let i = 0; i < steps; ++i) await page.keyboard.press(key);
      const share = Number(await page.locator("#figure-7-slider output").textContent());
      const [[tau, growth]] = await series(page, "figure-7-slider", "where rates are at rest", "scatter");
      assert.equal(tau, share);
      close([growth], rows.filter((r) => r.curve === "equilibrium" && r.synergy_strength === 1 && r.tau === share)
        .map((r) => r.growth), `growth at rest at τ = ${share}`);
    }
    await page.close();
  },

  async "what a section refers to is on the page: a link leads to the equation, and the way back to where one read"() {
    const page = await open("random.html", "", { reducedMotion: "reduce" });
    const cited = await page.$$eval("section:not(#paper)", (all) => all.map((section) =>
      [section.id, [...section.querySelectorAll(":scope > .lead a")].map((a) => a.textContent)]));
    for (const [id, references] of cited) assert.ok(references.length > 0, `${id} names no equation`);
    const lost = await page.$$eval("main a, nav a", (all) => all.map((a) =>
      new URLSearchParams(new URL(a.href).hash.slice(1)).get("at")).filter((id) => !document.getElementById(id)));
    assert.deepEqual(lost, [], "every link leads to something");
    const left = await page.$$eval("section:not(#paper) figcaption, section:not(#paper) p", (all) => all
      .flatMap((e) => [...e.childNodes].flatMap((n) => (n.nodeType === 3 ? n.textContent.match(/§[0-9.]+/g) ?? [] : []))));
    assert.deepEqual(left, [], "every § is a link");

    const link = page.locator("#figure-7-slider figcaption a", { hasText: "(4.3)" });
    await link.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await link.press("Enter");
    const equation = page.locator('[id="equation-4.3"]');
    assert.equal(await page.evaluate(() => document.activeElement.id), "equation-4.3");
    assert.match(await equation.textContent(), /^g\* = s_v y\* - δ.*\(4\.3\)$/);
    await page.waitForFunction(() => {
      const { top, bottom } = document.getElementById("equation-4.3").getBoundingClientRect();
      return top > 0 && bottom < innerHeight;
    });
    const there = page.url();
    await page.goBack();
    await page.waitForFunction((y) => Math.abs(scrollY - y) < 5, before);
    await page.goto("about:blank");
    await page.goto(there);
    assert.ok(await equation.isVisible(), "the same from a link that was sent");
    await page.close();
  },

  async "of a file of millions of points charts show some, and say so"() {
    const bytes = statSync(at("dense.h5")).size;
    assert.ok(bytes > 8 * 5e6, `${bytes} bytes: random numbers take eight each`);
    const page = await open("dense.html");
    const dates = column(await series(page, "growth-output", "median", "line"), 0);
    assert.deepEqual([dates.length, dates[0], dates.at(-1)], [500, 2022, 2030]);
    const rows = table("national_quantiles", "dense").filter((r) => r.quantile === 0.5);
    assert.equal(rows.length, 4001);
    const byDate = new Map(rows.map((r) => [r.time, r.output]));
    close(column(await series(page, "growth-output", "median", "line"), 1), dates.map((t) => byDate.get(t)), "median");
    for (const id of ["growth-output", "growth-by-region", "places-price"])
      assert.match(await page.textContent(`[id="${id}"] .what`), /500 of 4001 dates are drawn\./, id);
    await page.close();
  },

  async "the whole page changes its language and its light, and a link remembers both"() {
    const page = await open("random.html");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop leads to the content");
    for (const id of ["language", "theme"]) {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), id);
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), id, "the focus stays");
    }
    const check = async () => {
      assert.match(page.url(), /#lang=zh&theme=dark$/);
      assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
      assert.equal(await page.getAttribute("html", "data-theme"), "dark");
      for (const heading of await page.$$eval("h2, figure:not(.facts) h3", (all) => all.map((h) => h.textContent)))
        assert.match(heading, /[\u4e00-\u9fff]/, heading);
      assert.equal((await series(page, "growth-output", "中位数", "line")).length, 17);
    };
    await check();
    await page.reload();
    await check();
    await page.close();
  },

  async "by default a page speaks the reader's language, in the reader's light"() {
    const page = await open("random.html", "", { locale: "zh-CN", colorScheme: "dark" });
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    await page.close();
  },

  async "every chart and control has a name, and every button is reached by keyboard"() {
    const page = await open("random.html");
    const nameless = await page.$$eval("button, select, input, [role=img], [role=region], a", (all) => all.filter((e) =>
      !(e.ariaLabel || e.textContent.trim() || e.labels?.[0]?.textContent.trim())).map((e) => e.outerHTML.slice(0, 80)));
    assert.deepEqual(nameless, []);
    const skipped = await page.$$eval("button, select, input, summary", (all) => all.filter((e) => e.tabIndex < 0).length);
    assert.equal(skipped, 0);
    const ids = await page.$$eval("[id]", (all) => all.map((e) => e.id));
    assert.equal(new Set(ids).size, ids.length, "every id is there once");
    await page.close();
  },

  async "a table sorts by a column, up and down"() {
    const page = await open("random.html");
    const heading = page.locator("#verdict-identities th").nth(2);
    const cells = page.locator("#verdict-identities tbody td:last-child");
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    const down = (await cells.allTextContents()).map(Number);
    assert.deepEqual(down, down.slice().sort((a, b) => b - a));
    await heading.locator("button").press("Enter");
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    assert.deepEqual((await cells.allTextContents()).map(Number), down.slice().reverse());
    await page.close();
  },

  async "data are taken away with all their digits, and pictures as PNG"() {
    const page = await open("random.html");
    const taken = async (button) => {
      const pressed = page.locator("#growth-output .tools button").nth(button).click();
      const [download] = await Promise.all([page.waitForEvent("download"), pressed]);
      return readFileSync(await download.path());
    };
    const rows = (await taken(1)).toString().trim().split("\n").map((line) => line.split(","));
    close(rows.filter((r) => r[0] === "median").map((r) => Number(r[2])),
          table("national_quantiles").filter((r) => r.quantile === 0.5).map((r) => r.output), "median in the CSV");
    const picture = await taken(2);
    assert.equal(picture.subarray(1, 4).toString(), "PNG");
    assert.ok(picture.readUInt32BE(16) >= 1000, "wide enough to print");
    await page.close();
  },

  async "on paper all charts are drawn, on light ground"() {
    const page = await open("random.html", "#theme=dark");
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const drawn = await page.$$eval(".room", (all) => all.filter((room) => room.querySelector("svg")).length);
    assert.equal(drawn, await page.locator(".room").count());
    await page.close();
  },

  async "on a phone nothing is wider than the screen"() {
    const page = await open("random.html", "#lang=zh", { viewport: { width: 390, height: 800 } });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.close();
  },

  async "words with markup are shown as they are written"() {
    const page = await open("hostile.html");
    const choices = await page.locator("#growth-by-region select").first().locator("option").allTextContents();
    assert.ok(choices[0].includes("</script><img src=x onerror="), choices[0]);
    await page.evaluate(() => window.suanli.data.sections.flatMap((s) => s.items).filter((i) => i.kind === "chart")
      .forEach((chart) => window.suanli.chart(chart.id)));
    await page.locator("#growth-output .room").scrollIntoViewIfNeeded();
    await page.locator("#growth-output .room").hover();
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("img").count(), 0);
    await page.close();
  },

  async "a page of a thousand replications opens within three seconds, and is small"() {
    const page = await open("random.html"), took = [];
    for (let i = 0; i < 3; ++i) {  // the shortest: other work of the machine is not the page's
      const started = performance.now();
      await page.goto(`file://${at("large.html")}`);
      await page.evaluate(() => window.suanli.chart("growth-output").getOption().series.length);
      took.push(performance.now() - started);
      await page.goto("about:blank");
    }
    assert.ok(Math.min(...took) < longest, `opened in ${took} ms`);
    await page.goto(`file://${at("large.html")}`);
    const data = (await page.textContent("#data")).length, size = readFileSync(at("large.html")).length;
    assert.ok(size - data < 5e6, `${size - data} bytes beyond its data`);
    console.log(`  opened in ${Math.round(Math.min(...took))} ms, ${size} bytes, ${data} of them data`);
    await page.close();
  },

  async "foreign and truncated files end in one line and exit code 2, and leave no page"() {
    const whole = readFileSync(at("random.h5"));
    writeFileSync(at("cut.h5"), whole.subarray(0, whole.length / 2));
    writeFileSync(at("text.h5"), "not a result");
    writeFileSync(at("taken.html"), "somebody else's page");
    for (const words of [["cut.h5"], ["text.h5"], ["missing.h5"], ["random.h5", "-o", "taken.html"],
                         ["random.h5", "-o", "random.h5"]]) {
      const said = spawnSync(suanli, ["report", ...words], { cwd: place, encoding: "utf8" });
      assert.equal(said.status, 2, words.join(" "));
      assert.match(said.stderr, /^[^\n]+\n$/, words.join(" "));
    }
    assert.equal(readFileSync(at("taken.html"), "utf8"), "somebody else's page");
  },
};

let failed = 0;
try {
  execFileSync(randomResults, [at("random.h5"), "24"]);
  execFileSync(randomResults, [at("hostile.h5"), "8", "hostile"]);
  execFileSync(randomResults, [at("large.h5"), "1000"]);
  execFileSync(randomResults, [at("dense.h5"), "2", "dense"]);
  execFileSync(suanli, ["export", at("random.h5"), "--csv", at("tables")]);
  execFileSync(suanli, ["export", at("dense.h5"), "--csv", at("dense"), "--group", "national_quantiles", "--series", "output"]);
  execFileSync(suanli, ["figure-7", join(scenarios, "figure-7.yaml"), "-o", at("figure-7")]);
  for (const name of ["random", "hostile", "large", "dense"]) report(at(`${name}.h5`));
  report(join(scenarios, "figure-7.yaml"), "-o", at("figure-7.html"));
  for (const [name, test] of Object.entries(tests)) {
    faults.length = 0;
    try {
      await test();
      assert.deepEqual(faults, [], "no error, no warning, no request");
      console.log(`pass  ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAIL  ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
