import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Mentions that the first stage reads, and those that the second does; each stage has pages of its own. */
const FIRST = 130_000;
const SECOND = 50_000;
/** Mentions of pages that are put between the news. */
const BESIDE_NEWS = 10_000;
/** Longer pages would be too few. */
const LONGEST = 150;

const mentionsOf = (line: string): number => (JSON.parse(line) as { mentions: unknown[] }).mentions.length;

/**
 * Writes the parts of prose-train.jsonl that the stages read, where they are not there yet: "later" is what comes behind the first
 * stage, "last" what comes behind the second, and "and-news" has the last pages and AIDA's news in turns.
 *
 * @param news aida-train.jsonl.gz
 */
export function writeSplits(folder: string, news: string): void {
  const path = (part: string) => join(folder, `prose-${part}.jsonl`);
  if (["later", "last", "and-news"].every((part) => existsSync(path(part)))) return;
  const linesOf = (text: string) => text.trimEnd().split("\n");
  const later = behind(linesOf(readFileSync(path("train"), "utf8")), FIRST);
  const last = behind(later, SECOND);
  write(path("later"), later);
  write(path("last"), last);
  const beside = upTo(
    last.toReversed().filter((line) => mentionsOf(line) <= LONGEST),
    BESIDE_NEWS,
  );
  write(path("and-news"), inTurns(linesOf(gunzipSync(readFileSync(news)).toString("utf8")), beside));
}

/** The lines up to the one with which there are more mentions than wanted. */
function upTo(lines: readonly string[], wanted: number): string[] {
  let mentions = 0;
  const end = lines.findIndex((line) => {
    mentions += mentionsOf(line);
    return mentions >= wanted;
  });
  return lines.slice(0, end < 0 ? undefined : end + 1);
}

const behind = (lines: readonly string[], mentions: number): string[] =>
  lines.slice(upTo(lines, mentions).length);

/** Both lists in their order, evenly mixed. */
function inTurns(many: readonly string[], few: readonly string[]): string[] {
  return [
    ...few.map((line, i) => ({ line, place: i / few.length })),
    ...many.map((line, i) => ({ line, place: i / many.length })),
  ]
    .sort((a, b) => a.place - b.place)
    .map(({ line }) => line);
}

function write(path: string, lines: readonly string[]): void {
  writeFileSync(`${path}.new`, `${lines.join("\n")}\n`);
  renameSync(`${path}.new`, path);
}
