import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

it("leaves nothing in the home of its user but its own cache", () => {
  const home = mkdtempSync(join(tmpdir(), "namesake-home-"));
  try {
    // The tests' cache has the starter KB; the encoder's runtime would write into the home by itself.
    const env = { ...process.env, HOME: home, XDG_CACHE_HOME: "", XDG_DATA_HOME: "" };
    const output = execFileSync(process.execPath, [main, "link", "Jordan left the Bulls."], {
      env,
      encoding: "utf8",
    });
    expect(output).toContain("Jordan");
    expect(readdirSync(home)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
