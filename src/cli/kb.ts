import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { type ErrorDetails, NamesakeError } from "../errors.js";
import { buildKnowledgeBase } from "../kb/folder.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { locate } from "../kb/location.js";
import type { EntityRecord } from "../kb/record.js";
import { blinkEntities } from "../sources/blink-entities.js";
import { csvSource } from "../sources/csv.js";
import { FIELDS, type Field } from "../sources/csv-columns.js";
import { fileSource } from "../sources/detect.js";
import { jsonlSource } from "../sources/jsonl.js";
import { ner4elTables } from "../sources/ner4el/read-tables.js";
import type { Source } from "../sources/source.js";
import type { WikidataSource } from "../sources/wikidata/wikidata-source.js";
import { zeshelDocuments } from "../sources/zeshel-documents.js";
import { packageVersion } from "../starter.js";
import { complain, EXIT } from "./exit.js";
import { checkKindOptions, refuseOptions } from "./kb-build-options.js";
import { addWikidataOptions, tallyText, type WikidataFlags, wikidataFrom } from "./kb-build-wikidata.js";
import { addWikipediaCommand } from "./kb-build-wikipedia.js";
import { addDiffCommand } from "./kb-diff.js";
import { addEditCommands } from "./kb-edit.js";
import { addExportCommand } from "./kb-export.js";
import { addFixLinksCommand } from "./kb-fix-links.js";
import { addHistoryCommands } from "./kb-history.js";
import { addMergeOptions, isMerging, type MergeFlags, mergedBuild } from "./kb-merge.js";
import { sourceRows } from "./kb-show-sources.js";
import { addSnapshotCommands } from "./kb-snapshots.js";
import { writeStats } from "./kb-stats.js";
import {
  type GivenSource,
  isInstalledWordNet,
  together,
  VOCABULARY_KINDS,
  vocabularySource,
} from "./kb-vocabularies.js";
import { openShowingProgress } from "./open.js";
import { numberBetween, oneOf } from "./options.js";
import { progress } from "./progress.js";
import { clip, columns, paint, printable, printableJson, write } from "./terminal.js";

const KINDS = [
  "csv",
  "jsonl",
  "blink",
  "zeshel",
  "wikidata",
  "ner4el",
  ...VOCABULARY_KINDS,
  "starter",
] as const;
const REPORTED = 20;

interface BuildFlags extends WikidataFlags, MergeFlags {
  out?: string;
  column?: string[];
  delimiter?: string;
  records?: boolean;
  store?: "lmdb" | "memory";
  minCount: number;
  minShare: number;
}

const EXAMPLES = `
Examples:
  $ namesake kb build people.csv                        makes the knowledge base "people"
  $ namesake kb build csv staff.txt --column name=Person --out ./staff-kb
  $ namesake kb build blink models/entity.jsonl --out wikipedia     BLINK's catalogue of entities
  $ namesake kb build zeshel documents/lego.json --out lego         a world of Zeshel; a folder is all of them
  $ namesake kb build wikidata latest-all.json.bz2 --lang de,en --site dewiki --out welt
  $ namesake kb build staff.csv wikidata:items.json.gz --merge --prefer staff.csv --out all
  $ namesake kb build labels_de.ttl.bz2 instance-types_de.ttl.bz2 --lang de --out dbpedia     RDF: one source of all files
  $ namesake kb build umls 2025AA/META --out umls       bootleg, obo and wordnet likewise
  $ namesake kb build wikipedia enwiki-latest-pages-articles.xml.bz2        "kb build wikipedia --help" tells more
  $ zcat entities.jsonl.gz | namesake kb build jsonl - --out entities
  $ namesake link --kb people "…"

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 built, but records were left out.`;

