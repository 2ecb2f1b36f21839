import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { DEFAULT_LANGUAGES } from "../text/languages/languages.js";
import { paint, printable, printableJson, write } from "./terminal.js";

/** Rows of types and relations that are shown. */
const SHOWN = 18;
const number = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Prints what a KB holds, and what is needed to choose what to leave out of it. */
export async function writeStats(kb: KnowledgeBase, json: boolean): Promise<void> {
  const all = kb.stats();
  const survey = kb.survey();
  const files = filesOf(kb.path);
  const languages = kb.manifest.languages ?? DEFAULT_LANGUAGES;
  if (json) return write(`${printableJson({ ...all, ...survey, languages, files }, 2)}\n`);
  const color = paint(process.stdout);
  const section = (title: string, rows: readonly [value: string, what: string][]): string =>
    rows.length === 0
      ? ""
      : `\n${color("bold", printable(title))}\n${rows.map(([value, what]) => `  ${value.padStart(9)}  ${printable(what)}\n`).join("")}`;
  const top = (counts: Record<string, number>): [string, string][] =>
    Object.entries(counts)
      .sort((a, b) => b[1] - a[1])
      .slice(0, SHOWN)
      .map(([name, count]) => [number(count), name]);
  await write(
    [
      `${number(all.entities)} entities, ${number(all.aliases)} aliases, ${number(all.relations)} relations, ${all.edits} edits; languages: ${languages.join(", ")}\n`,
      ...Object.entries(all.types).map(([system, counts]) =>
        section(`types: ${system} (${Object.keys(counts).length})`, top(counts)),
      ),
      section("relations", top(all.relationNames)),
      section(
        "entities that have",
        Object.entries(survey.coverage).map(([what, share]) => [percent(share), nameOf(what)]),
      ),
      section("entities by their counts (--min-count)", rows(survey.counts, "entities", survey.entities)),
      section("names by the entities that they may mean", rows(survey.ambiguity, "names")),
      section("aliases by their share of their name (--min-share)", rows(survey.shares, "aliases")),
      section(
        "most ambiguous names",
        survey.mostAmbiguous.map(({ name, entities }) => [number(entities), name]),
      ),
      section(
        "on disk",
        files.map(({ name, bytes }) => [`${(bytes / 1e6).toFixed(1)} MB`, name]),
      ),
    ].join(""),
  );
}

const nameOf = (field: string): string =>
  field === "description" || field === "count" ? `a ${field}` : field === "sameAs" ? "ids elsewhere" : field;

/** "from up to to" with how many there are, and what share would be left from there on. */
function rows<Name extends string>(
  table: readonly (Record<Name, number> & { from: number })[],
  name: Name,
  whole = table.reduce((sum, row) => sum + row[name], 0),
): [string, string][] {
  let above = whole;
  return table.flatMap((row, i): [string, string][] => {
    const left = above;
    above -= row[name];
    if (row[name] === 0) return [];
    const next = table[i + 1]?.from;
    const range = next === undefined ? `${number(row.from)} or more` : rangeOf(row.from, next);
    return [[number(row[name]), `${range} (${percent(whole === 0 ? 0 : left / whole)} have that or more)`]];
  });
}

function rangeOf(from: number, next: number): string {
  if (!Number.isInteger(from) || !Number.isInteger(next)) return `${from} up to below ${next}`;
  return next - from === 1 ? number(from) : `${number(from)} to ${number(next - 1)}`;
}

/** The files of a KB's folder, the largest first. */
function filesOf(path: string | undefined): { name: string; bytes: number }[] {
  if (path === undefined) return [];
  return readdirSync(path)
    .map((name) => ({ name, file: statSync(join(path, name)) }))
    .filter(({ file }) => file.isFile())
    .map(({ name, file }) => ({ name, bytes: file.size }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}
