import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { sentences } from "../../dist/text/sentences.js";
import { type Token, tokenise } from "../../dist/text/tokens.js";
import { readClassLexicon } from "../../dist/types/classes/class-lexicon.js";
import { classifyEntities } from "../../dist/types/classes/classify-entities.js";
import { objects } from "../world/data.js";
import type { TaggedDocument } from "./tagged-lines.js";

/** A page with its links, in Namesake's own format of bench data: UTF-16 or code points are the same here, see {@link pages}. */
interface Page {
  id: string;
  text: string;
  mentions: { start: number; end: number; title: string | null }[];
}

/** Pages whose offsets are UTF-16 units: those without characters beyond the first plane. */
async function* pages(path: string): AsyncGenerator<Page> {
  for await (const page of objects<Page>(path)) if (!/[\ud800-\udfff]/.test(page.text)) yield page;
}

/** The class of an entity by the title of its page; undefined where none is known. */
export async function classesOf(kb: KnowledgeBase): Promise<(title: string) => string | undefined> {
  const { classes, classOf } = classifyEntities(kb, await readClassLexicon());
  return (title) => {
    const id = kb.resolve(title) ?? kb.resolve(title.charAt(0).toUpperCase() + title.slice(1));
    const row = id === undefined ? undefined : kb.index(id);
    const name = row === undefined ? undefined : classes[classOf[row] ?? 0];
    return name === "other" ? undefined : name;
  };
}

/** Words inside of names that are written small. */
const LINKS = new Set([
  "of",
  "the",
  "and",
  "de",
  "la",
  "le",
  "van",
  "von",
  "der",
  "den",
  "du",
  "da",
  "del",
  "di",
  "for",
  "in",
  "on",
  "at",
  "to",
  "&",
  "-",
  "'s",
]);
const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);

/** How often words are written small, and capital where no sentence begins. */
export class CasingCounts {
  readonly #counts = new Map<string, { small: number; capital: number }>();

  add(text: string): void {
    for (const { start, end } of sentences(text))
      for (const [i, token] of tokenise(text.slice(start, end)).entries()) {
        const word = text.slice(start + token.start, start + token.end);
        if (token.kind !== "word" || (i === 0 && isCapital(word))) continue;
        const key = word.toLowerCase();
        const count = this.#counts.get(key) ?? { small: 0, capital: 0 };
        this.#counts.set(key, count);
        if (isCapital(word)) count.capital++;
        else count.small++;
      }
  }

  /** Whether a word is hardly ever a name: its capital at the beginning of a sentence says nothing. */
  isCommon(word: string): boolean {
    const { small, capital } = this.#counts.get(word.toLowerCase()) ?? { small: 0, capital: 0 };
    return small >= 5 && small > 5 * capital;
  }
}

/**
 * Whether a link leads to a place by the word for what comes from it: "German" to Germany. People mark those as another class, or as no name,
 * so that nothing is said of them.
 */
const isFromPlace = (surface: string, title: string, label: string): boolean =>
  label === "LOC" &&
  /^\p{L}+(?:an|ish|ese|ch|ic|sh|i|tch|eek|ss|iot)s?$/u.test(surface) &&
  !title.split(/[ ,]/).includes(surface);

/** The class of a link that is a name; undefined where none is known. */
function labelOf(
  surface: string,
  title: string | null,
  classOf: (title: string) => string | undefined,
): string | undefined {
  const label = title !== null && isCapital(surface) ? classOf(title) : undefined;
  return label !== undefined && isFromPlace(surface, title as string, label) ? undefined : label;
}

/** Names of a page that are known beyond its links: what it links anywhere, and what it is about. */
function namesOf(page: Page, classOf: (title: string) => string | undefined): Map<string, string> {
  const names = new Map<string, string>();
  for (const { start, end, title } of page.mentions) {
    const surface = page.text.slice(start, end);
    const label = labelOf(surface, title, classOf);
    if (label !== undefined && surface.length > 2) names.set(surface, label);
  }
  const title = page.id.replace(/^\w+: /, "");
  const [own, name] = [classOf(title), title.replace(/ \(.*\)$/, "")];
  if (own === undefined || !isCapital(name)) return names;
  names.set(name, own);
  const last = name.split(" ").at(-1) as string;
  if (own === "PER" && isCapital(last) && last.length > 2) names.set(last, own);
  return names;
}

/** The most tokens of a name that is sought again. */
const LONGEST = 6;