/** Adds the commands about knowledge bases; `done` is told the exit code. */
export function addKbCommands(program: Command, done: (code: number) => void): void {
  const kb = program.command("kb").description("build knowledge bases and look into them");
  const building = kb
    .command("build")
    .description("build a knowledge base from a file")
    .argument(
      "<source...>",
      `a file, or its kind (${KINDS.join(", ")}) and the file, also as KIND:FILE; "-" is standard input`,
    )
    .option("-o, --out <name|folder>", "where it goes; default: the file's name")
    .option("-c, --column <field=column>", `which column is what (${FIELDS.join(", ")})`, collect, [])
    .option("--delimiter <character>", "what divides the cells of a CSV file; default: found out")
    .option("--records", "CSV: rows whose first cell is blank belong to the row above, as in OpenRefine")
    .option(
      "--store <store>",
      "lmdb or memory; default: lmdb where it is installed",
      oneOf("--store", ["lmdb", "memory"]),
    )
    .option(
      "--min-count <n>",
      "leave out entities that were counted less often",
      numberBetween("--min-count", 0, Number.MAX_SAFE_INTEGER),
      0,
    )
    .option(
      "--min-share <share>",
      "leave out aliases that mean an entity in a smaller share of the times that they were counted",
      numberBetween("--min-share", 0, 1),
      0,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (source: string[], flags: BuildFlags, command: Command) =>
      done(await build(source, flags, command)),
    );
  addWikidataOptions(building);
  addMergeOptions(building);
  addWikipediaCommand(building, done);

  const withKb = (name: string, description: string) =>
    kb
      .command(name)
      .description(description)
      .option("--kb <name|folder>", "knowledge base", "starter")
      .option("--json", "as JSON");

  addExportCommand(kb, done);
  addFixLinksCommand(kb, done);
  addEditCommands(kb, done);
  addHistoryCommands(kb, done);
  addSnapshotCommands(kb, done);
  addDiffCommand(kb, done);
  withKb("info", "what a knowledge base is made of: sources, licences, format, hash").action(
    async (flags: { kb: string; json?: boolean }) =>
      done(await withOpen(flags.kb, (kb) => info(kb, flags.json === true))),
  );
  withKb("stats", "how much it has, and how it is distributed: counts, ambiguity, coverage, sizes").action(
    async (flags: { kb: string; json?: boolean }) =>
      done(await withOpen(flags.kb, (kb) => writeStats(kb, flags.json === true))),
  );
  withKb("search", "entities by the beginning of a name, or by a misspelt one")
    .argument("<name...>")
    .option("-n, --limit <n>", "hits shown", numberBetween("--limit", 1, 1000, true), 10)
    .action(async (words: string[], flags: { kb: string; json?: boolean; limit: number }) =>
      done(await withOpen(flags.kb, (kb) => search(kb, words.join(" "), flags.limit, flags.json === true))),
    );
  withKb("show", "all that is known about an entity, by its id or name")
    .argument("<id...>")
    .action(async (words: string[], flags: { kb: string; json?: boolean }) =>
      done(await withOpen(flags.kb, (kb) => show(kb, words.join(" "), flags.json === true))),
    );
}

const collect = (value: string, values: string[]): string[] => [...values, value];

async function withOpen(name: string, action: (kb: KnowledgeBase) => Promise<void>): Promise<number> {
  const kb = await openShowingProgress(name);
  try {
    await action(kb);
    return EXIT.ok;
  } finally {
    await kb.close();
  }
}

function columnsOf(pairs: readonly string[]): Partial<Record<Field, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1)
        throw new NamesakeError("OPTION_INVALID", {
          option: "--column",
          expected: "FIELD=COLUMN",
          found: pair,
        });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** "wikidata:items.json" as its kind and its path; a file of that very name is one all the same. */
function kindOf(word: string): GivenSource {
  const kind = KINDS.find((one) => word.startsWith(`${one}:`));
  return kind === undefined || existsSync(word)
    ? { path: word }
    : { kind, path: word.slice(kind.length + 1) };
}

/** @param scratch a folder where records of large sources wait */
function sourceOf(given: GivenSource, flags: BuildFlags, scratch: string): Source {
  const { kind, path } = given;
  const options = {
    columns: columnsOf(flags.column ?? []),
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter }),
    ...(flags.records && { records: true }),
    ...(flags.lang && { languages: flags.lang }),
  };
  if (kind === "csv") return csvSource(path, options);
  if (kind === "jsonl") return jsonlSource(path);
  if (kind === "blink") return blinkEntities(path);
  if (kind === "zeshel") return zeshelDocuments(path);
  if (kind === "ner4el") return ner4elTables(path);
  if (kind === "wikidata") return wikidataFrom(path, flags, scratch);
  return vocabularySource(given, options) ?? fileSource(path, options);
}

