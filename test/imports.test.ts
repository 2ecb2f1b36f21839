import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * Imports point one way: a file may import from its own folder and from the layers below, never from beside or above.
 * Folders of one layer do not know each other.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["errors", "random"],
  ["atomic-file", "distant-failure"],
  ["resumable-files"],
  ["text"],
  ["kb", "nn", "vectors"],
  ["models", "candidates", "mentions", "types"],
  ["sources", "link"],
  ["train", "eval", "linker-parts"],
  ["starter", "load"],
  ["index"],
  ["serve"],
  ["cli"],
];

const source = fileURLToPath(new URL("../src", import.meta.url));

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$/.test(name))
  .sort();

/** The part of the house a file belongs to: its top folder, or its name. */
const roomOf = (file: string): string => file.split(/[\\/]/)[0]?.replace(/\.ts$/, "") ?? file;
const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.includes(roomOf(file)));

/** "errors" may be thrown from anywhere; "starter" is loaded by "load", which stands in the same layer. */
const isAllowed = (from: string, to: string): boolean => {
  if (roomOf(from) === roomOf(to) || layerOf(to) < layerOf(from)) return true;
  return roomOf(from) === "load" && roomOf(to) === "starter";
};

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map((match) => relative(source, resolve(source, dirname(file), match[1] ?? "")).replace(/\.js$/, ".ts"))
    .filter((target) => !target.startsWith(".."));
}

describe("the house", () => {
  it("has a layer for every file", () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
  });

  it("imports one way", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !isAllowed(file, target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("imports in no circle", () => {
    const graph = new Map(files.map((file) => [file, importsOf(file)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" > "));
      if (done.has(file) || path.includes(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("has no file that is two", () => {
    const long = files.filter((file) => readFileSync(join(source, file), "utf8").split("\n").length > 410);
    expect(long).toEqual([]);
  });
});
