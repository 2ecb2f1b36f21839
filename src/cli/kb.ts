import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import { buildKnowledgeBase } from "../kb/folder.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { locate } from "../kb/location.js";
import type { EntityRecord } from "../kb/record.js";
import { blinkEntities } from "../sources/blink-entities.js";
import { csvSource } from "../sources/csv.js";
import { FIELDS, type Field } from "../sources/csv-columns.js";
import { fileSource } from "../sources/detect.js";
import { jsonlSource } from "../sources/jsonl.js";
import type { Source } from "../sources/source.js";
import { zeshelDocuments } from "../sources/zeshel-documents.js";
import { packageVersion } from "../starter.js";
import { complain, EXIT } from "./exit.js";
import { addExportCommand } from "./kb-export.js";
import { addFixLinksCommand } from "./kb-fix-links.js";
import { openShowingProgress } from "./open.js";
import { numberBetween, oneOf } from "./options.js";
import { progress } from "./progress.js";
import { clip, columns, paint, printable, printableJson, write } from "./terminal.js";

const KINDS = ["csv", "jsonl", "blink", "zeshel", "starter"] as const;
const REPORTED = 20;

interface BuildFlags {
  out?: string;
  column?: string[];
  delimiter?: string;
  store?: "lmdb" | "memory";
}

const EXAMPLES = `
Examples:
  $ namesake kb build people.csv                        makes the knowledge base "people"
  $ namesake kb build csv staff.txt --column name=Person --out ./staff-kb
  $ namesake kb build blink models/entity.jsonl --out wikipedia     BLINK's catalogue of entities
  $ namesake kb build zeshel documents/lego.json --out lego         a world of Zeshel; a folder is all of them
  $ zcat entities.jsonl.gz | namesake kb build jsonl - --out entities
  $ namesake link --kb people "…"

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 built, but records were left out.`;

/** Adds the commands about knowledge bases; `done` is told the exit code. */
export function addKbCommands(program: Command, done: (code: number) => void): void {
  const kb = program.command("kb").description("build knowledge bases and look into them");
  kb.command("build")
    .description("build a knowledge base from a file")
    .argument("<source...>", `a file, or its kind (${KINDS.join(", ")}) and the file; "-" is standard input`)
    .option("-o, --out <name|folder>", "where it goes; default: the file's name")
    .option("-c, --column <field=column>", `which column is what (${FIELDS.join(", ")})`, collect, [])
    .option("--delimiter <character>", "what divides the cells of a CSV file; default: found out")
    .option(
      "--store <store>",
      "lmdb or memory; default: lmdb where it is installed",
      oneOf("--store", ["lmdb", "memory"]),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (source: string[], flags: BuildFlags) => done(await build(source, flags)));

  const withKb = (name: string, description: string) =>
    kb
      .command(name)
      .description(description)
      .option("--kb <name|folder>", "knowledge base", "starter")
      .option("--json", "as JSON");

  addExportCommand(kb, done);
  addFixLinksCommand(kb, done);
  withKb("info", "what a knowledge base is made of: sources, licences, format, hash").action(
    async (flags: { kb: string; json?: boolean }) =>
      done(await withOpen(flags.kb, (kb) => info(kb, flags.json === true))),
  );
  withKb("stats", "how much it has: entities, aliases, types, relations").action(
    async (flags: { kb: string; json?: boolean }) =>
      done(await withOpen(flags.kb, (kb) => stats(kb, flags.json === true))),
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

function sourceOf(kind: string | undefined, path: string, flags: BuildFlags): Source {
  const options = {
    columns: columnsOf(flags.column ?? []),
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter }),
  };
  if (kind === "csv") return csvSource(path, options);
  if (kind === "jsonl") return jsonlSource(path);
  if (kind === "blink") return blinkEntities(path);
  if (kind === "zeshel") return zeshelDocuments(path);
  return fileSource(path, options);
}

async function build(words: string[], flags: BuildFlags): Promise<number> {
  const [first = "", ...rest] = words;
  if (first === "starter" && rest.length === 0 && !existsSync("starter")) {
    await (await openShowingProgress("starter")).close();
    return EXIT.ok;
  }
  const isKind = rest.length > 0 && (KINDS as readonly string[]).includes(first);
  const paths = isKind ? rest : words;
  const [path = "-"] = paths;
  if (flags.out === undefined && path === "-")
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: "a name, since standard input has none",
      found: "",
    });
  const out = flags.out ?? basename(path).replace(/\.(csv|tsv|tab|jsonl|ndjson|txt)?(\.gz)?$/i, "");
  if (out === "starter")
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: 'another name than that of the starter knowledge base, or a folder such as "./starter"',
      found: out,
    });
  const folder = locate(out);
  const sources = paths.map((one) => sourceOf(isKind ? first : undefined, one, flags));
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
    const { knowledgeBase } = await buildKnowledgeBase(
      records(),
      folder,
      () => sources.flatMap(({ info }) => info),
      {
        name: basename(folder),
        builder: packageVersion(),
        onReject,
        ...(flags.store === undefined ? {} : { store: flags.store }),
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
    bar.done(`Try it: namesake link --kb ${out} "…"`);
    return rejected === 0 ? EXIT.ok : EXIT.partial;
  } catch (error) {
    // The source's own rejections count as well.
    if (error instanceof NamesakeError && error.code === "KB_EMPTY")
      throw new NamesakeError("KB_EMPTY", { source: paths.join(", "), rejected });
    throw error;
  } finally {
    bar.stop();
  }
}

async function info(kb: KnowledgeBase, json: boolean): Promise<void> {
  const manifest = { ...kb.manifest, ...kb.totals(), path: kb.path };
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

async function stats(kb: KnowledgeBase, json: boolean): Promise<void> {
  const all = kb.stats();
  if (json) return write(`${printableJson(all, 2)}\n`);
  const color = paint(process.stdout);
  const top = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 18)
      .map(([name, count]) => `  ${count.toLocaleString("en").padStart(9)}  ${printable(name)}\n`)
      .join("");
  const sum = `${all.entities.toLocaleString("en")} entities, ${all.aliases.toLocaleString("en")} aliases, ${all.relations.toLocaleString("en")} relations, ${all.edits} edits\n`;
  const systems = Object.entries(all.types).map(
    ([system, counts]) =>
      `\n${color("bold", `types: ${printable(system)}`)} (${Object.keys(counts).length})\n${top(counts)}`,
  );
  const relations =
    Object.keys(all.relationNames).length === 0
      ? ""
      : `\n${color("bold", "relations")}\n${top(all.relationNames)}`;
  await write(sum + systems.join("") + relations);
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
  ];
  await write(
    rows
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `${color("dim", printable(name).padEnd(18))} ${printable(value)}\n`)
      .join(""),
  );
}