async function build(words: string[], flags: BuildFlags, command: Command): Promise<number> {
  const [first = "", ...rest] = words;
  if (first === "starter" && rest.length === 0 && !existsSync("starter")) {
    refuseOptions(command, "left out: the starter knowledge base is always built in the same way");
    await (await openShowingProgress("starter")).close();
    return EXIT.ok;
  }
  const isKind = rest.length > 0 && (KINDS as readonly string[]).includes(first);
  const named = isKind ? rest.map((path) => ({ kind: first, path })) : words.map(kindOf);
  const given = isInstalledWordNet(words) ? [{ kind: first, path: first }] : together(named);
  checkKindOptions(given, flags);
  const paths = given.map(({ path }) => path);
  const [path = "-"] = paths;
  if (flags.out === undefined && path === "-")
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: "a name, since standard input has none",
      found: "",
    });
  const out =
    flags.out ??
    basename(path).replace(
      /\.(csv|tsv|tab|jsonl|ndjson|json|txt|obo|nt|nq|ttl|trig|rrf)?(\.gz|\.bz2)?$/i,
      "",
    );
  if (out === "starter")
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: 'another name than that of the starter knowledge base, or a folder such as "./starter"',
      found: out,
    });
  const folder = locate(out);
  const scratch = dirname(folder);
  const parts = given.map((one) => sourceOf(one, flags, scratch));
  const merging = isMerging(flags) ? mergedBuild(parts, paths, flags, scratch) : undefined;
  const sources = merging === undefined ? parts : [merging.source];
  const bar = progress(`Building ${out}`);
  let rejected = 0;
  const onReject = (message: string) => {
    if (++rejected <= REPORTED) complain(`left out: ${message}`);
  };
  async function* records(): AsyncGenerator<EntityRecord> {
    for (const [i, source] of sources.entries())
      yield* source.records({
        rejected: onReject,
        progress: (fraction) => bar.update((i + fraction) / sources.length),
      });
  }
  const began = Date.now();
  try {
    const { knowledgeBase, pruned } = await buildKnowledgeBase(
      records(),
      folder,
      () => sources.flatMap(({ info }) => info),
      {
        name: basename(folder),
        builder: packageVersion(),
        onReject,
        onWait: complain,
        ...(flags.store === undefined ? {} : { store: flags.store }),
        ...(flags.lang && { languages: flags.lang }),
        limits: { minCount: flags.minCount, minShare: flags.minShare },
      },
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const { entities, aliases } = knowledgeBase.totals();
    await knowledgeBase.close();
    if (rejected > REPORTED) complain(`… and ${rejected - REPORTED} more were left out.`);
    const lost = rejected === 0 ? "" : `, ${rejected.toLocaleString("en")} records left out`;
    bar.done(
      `Built ${folder}: ${entities.toLocaleString("en")} entities, ${aliases.toLocaleString("en")} aliases in ${seconds} s${lost}.`,
    );
    for (const part of parts) if ("tally" in part) bar.done(tallyText((part as WikidataSource).tally));
    if (merging !== undefined) bar.done(merging.finish(folder));
    if (pruned.entities + pruned.aliases > 0)
      bar.done(
        `Too seldom counted and left out: ${pruned.entities.toLocaleString("en")} entities, ${pruned.aliases.toLocaleString("en")} aliases.`,
      );
    bar.done(`Try it: namesake link --kb ${out} "…"`);
    return rejected === 0 ? EXIT.ok : EXIT.partial;
  } catch (error) {
    // The source's own rejections count as well.
    if (error instanceof NamesakeError && error.code === "KB_EMPTY")
      throw new NamesakeError("KB_EMPTY", {
        ...(error.details as ErrorDetails<"KB_EMPTY">),
        source: paths.join(", "),
        rejected,
      });
    throw error;
  } finally {
    merging?.abandon();
    bar.stop();
  }
}

