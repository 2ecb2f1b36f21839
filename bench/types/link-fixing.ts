import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Resolver } from "../../dist/eval/linkers/resolve.js";
import { readDataset } from "../../dist/eval/read-dataset.js";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { normaliseAlias } from "../../dist/text/normalise.js";
import { readClassLexicon } from "../../dist/types/classes/class-lexicon.js";
import { readWordNet } from "../../dist/types/classes/wordnet/wordnet-files.js";
import { entityGraphOf } from "../../dist/types/graph/entity-graph.js";
import { DEFAULT_RULES } from "../../dist/types/link-fixing/default-rules.js";
import { fixLinks, type LinkFixing } from "../../dist/types/link-fixing/fix-links.js";
import {
  mostOverloaded,
  reportOf,
  type ShownLink,
  showAnchor,
} from "../../dist/types/link-fixing/link-report.js";
import type { LinkRules } from "../../dist/types/link-fixing/link-rules.js";
import { readingsOf } from "../../dist/types/link-fixing/readings.js";
import { root } from "../world/data.js";
import { measuredTable, writeMeasured } from "./page.js";

/**
 * `npm run bench:link-fixing`: what fixing the links of the KB "world" does to its most overloaded anchors, and to popularity: how often
 * the entity that a mention's text is most often linked to is right, over the links of pages that are held back (prose-dev).
 *
 *     npm run bench:link-fixing -- [--top N] [--write]
 *
 * With `--write` the tables go into docs/types.md, between their marks.
 */
const { values } = parseArgs({
  options: { top: { type: "string", default: "30" }, write: { type: "boolean", default: false } },
});
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const [world, prose] = [join(home, "kb/world"), join(home, "data/prose-dev.jsonl")];
if (!existsSync(world) || !existsSync(prose)) {
  console.log('skipped: 1 (there is not the KB "world", nor prose-dev: npm run world)');
  process.exit(0);
}

/** Beside the default: nothing from texts and titles, the original's least count, and no country in the place of what is rare. */
const ROWS: readonly [name: string, rules: LinkRules][] = [
  ["default", DEFAULT_RULES],
  ["without `rare` (0)", { ...DEFAULT_RULES, rare: 0 }],
  ["`least: 5`, as the original", { ...DEFAULT_RULES, least: 5 }],
];
/** The examples that the field tells of, beside the most overloaded. */
const EXAMPLES = ["queen"];
const SHOWN = 3;

interface Mention {
  anchor: string;
  rows: readonly number[];
}

const kb = await openKnowledgeBase(world);
const resolver = new Resolver(kb);
const mentions: Mention[] = [];
for await (const document of (await readDataset(prose)).read({ problem: () => {} }))
  for (const { text, right } of resolver.mentions(document))
    if (right.length > 0)
      mentions.push({ anchor: normaliseAlias(text), rows: right.flatMap((id) => kb.index(id) ?? []) });

const wordnet = await readWordNet();
const lexicon = await readClassLexicon(wordnet);
const graph = entityGraphOf(kb);
const readings = readingsOf(kb, lexicon, wordnet);

/** The entity with most links; on a tie the more popular, then the one that comes first. */
function first(links: readonly { row: number; count: number }[]): number | undefined {
  const popularity = (row: number) => graph.counts[row] as number;
  const [best] = [...links].sort(
    (a, b) => b.count - a.count || popularity(b.row) - popularity(a.row) || a.row - b.row,
  );
  return best?.row;
}
const before = (anchor: string) =>
  first(kb.lookup(anchor).postings.map(({ index, count }) => ({ row: index, count })));

/** Shares of some mentions whose first entity is right: before, after, and after with the gold fixed in the same way. */
function accuracies(of: readonly Mention[], fixing: LinkFixing): string[] {
  const after = (anchor: string) =>
    fixing.changed.has(anchor) ? first(fixing.linksAfter(anchor)) : before(anchor);
  const right = (found: number | undefined, rows: readonly number[]) =>
    found !== undefined && rows.includes(found);
  const share = (some: readonly Mention[], isRight: (one: Mention) => boolean) =>
    some.length === 0 ? "–" : ((100 * some.filter(isRight).length) / some.length).toFixed(1);
  const fixed = of
    .map(({ anchor, rows }) => ({ anchor, rows: rows.flatMap((row) => fixing.target(anchor, row) ?? []) }))
    .filter(({ rows }) => rows.length > 0);
  const count = (value: number) => value.toLocaleString("en");
  return [
    count(of.length),
    share(of, ({ anchor, rows }) => right(before(anchor), rows)),
    share(of, ({ anchor, rows }) => right(after(anchor), rows)),
    share(fixed, ({ anchor, rows }) => right(after(anchor), rows)),
    count(of.length - fixed.length),
  ];
}

const shownLinks = (links: readonly ShownLink[]) =>
  links
    .slice(0, SHOWN)
    .map(({ name, count }) => `${name} ${Math.round(count)}`)
    .join(", ") || "nothing";

const accuracyRows: string[][] = [];
const amounts: string[][] = [];
let anchorRows: string[][] = [];
for (const [name, rules] of ROWS) {
  const fixing = fixLinks(kb, graph, readings, rules);
  const overloaded = new Set(mostOverloaded(fixing, lexicon, Number(values.top)));
  const parts: [string, Mention[]][] = [
    ["all", mentions],
    [`the ${overloaded.size} anchors`, mentions.filter(({ anchor }) => overloaded.has(anchor))],
    ["changed anchors", mentions.filter(({ anchor }) => fixing.changed.has(anchor))],
  ];
  for (const [of, some] of parts) accuracyRows.push([name, of, ...accuracies(some, fixing)]);
  const { changedAnchors, moved, removed } = reportOf(fixing);
  amounts.push([
    name,
    ...[changedAnchors, moved.pairs, moved.links, removed.pairs, removed.links].map((n) =>
      Math.round(n).toLocaleString("en"),
    ),
  ]);
  if (anchorRows.length === 0)
    anchorRows = [...overloaded, ...EXAMPLES.filter((anchor) => !overloaded.has(anchor))].map((anchor) => {
      const shown = showAnchor(kb, fixing, anchor);
      return [
        anchor,
        `${shown.before.length} → ${shown.after.length}`,
        shownLinks(shown.before),
        shownLinks(shown.after),
      ];
    });
  console.error(
    accuracyRows
      .slice(-parts.length)
      .map((cells) => cells.join(" · "))
      .join("\n"),
  );
}
const page = [
  `KB content ${kb.totals().contentHash}. Mentions are links of held-back pages whose entity the KB has.`,
  measuredTable(
    ["rules", "mentions", "how many", "before", "after", "after, gold fixed", "gold removed"],
    5,
    accuracyRows,
  ),
  measuredTable(
    ["rules", "anchors changed", "pairs moved", "links moved", "pairs removed", "links removed"],
    5,
    amounts,
  ),
  measuredTable(["anchor", "entities", "most linked before", "after"], 0, anchorRows),
].join("\n\n");
await kb.close();
console.log(page);
if (values.write) writeMeasured("npm run bench:link-fixing", page);
