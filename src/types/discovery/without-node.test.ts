import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** What a file imports when it runs; what is imported for its types alone is gone then. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gms)].map(
    ([, target]) => target ?? "",
  );

describe("discovery", () => {
  it("needs nothing of Node, so that a web page can run it", () => {
    const own = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const left = own
      .filter((name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$/.test(name))
      .map((name) => join(folder, name));
    const seen = new Set(left);
    const foreign: string[] = [];
    for (let file = left.pop(); file !== undefined; file = left.pop())
      for (const target of importsOf(file)) {
        if (!target.startsWith(".")) foreign.push(`${file} imports ${target}`);
        const path = resolve(dirname(file), target.replace(/\.js$/, ".ts"));
        if (!target.startsWith(".") || seen.has(path)) continue;
        seen.add(path);
        left.push(path);
      }
    expect(foreign).toEqual([]);
    expect(seen.size).toBeGreaterThan(own.length / 2);
  });
});