async function info(kb: KnowledgeBase, json: boolean): Promise<void> {
  const manifest = { ...kb.manifest, ...kb.totals(), state: kb.state, path: kb.path };
  if (json) return write(`${printableJson(manifest, 2)}\n`);
  const color = paint(process.stdout);
  const rows: [string, string][] = [
    ["name", manifest.name],
    ["folder", manifest.path ?? "in memory"],
    ["format", `version ${manifest.version}, store ${manifest.store}`],
    ["built", `${manifest.created} by version ${manifest.builder}`],
    ["entities", manifest.entities.toLocaleString("en")],
    ["aliases", manifest.aliases.toLocaleString("en")],
    ["edits", String(manifest.edits)],
    ["state", manifest.state],
    ["content", manifest.contentHash],
    ["type system", manifest.typeSystem || "none"],
    ...manifest.sources.map((source, i): [string, string] => [
      i === 0 ? "sources" : "",
      [
        source.name,
        source.version,
        source.licence,
        `${(source.records ?? 0).toLocaleString("en")} records`,
        source.url,
      ]
        .filter((part) => part !== undefined)
        .join(" · "),
    ]),
  ];
  await write(rows.map(([name, value]) => `${color("dim", name.padEnd(12))} ${printable(value)}\n`).join(""));
}

async function search(kb: KnowledgeBase, name: string, limit: number, json: boolean): Promise<void> {
  const hits = kb.search(name, { limit });
  if (json) return write(`${printableJson(hits, 2)}\n`);
  if (hits.length === 0) return write(`Nothing like "${printable(name)}" in ${kb.manifest.name}.\n`);
  const color = paint(process.stdout);
  const lines = hits.map(({ entity, alias, distance }) => {
    const name = printable(entity.name);
    const other = alias === entity.name.toLowerCase() ? "" : ` (${distance > 0 ? "near " : ""}${alias})`;
    const head = `${color("cyan", printable(entity.id).padEnd(22))} ${color("bold", name)}${other}`;
    return `${head}  ${color("dim", clip(printable(entity.description ?? ""), Math.max(20, columns(process.stdout) - 40 - name.length - other.length)))}\n`;
  });
  await write(lines.join(""));
}

async function show(kb: KnowledgeBase, idOrName: string, json: boolean): Promise<void> {
  const entity = kb.entity(idOrName) ?? kb.candidates(idOrName)[0]?.entity;
  if (entity === undefined) {
    const near = kb.search(idOrName, { limit: 1 })[0]?.entity.id ?? "";
    throw new NamesakeError("CANDIDATE_UNKNOWN", { id: idOrName, near });
  }
  if (json) return write(`${printableJson(entity, 2)}\n`);
  const color = paint(process.stdout);
  const rows: [string, string][] = [
    ["id", entity.id],
    ["name", entity.name],
    ["description", entity.description ?? ""],
    [
      "aliases",
      (entity.aliases ?? [])
        .map((alias) => (typeof alias === "string" ? alias : `${alias.text} (${alias.count})`))
        .join(", "),
    ],
    ...Object.entries(entity.types ?? {}).map(([system, names]): [string, string] => [
      `types: ${system}`,
      names.join(" > "),
    ]),
    ...(entity.relations ?? []).map(({ relation, object }): [string, string] => [
      relation,
      `${kb.nameOf(object) ?? object}${object.includes(":") ? ` (${object})` : ""}`,
    ]),
    ...Object.entries(entity.attributes ?? {}).map(([name, value]): [string, string] => [
      name,
      typeof value === "object" ? `${value.lat}, ${value.lon}` : String(value),
    ]),
    ["count", entity.count === undefined ? "" : String(entity.count)],
    ["same as", (entity.sameAs ?? []).join(", ")],
    ["url", entity.url ?? ""],
    ...sourceRows(entity),
  ];
  await write(
    rows
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `${color("dim", printable(name).padEnd(18))} ${printable(value)}\n`)
      .join(""),
  );
}
