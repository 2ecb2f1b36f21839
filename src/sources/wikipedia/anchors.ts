import { join } from "node:path";
import { writeLines } from "../../kb/line-files.js";
import { type AnchorLimits, type AnchorRule, cleanAnchor, whyNoName } from "./anchor-rules.js";
import { summed } from "./links.js";
import { FileSorter, type Group, groups } from "./sorted-files.js";

export interface AnchorSummary {
  /** Pairs of a name and a page that links gave, and how many of them are kept. */
  pairs: number;
  kept: number;
  /** Pairs that were left out, by the rule. */
  left: Partial<Record<AnchorRule, number>>;
}

/**
 * Makes names of the texts of links: cleans them, adds up what became the same, and leaves out what names nothing, see `anchor-rules.ts`.
 *
 * @param links sorted lines: title of a page, anchor, links
 * @param folder gets "names": title, name, links
 */
export function nameLinks(
  links: Iterable<string>,
  folder: string,
  options: AnchorLimits & { lang: string },
): AnchorSummary {
  const byName = new FileSorter(folder, "anchors");
  for (const line of links) {
    const [target = "", anchor = "", count = ""] = line.split("\t");
    const name = cleanAnchor(anchor);
    // In lower case first: "apple" and "Apple" share their links out among the same pages.
    byName.add(name.toLowerCase(), target, name, count);
  }
  const summary: AnchorSummary = { pairs: 0, kept: 0, left: {} };
  const byTitle = new FileSorter(folder, "named");
  for (const { lines } of groups(summed(byName.sorted()))) filter(lines, byTitle, summary, options);
  writeLines(join(folder, "names"), byTitle.sorted());
  return summary;
}

/** Keeps what of the pages that a name links to is worth keeping. */
function filter(
  lines: Group["lines"],
  kept: FileSorter,
  summary: AnchorSummary,
  options: AnchorLimits & { lang: string },
): void {
  const fields = lines.map((line) => line.split("\t"));
  const all = fields.reduce((sum, [, , , count]) => sum + Number(count), 0);
  for (const [, target = "", anchor = "", links] of fields) {
    const count = Number(links);
    summary.pairs++;
    const why = whyNoName({ anchor, target, count, all }, options);
    if (why !== undefined) summary.left[why] = (summary.left[why] ?? 0) + 1;
    else {
      summary.kept++;
      kept.add(target, anchor, String(count));
    }
  }
}
