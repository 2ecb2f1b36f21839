import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lines } from "../../dist/sources/text-file.js";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the data for development lies, which no checkout holds; NAMESAKE_DATA names another place. */
export const dataFolder = process.env["NAMESAKE_DATA"] ?? join(root, "..", "shared", "data");

/** The path of a data file. */
export const dataFile = (...names: string[]): string => join(dataFolder, ...names);

/** Whether the data are here at all. */
export const hasData = (): boolean => existsSync(dataFile("entities.jsonl.gz"));

/** The objects of a file of JSON lines, gzip or not. */
export async function* objects<T>(path: string): AsyncGenerator<T> {
  for await (const { text } of lines(path)) if (text !== "") yield JSON.parse(text) as T;
}

/** A Wikipedia title as a URL or a triple has it: underscores for spaces. */
export const titleOf = (name: string): string => name.replaceAll("_", " ");

/** Fiftieths of the pages that rankers are trained on, over a KB that does not count their links. */
const RANKED = 3;

/**
 * Whether a page is held back: the SHA-1 of its title (UTF-8), read as a number, is divisible by 50. Its paragraphs are the set
 * "prose-dev": nothing is trained on them, and their links are not in the counts.
 */
export const isHeldBack = (title: string): boolean => fiftieth(title) === 0;

/** Whether rankers are trained on a page: the rest is one of the next. What is learned of counts must not be learned where they know the answer. */
export function isForRanking(title: string): boolean {
  const part = fiftieth(title);
  return part >= 1 && part <= RANKED;
}

function fiftieth(title: string): number {
  const digest = createHash("sha1").update(title, "utf8").digest();
  let rest = 0;
  for (const byte of digest) rest = (rest * 256 + byte) % 50;
  return rest;
}
