import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** `npm run screenshot`: evaluates the shipped sample and takes the picture of its report that the documents show. */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "namesake-screenshot-"));
const report = join(folder, "report.html");
execFileSync(
  process.execPath,
  [join(root, "dist/cli/main.js"), "eval", "examples/sample/sentences.jsonl", "--html", report],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
await page.goto(pathToFileURL(report).href);
await page.screenshot({ path: join(root, "docs/report.png") });
await browser.close();
rmSync(folder, { recursive: true });
