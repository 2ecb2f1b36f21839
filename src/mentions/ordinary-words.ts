import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { Language } from "../text/languages/language.js";
import { contentStems } from "../text/stems.js";
import type { Match, SentenceView } from "./sentence-view.js";

/** Share of the words of everyday life that a KB of general vocabulary has at least. */
const GENERAL = 0.25;
/** Share of the entities of a KB of one domain that are called by words of everyday life, at most. */
const BY_CHANCE = 0.05;
/** Tokens between a term and an ordinary word that stands in a list with it: "iron and folic acid". */
const IN_A_LIST = 2;

/**
 * Tells terms from ordinary words. A table of one domain has names such as "gold" and "Plan B" that mostly mean something else; a dictionary
 * has them all, and there they mean what they say.
 */
export class OrdinaryWords {
  private special: boolean | undefined;

  constructor(
    private readonly kb: KnowledgeBase,
    private readonly language: Language,
  ) {}

  /** Whether the KB is of one domain: it lacks most words of everyday life, and has few but terms. Of unknown languages it is not known. */
  isOneDomain(): boolean {
    if (this.special === undefined) {
      const words = [...this.language.everyday];
      const known = words.filter((word) => this.kb.lookup(word).postings.length > 0).length;
      this.special = words.length > 0 && known < Math.min(GENERAL * words.length, BY_CHANCE * this.kb.size);
    }
    return this.special;
  }

  /** Whether a match is made of everyday words alone. */
  private isOrdinary({ from, to }: Match, { tokens }: SentenceView): boolean {
    const { everyday, stopWords, baseForms } = this.language;
    let found = false;
    for (const { norm } of tokens.slice(from, to)) {
      const isEveryday = everyday.has(norm) || baseForms(norm).some((base) => everyday.has(base));
      if (!isEveryday && norm.length > 1 && !stopWords.has(norm)) return false;
      found ||= isEveryday;
    }
    return found;
  }

  /**
   * Leaves out what is made of ordinary words and not meant as a term: its sentence shares no word with what is known of an entity that is
   * called so (as in Lesk, SIGDOC 1986), and it stands in no list with a term.
   */
  withoutOrdinary<M extends Match>(matches: readonly M[], sentence: SentenceView): M[] {
    const ordinary = new Set(matches.filter((match) => this.isOrdinary(match, sentence)));
    if (ordinary.size === 0) return [...matches];
    const terms = matches.filter((match) => !ordinary.has(match));
    return matches.filter(
      (match) =>
        !ordinary.has(match) ||
        terms.some(({ from, to }) => from - match.to <= IN_A_LIST && match.from - to <= IN_A_LIST) ||
        this.sharesWords(match, sentence),
    );
  }

  private sharesWords({ from, to, postings }: Match, sentence: SentenceView): boolean {
    const around = [...sentence.tokens.slice(0, from), ...sentence.tokens.slice(to)];
    const said = contentStems(around.map((token) => sentence.surface(token)).join(" "));
    const own = contentStems(
      sentence.tokens
        .slice(from, to)
        .map((token) => sentence.surface(token))
        .join(" "),
    );
    return postings.some(({ index }) => {
      const { name, description = "", relations = [] } = this.kb.at(index) ?? { name: "" };
      const objects = relations.map(({ object }) => this.kb.nameOf(object) ?? object);
      const known = contentStems([name, description, ...objects].join(" "));
      return [...known].some((stem) => said.has(stem) && !own.has(stem));
    });
  }
}
