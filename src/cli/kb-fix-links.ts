import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { checkWritable, writeAtomically } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";
import { buildKnowledgeBase } from "../kb/folder.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { locate } from "../kb/location.js";
import { packageVersion } from "../starter.js";
import { readClassLexicon } from "../types/classes/class-lexicon.js";
import { readWordNet } from "../types/classes/wordnet/wordnet-files.js";
import { entityGraphOf } from "../types/graph/entity-graph.js";
import { DEFAULT_RULES } from "../types/link-fixing/default-rules.js";
import { fixLinks, type LinkFixing } from "../types/link-fixing/fix-links.js";
import { fixedRecords, linkEdits } from "../types/link-fixing/link-edits.js";
import {
  type Amount,
  changeLines,
  mostOverloaded,
  reportOf,
  type ShownAnchor,
  type ShownLink,
  showAnchor,
} from "../types/link-fixing/link-report.js";
import type { LinkRules } from "../types/link-fixing/link-rules.js";
import { parseLinkRules } from "../types/link-fixing/read-link-rules.js";
import { readingsOf } from "../types/link-fixing/readings.js";
import { EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { numberBetween } from "./options.js";
import { progress } from "./progress.js";
import { paint, printable, printableJson, write } from "./terminal.js";

interface Flags {
  kb: string;
  rules?: string;
  out?: string;
  edit?: boolean;
  report?: string;
  top: number;
  json?: boolean;
}

/** Candidates of an anchor that are shown. */
const SHOWN = 5;

const EXAMPLES = `
Where texts link "king" to Charles I as well as to the monarch, "king" should mean the monarch: the links of what is specific go to what
is generic, where paths of relations lead there. It is a dry run unless --out or --edit is given. docs/types.md describes the rules.

Examples:
  $ namesake kb fix-links --kb people                          what would change
  $ namesake kb fix-links --kb people --report changes.tsv     every change, with the rule that makes it
  $ namesake kb fix-links --kb people --rules links.yaml --out people-fixed
  $ namesake kb fix-links --kb people --edit                   changes it, in one transaction`;

/** Adds "kb fix-links" to the commands about KBs. */
export function addFixLinksCommand(kb: Command, done: (code: number) => void): void {
  kb.command("fix-links")
    .description("turn links to what is specific into links to what is generic")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--rules <file>", "paths, limits and classes as YAML; default: those of DeepType")
    .option("-o, --out <name|folder>", "write a new knowledge base")
    .option("--edit", "change the knowledge base itself")
    .option("--report <file>", "write every change, as tab-separated values")
    .option("--top <n>", "overloaded anchors shown", numberBetween("--top", 0, 10_000, true), 30)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: Flags) => done(await run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const rules = readRules(flags.rules);
  const out = flags.out === undefined ? undefined : locate(flags.out);
  if (out !== undefined && (flags.edit === true || out === locate(flags.kb)))
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: "another knowledge base than that of --kb, and not --edit",
      found: flags.out ?? "",
    });
  if (flags.report !== undefined) await checkWritable(flags.report);
  const kb = await openShowingProgress(flags.kb);
  const bar = progress(`Fixing the links of ${kb.manifest.name}`);
  try {
    const wordnet = await readWordNet();
    const lexicon = await readClassLexicon(wordnet);
    const graph = entityGraphOf(kb);
    const fixing = fixLinks(kb, graph, readingsOf(kb, lexicon, wordnet), rules, (anchors, of) =>
      bar.update(anchors / of),
    );
    bar.stop();
    const shown = mostOverloaded(fixing, lexicon, flags.top).map((anchor) => showAnchor(kb, fixing, anchor));
    if (flags.report !== undefined) await writeAtomically(flags.report, changeLines(kb, fixing));
    if (out !== undefined) await writeFixed(kb, fixing, out);
    else if (flags.edit === true) kb.edit(linkEdits(kb, fixing));
    await print(fixing, shown, flags);
    return EXIT.ok;
  } finally {
    bar.stop();
    await kb.close();
  }
}

function readRules(path: string | undefined): LinkRules {
  if (path === undefined) return DEFAULT_RULES;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  }
  return parseLinkRules(text, path);
}

async function writeFixed(kb: KnowledgeBase, fixing: LinkFixing, out: string): Promise<void> {
  const fixed = fixedRecords(kb, fixing);
  function* records() {
    for (const [row, record] of kb.entries()) yield fixed.get(row) ?? record;
  }
  const { knowledgeBase } = await buildKnowledgeBase(records(), out, () => kb.manifest.sources, {
    name: basename(out),
    builder: packageVersion(),
    store: kb.manifest.store,
  });
  await knowledgeBase.close();
}

async function print(fixing: LinkFixing, shown: readonly ShownAnchor[], flags: Flags): Promise<void> {
  const { because, ...report } = reportOf(fixing);
  if (flags.json === true) {
    const all = { ...report, because: Object.fromEntries(because), overloaded: shown };
    return write(`${printableJson(all, 2)}\n`);
  }
  const color = paint(process.stdout);
  const number = (value: number) => Math.round(value).toLocaleString("en");
  const amount = ({ pairs, links }: Amount) => `${number(pairs)} pairs with ${number(links)} links`;
  const linksOf = (links: readonly ShownLink[]) =>
    links
      .slice(0, SHOWN)
      .map(({ name, count }) => `${printable(name)} ${number(count)}`)
      .join(", ") || "nothing";
  const done = flags.out !== undefined || flags.edit === true;
  const lines = [
    `${number(fixing.anchors.size)} anchors, ${number(report.ambiguous)} of them ambiguous, ${amount(report.all)}\n`,
    `${done ? "changed" : "would change"}: ${number(report.changedAnchors)} anchors; moved ${amount(report.moved)}, removed ${amount(report.removed)}\n`,
    ...Array.from(because, ([rule, one]) => `  ${printable(rule)}: ${amount(one)}\n`),
    ...shown.map(
      ({ anchor, before, after }) =>
        `\n${color("bold", printable(anchor))} ${before.length} to ${after.length} entities\n` +
        `  before  ${linksOf(before)}\n  after   ${linksOf(after)}\n`,
    ),
    done ? "" : "\nNothing was changed: --out writes a new knowledge base, --edit changes this one.\n",
  ];
  await write(lines.join(""));
}
