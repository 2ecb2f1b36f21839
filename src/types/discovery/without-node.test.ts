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

/** All files that some files lead to, and the packages that these import. */
function reachedFrom(files: readonly string[]): { seen: Set<string>; packages: Set<string> } {
  const left = [...files];
  const seen = new Set(left);
  const packages = new Set<string>();
  for (let file = left.pop(); file !== undefined; file = left.pop())
    for (const target of importsOf(file)) {
      if (!target.startsWith(".")) packages.add(target);
      const path = resolve(dirname(file), target.replace(/\.js$/, ".ts"));
      if (!target.startsWith(".") || seen.has(path)) continue;
      seen.add(path);
      left.push(path);
    }
  return { seen, packages };
}

describe("without Node, so that a web page can run it", () => {
  it("is discovery, which needs no package either", () => {
    const own = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$/.test(name))
      .map((name) => join(folder, name));
    const { seen, packages } = reachedFrom(own);
    expect([...packages]).toEqual([]);
    expect(seen.size).toBeGreaterThan(own.length);
  });

  it("is all that the type layer exports, which reads YAML by a package", () => {
    const { seen, packages } = reachedFrom([join(folder, "../index.ts")]);
    expect([...packages]).toEqual(["yaml"]);
    expect(seen.size).toBeGreaterThan(30);
  });
});
