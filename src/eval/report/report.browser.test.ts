import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { comparisonHtml } from "./comparison.js";
import { reportHtml } from "./report.js";
import { HOSTILE, sampleFacts } from "./sample.contract.js";
import { sampleEvaluation, sampleSets } from "./sample-run.contract.js";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const folder = mkdtempSync(join(tmpdir(), "namesake-report-"));

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function fileOf(name: string, pieces: Iterable<string>): string {
  const path = join(folder, name);
  writeFileSync(path, [...pieces].join(""));
  return pathToFileURL(path).href;
}

describe.skipIf(!existsSync(executablePath))("reports in a browser", () => {
  let browser: Browser;
  let page: Page;
  /** What went wrong in the page, and all that it asked for. */
  let troubles: string[];
  let requests: string[];
  let report: string;
  let comparison: string;

  beforeAll(async () => {
    const sets = sampleSets();
    report = fileOf("report.html", reportHtml(sampleEvaluation(sets), sets, sampleFacts));
    const [before, after] = ["prior", "namesake"].map((linker) => {
      const own = sampleSets([linker]);
      return { evaluation: sampleEvaluation(own), sets: own };
    });
    if (before === undefined || after === undefined) throw new Error("two runs");
    comparison = fileOf("comparison.html", comparisonHtml(before, after, sampleFacts));
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (url: string, width = 1400): Promise<void> => {
    page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(url);
  };
  beforeEach(() => {
    troubles = [];
    requests = [];
  });
  afterEach(async () => {
    expect(troubles).toEqual([]);
    // The page itself, and nothing after it.
    expect(requests.map((url) => url.split("#")[0])).toEqual([page.url().split("#")[0]]);
    await page.close();
  });

  const status = () => page.locator("#status").innerText();
  const documents = () => page.locator("article h3").allInnerTexts();
  const choice = (name: string) => page.getByRole("combobox", { name, exact: true });
  /** A mention in a document, by its words. */
  const mention = (document: string, words: string, occurrence = 0) =>
    page
      .locator("article", { has: page.getByRole("heading", { name: document, exact: true }) })
      .locator(".mark")
      .filter({ hasText: words })
      .nth(occurrence);

  it("show the numbers, and the documents a page at a time", async () => {
    await open(report);
    expect(await page.title()).toBe("Evaluation of namesake");
    expect(await page.locator(".headlines .value").first().innerText()).toBe("78.9 %");
    expect(await status()).toBe("13 documents with 6 errors");
    expect(await documents()).toHaveLength(10);
    await page.getByRole("button", { name: "Next", exact: true }).click();
    expect(await documents()).toEqual(["letter 6", "letter 7", "letter 8"]);
    expect(await page.locator("#page-number").innerText()).toBe("Page 2 of 2");
    expect(await page.getByRole("button", { name: "Next", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Previous", exact: true }).click();
    expect(await documents()).toHaveLength(10);
  });

  it("filter by data set, errors, text and class, and forget it", async () => {
    await open(report);
    await choice("Data set").selectOption("news");
    expect(await documents()).toEqual(["cup", "shot", "lab"]);
    await page.getByLabel("only with errors").check();
    expect(await documents()).toEqual(["shot", "lab"]);
    await page.getByLabel("Text or document").fill("JAVA");
    expect(await documents()).toEqual(["lab"]);
    await page.getByLabel("Text or document").fill("nowhere");
    expect(await page.locator("#document-list").innerText()).toBe("No document fits these filters.");
    await page.getByRole("button", { name: "Clear filters" }).click();
    expect(await status()).toBe("13 documents with 6 errors");
    await choice("Error class").selectOption({ label: "rare meaning (1)" });
    expect(await documents()).toEqual(["traders"]);
    expect(await page.locator(".mark.match").allInnerTexts()).toEqual(["Mercury"]);
  });

  it("show the errors of a class that is chosen among the bars", async () => {
    await open(report);
    await choice("Data set").selectOption("stories");
    const endToEnd = page.locator('[data-linker="namesake"]').getByRole("table", { name: "End to end" });
    await endToEnd.getByRole("link", { name: "partially included" }).click();
    expect(await choice("Mentions").inputValue()).toBe("found");
    expect(await status()).toBe("1 document with 1 error of this class");
    expect(await documents()).toEqual(["lab"]);
    expect(await page.locator(".mark.match").allInnerTexts()).toEqual(["University of ", "Oslo"]);
  });

  it("show one linker at a time", async () => {
    await open(report);
    const calibration = page.locator("#calibration h3");
    expect(await calibration.filter({ visible: true }).allInnerTexts()).toEqual(["namesake"]);
    await choice("Linker").selectOption("prior");
    expect(await calibration.filter({ visible: true }).allInnerTexts()).toEqual(["prior"]);
    await mention("cup", "Paris").click();
    expect(await page.locator("#details").innerText()).toContain("wrong entity");
  });

  it("tell what is known of a mention", async () => {
    await open(report);
    await mention("shot", "Jordan").click();
    const details = page.locator("#details");
    const told = await details.innerText();
    for (const words of ["wrong entity", "Michael Jordan", "number 2 of 3", "partial name", "44\u00a0%"])
      expect(told).toContain(words);
    expect(await details.locator("li").allInnerTexts()).toHaveLength(3);
    expect(await details.locator("li.right").innerText()).toContain("✓ gold");
    await details.getByRole("button", { name: "Close" }).click();
    expect(await details.isVisible()).toBe(false);
  });

  it("leave the mention in sight in a narrow window", async () => {
    await open(report, 400);
    await mention("letter 5", "Oslo").click();
    const [mark, details] = [
      await mention("letter 5", "Oslo").boundingBox(),
      await page.locator("#details").boundingBox(),
    ];
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThan(details?.y ?? 0);
    expect(details?.width).toBe(400);
  });

  it("tell all mentions of a place where they lie in each other", async () => {
    await open(report);
    await choice("Mentions").selectOption("found");
    await mention("lab", "Oslo").click();
    expect(await page.locator("#details h4").allInnerTexts()).toEqual(["Oslo", "University of Oslo"]);
    expect(await page.locator("#details .verdict").allInnerTexts()).toEqual(["spurious", "missed"]);
  });

  it("work with the keyboard", async () => {
    await open(report);
    const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await mention("shot", "Jordan").focus();
    expect(await focused()).toBe("Jordan: wrong entity");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Michael Jordan: right");
    expect(await page.locator("#details").isVisible()).toBe(false);
    await page.keyboard.press("Enter");
    expect(await page.locator("#details h4").innerText()).toBe("Michael Jordan");
    await page.keyboard.press("End");
    expect(await page.locator("#details h4").innerText()).toBe("Jordan");
    expect(await page.locator(".mark[aria-expanded=true]").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.locator("#details").isVisible()).toBe(false);
    expect(await focused()).toBe("Jordan: right");
    // One stop a text: Tab goes on to the next document.
    await page.keyboard.press("Tab");
    expect(
      await page.evaluate("document.activeElement.closest('article').querySelector('h3').textContent"),
    ).toBe("lab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Next error");
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("java: answered as NIL");
    expect(await page.locator("#details h4").innerText()).toBe("java");
  });

  it("keep hostile text as text", async () => {
    await open(report);
    expect(await page.locator("img").count()).toBe(0);
    expect(await documents()).toContain(HOSTILE);
    await mention(HOSTILE, HOSTILE).click();
    expect(await page.locator("#details h4").innerText()).toBe(HOSTILE);
    expect(await page.title()).toBe("Evaluation of namesake");
  });

  it("fit wide and narrow windows", async () => {
    for (const width of [1400, 400]) {
      for (const url of [report, comparison]) {
        await page?.close();
        requests = [];
        await open(url, width);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      }
    }
  });

  it("compare two runs", async () => {
    await open(comparison);
    expect(await status()).toBe("3 mentions got worse");
    const contexts = page.locator(".context");
    expect((await contexts.allInnerTexts())[0]).toContain("opened a lab for java developers");
    await choice("Changes").selectOption("better");
    expect(await status()).toBe("1 mention got better");
    expect(await page.locator(".change dd").allInnerTexts()).toEqual([
      "Paris FC paris-fc",
      "Paris paris 90\u00a0% wrong entity",
      "Paris FC paris-fc 62\u00a0% right",
    ]);
    await choice("Mentions").selectOption("found");
    await page.getByLabel("Text or document").fill("last shot");
    expect(await contexts.count()).toBeGreaterThan(0);
    await choice("Data set").selectOption("stories");
    expect(await status()).toBe("0 mentions got better");
  });
});