/**
 * A page as paragraphs with the names that are known in them. Of words that are capital and belong to none of those nobody says whether they
 * are names, and so of links that are written small or have no class; other words are no names.
 */
export function* silverParagraphs(
  page: Page,
  classOf: (title: string) => string | undefined,
  casing: CasingCounts,
): Generator<TaggedDocument> {
  const names = namesOf(page, classOf);
  let number = 0;
  for (const { index, 0: text } of page.text.matchAll(/[^\n]+/g)) {
    const mentions: TaggedDocument["mentions"] = [];
    const ignore: [number, number][] = [];
    const taken = (span: { start: number; end: number }) =>
      [...mentions, ...ignore.map(([start, end]) => ({ start, end }))].some(
        (one) => one.start < span.end && span.start < one.end,
      );
    for (const { start, end, title } of page.mentions) {
      if (start < index || end > index + text.length) continue;
      const span = { start: start - index, end: end - index };
      if (taken(span)) continue;
      const label = labelOf(text.slice(span.start, span.end), title, classOf);
      if (label === undefined) ignore.push([span.start, span.end]);
      else mentions.push({ ...span, entity: null, label });
    }
    const tokens = tokenise(text);
    const begins = new Set(sentences(text).map(({ start }) => start));
    const open: Token[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as Token;
      const word = text.slice(token.start, token.end);
      if (token.kind !== "word" || !isCapital(word) || word === "I" || taken(token)) continue;
      const again = repeated(text, tokens, i, names, taken);
      if (again !== undefined) {
        mentions.push({ start: token.start, end: again.end, entity: null, label: again.label });
        while ((tokens[i + 1]?.end ?? Number.POSITIVE_INFINITY) <= again.end) i++;
      } else if (!(begins.has(token.start) && casing.isCommon(word))) open.push(token);
    }
    for (const token of open) ignore.push([token.start, token.end]);
    for (const span of betweenOpen(text, tokens, open)) if (!taken(span)) ignore.push([span.start, span.end]);
    mentions.sort((a, b) => a.start - b.start);
    ignore.sort((a, b) => a[0] - b[0]);
    if (isTelling(text, mentions, open.length))
      yield { id: `${page.id} ${++number}`, text, mentions, ...(ignore.length > 0 && { ignore }) };
  }
}

/** A known name of the page that begins at a token, the longest. */
function repeated(
  text: string,
  tokens: readonly Token[],
  from: number,
  names: ReadonlyMap<string, string>,
  taken: (span: { start: number; end: number }) => boolean,
): { end: number; label: string } | undefined {
  const { start } = tokens[from] as Token;
  for (let to = Math.min(tokens.length, from + LONGEST); to > from; to--) {
    const { end } = tokens[to - 1] as Token;
    const label = names.get(text.slice(start, end));
    if (label !== undefined && !taken({ start, end })) return { end, label };
  }
  return undefined;
}

/** Small words between capital ones, of which at least one is open: "University of Leeds". */
function betweenOpen(text: string, tokens: readonly Token[], open: readonly Token[]): Token[] {
  const isOpen = new Set(open);
  const found: Token[] = [];
  for (const [i, token] of tokens.entries()) {
    if (!isOpen.has(token)) continue;
    for (const step of [1, -1]) {
      const between: Token[] = [];
      let at = i + step;
      while (between.length < 2 && LINKS.has(wordAt(text, tokens[at]))) {
        between.push(tokens[at] as Token);
        at += step;
      }
      if (between.length > 0 && isCapital(wordAt(text, tokens[at]))) found.push(...between);
    }
  }
  return [...new Set(found)];
}

const wordAt = (text: string, token: Token | undefined): string =>
  token === undefined ? "" : text.slice(token.start, token.end);

/** Whether there is more to be learned of a paragraph than what is not known of it. */
const isTelling = (text: string, mentions: readonly unknown[], open: number): boolean =>
  text.length <= 2000 && mentions.length >= 2 && 2 * mentions.length >= open;

/** @param path of pages with their links */
export async function* silverDocuments(kb: KnowledgeBase, path: string): AsyncGenerator<TaggedDocument> {
  const casing = new CasingCounts();
  for await (const { text } of pages(path)) casing.add(text.slice(0, 4000));
  const classOf = await classesOf(kb);
  for await (const page of pages(path)) yield* silverParagraphs(page, classOf, casing);
}
