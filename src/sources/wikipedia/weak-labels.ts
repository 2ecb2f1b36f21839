import type { WikiDocument, WikiParagraph } from "../mediawiki/wikitext.js";
import { titleAliases } from "../title-aliases.js";
import { WEAK_WORDS } from "./weak-words.js";
import { NameFinder, type Span, WordFinder } from "./word-finder.js";

/** Shorter names are found in too many places. */
const MIN_NAME = 3;
/** The pronouns of one gender mean the page's person where they are as many times those of the other. */
const MAJORITY = 3;
/** A surname: not "III" of "Henry III". */
const SURNAME = /^\p{Lu}\p{Ll}{2,}$/u;

/** Finds pronouns, by language and gender. */
const PRONOUNS: ReadonlyMap<string, readonly WordFinder[]> = new Map(
  Object.entries(WEAK_WORDS).map(([lang, { pronouns }]) => [
    lang,
    pronouns.map((words) => new WordFinder(words)),
  ]),
);

/**
 * What a page calls its own subject: Wikipedia links no page to itself, so that its subject is never marked in its own text. After the
 * weak labels of Bootleg (Orr et al., CIDR 2021): the page's title and its shorter forms, and on pages about a person the pronouns.
 */
export class WeakLabels {
  private constructor(
    private readonly names: NameFinder | undefined,
    private readonly pronouns: Found | undefined,
  ) {}

  static of(title: string, document: WikiDocument, lang: string): WeakLabels {
    const words = WEAK_WORDS[lang];
    const isPerson = words !== undefined && document.categories.some((name) => words.person.test(name));
    const names = [title, ...titleAliases(title)].filter(
      (name) => !name.includes("(") && name.length >= MIN_NAME,
    );
    const parts = (names.at(-1) ?? "").split(" ");
    const surname = parts.at(-1) ?? "";
    if (isPerson && parts.length > 1 && SURNAME.test(surname)) names.push(surname);
    const pronouns = isPerson ? majority(PRONOUNS.get(lang) ?? [], document) : undefined;
    return new WeakLabels(names.length === 0 ? undefined : new NameFinder(names), pronouns);
  }

  /** Where a paragraph names the subject, outside of what is marked already. In order, without overlaps. */
  spansOf(paragraph: WikiParagraph, marked: readonly Span[]): Span[] {
    const names = this.names?.find(paragraph.text) ?? [];
    const pronouns = this.pronouns?.get(paragraph) ?? [];
    const found =
      pronouns.length === 0
        ? names
        : [...names, ...pronouns].sort((a, b) => a.start - b.start || b.end - a.end);
    const spans: Span[] = [];
    let next = 0;
    let end = 0;
    for (const span of found) {
      while (next < marked.length && (marked[next] as Span).end <= span.start) next++;
      const isFree = next >= marked.length || (marked[next] as Span).start >= span.end;
      if (!isFree || span.start < end) continue;
      spans.push(span);
      end = span.end;
    }
    return spans;
  }
}

/** What was found in each paragraph of a page, but for those with nothing. */
type Found = ReadonlyMap<WikiParagraph, Span[]>;

/** The pronouns of the gender that the page speaks of; none where it speaks of both. Lists do not count. */
function majority(genders: readonly WordFinder[], { paragraphs }: WikiDocument): Found | undefined {
  const counts: number[] = [];
  const found = genders.map((finder) => {
    const ofGender = new Map<WikiParagraph, Span[]>();
    let count = 0;
    for (const paragraph of paragraphs) {
      const spans = paragraph.kind === "text" ? finder.find(paragraph.text) : [];
      if (spans.length > 0) ofGender.set(paragraph, spans);
      count += spans.length;
    }
    counts.push(count);
    return ofGender;
  });
  const most = Math.max(0, ...counts);
  const others = counts.reduce((sum, count) => sum + count, 0) - most;
  return most > 0 && most >= MAJORITY * others ? found[counts.indexOf(most)] : undefined;
}
