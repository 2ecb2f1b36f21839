import type { WikiDocument } from "../mediawiki/wikitext.js";
import { titleAliases } from "../title-aliases.js";

/** Headings whose lists do not tell what the title means, in lower case. */
const OTHER_SECTIONS: ReadonlySet<string> = new Set([
  "see also",
  "references",
  "external links",
  "siehe auch",
  "einzelnachweise",
  "weblinks",
  "voir aussi",
  "véase también",
  "enlaces externos",
  "ver também",
  "ligações externas",
  "関連項目",
  "脚注",
  "外部リンク",
  "参见",
  "参見",
  "外部链接",
]);
/** A title says it itself, in these words. */
const DISAMBIGUATION =
  /\s*[(（](?:disambiguation|Begriffsklärung|homonymie|desambiguación|desambiguação|曖昧さ回避|消歧义|消歧義)[)）]$/i;
/** The link that says what is meant stands at the beginning of its line, perhaps after an article or a year. */
const MAX_START = 15;

/** Whether a page only tells what its title may mean. */
export const isDisambiguation = (title: string, document: WikiDocument): boolean =>
  document.disambiguation || DISAMBIGUATION.test(title);

/** What a disambiguation page says: that `alias` may mean `target`. */
export interface Meaning {
  alias: string;
  target: string;
}

/**
 * The meanings that a disambiguation page lists: the first link of each line of a list.
 *
 * @example
 * ```ts
 * // * [[Mercury (planet)]], the planet nearest to the [[Sun]]
 * meaningsOf("Mercury (disambiguation)", document); // [{ alias: "Mercury", target: "Mercury (planet)" }]
 * ```
 */
export function meaningsOf(title: string, document: WikiDocument): Meaning[] {
  const plain = title.replace(DISAMBIGUATION, "");
  const alias = plain === title ? (titleAliases(title)[0] ?? title) : plain;
  const targets = new Set<string>();
  for (const { kind, section, links } of document.paragraphs) {
    if (kind !== "list" || OTHER_SECTIONS.has(section.toLowerCase())) continue;
    const [first] = links;
    if (first !== undefined && first.start <= MAX_START) targets.add(first.target);
  }
  return [...targets].map((target) => ({ alias, target }));
}
