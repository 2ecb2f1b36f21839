import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { Casing } from "../text/casing.js";
import type { Language } from "../text/languages/language.js";
import { languageOf } from "../text/languages/languages.js";
import { type Span, sentences } from "../text/sentences.js";
import { type Token, tokenise } from "../text/tokens.js";
import { divideElisions, isElision } from "./elisions.js";
import type { FoundMention, MentionFinder, MentionMode } from "./mention-finder.js";
import { OrdinaryWords } from "./ordinary-words.js";
import { type Match, SentenceView } from "./sentence-view.js";
import { cutAt, unspacedNames } from "./unspaced-names.js";

/** Longest name looked for, in tokens. */
const MAX_TOKENS = 14;
/** Marks that may stand inside a name: "Washington, D.C.", "Jean-Luc", "AC/DC", "Guns N' Roses". */
const INSIDE = /^[,.\-‐‑–/'’·・＝]$/u;

/** What is looked for: names only, or common nouns as well; of a KB of one domain all that is meant as a term. */
type Wanted = "names" | "all" | "terms";

/**
 * Finds the aliases of a KB in texts: the longest at each place, by exact lookups word for word, if casing, part of speech
 * and neighbours let it be a mention. O(tokens) lookups; nothing is held in memory but the tokens of the text. What differs between
 * languages is in the tables of `text/languages`.
 *
 * @example
 * ```ts
 * new AliasSpotter(kb).find("The prey saw the jaguar cross the jungle.", "auto"); // prey, jaguar, jungle
 * ```
 */
export class AliasSpotter implements MentionFinder {
  private readonly language: Language;
  private readonly ordinary: OrdinaryWords;

  /** @param languages of the texts, ISO 639-1; default: those of the KB */
  constructor(
    private readonly kb: KnowledgeBase,
    languages?: readonly string[],
  ) {
    this.language = languageOf(languages ?? kb.manifest.languages);
    this.ordinary = new OrdinaryWords(kb, this.language);
  }

  find(text: string, mode: MentionMode): FoundMention[] {
    if (mode !== "auto") return this.findAll(text, mode);
    // What a table of one domain has are terms, and those are wanted in small letters too.
    if (this.ordinary.isOneDomain()) return this.findAll(text, "terms");
    const names = this.findAll(text, "names");
    return names.length > 0 ? names : this.findAll(text, "all");
  }

  private findAll(text: string, mode: Wanted): FoundMention[] {
    const tokens = this.tokens(text);
    const found: FoundMention[] = [];
    let at = 0;
    for (const span of sentences(text)) {
      while (at < tokens.length && (tokens[at] as Token).start < span.start) at++;
      const first = at;
      while (at < tokens.length && (tokens[at] as Token).end <= span.end) at++;
      found.push(...this.inSentence(this.view(text, span, tokens.slice(first, at)), span, mode));
    }
    return found;
  }

  private tokens(text: string): Token[] {
    const tokens = tokenise(text);
    return this.language.elisions.size === 0 ? tokens : divideElisions(tokens, text, this.language.elisions);
  }

  private view(text: string, span: Span, tokens: readonly Token[]): SentenceView {
    if (!this.language.unspaced) return new SentenceView(text, span, tokens, this.language);
    const found = [...unspacedNames(this.kb, text, tokens)];
    const edges = new Set(found.flatMap(({ start, end }) => [start, end]));
    const cut = cutAt(tokens, edges, text);
    const places = new Map(
      cut.flatMap(({ start, end }, i) => [[`${start}`, i] as const, [`-${end}`, i + 1] as const]),
    );
    const matches = found.map(({ start, end, key, postings }) => ({
      ...{ from: places.get(`${start}`) ?? 0, to: places.get(`-${end}`) ?? 0 },
      ...{ keys: [key], postings },
    }));
    return new SentenceView(text, span, cut, this.language, matches);
  }

  private inSentence(sentence: SentenceView, span: Span, mode: Wanted): FoundMention[] {
    const { tokens } = sentence;
    let matches: (Match & { name: boolean })[] = [];
    const consider = (match: Match): void => {
      const name = sentence.isName(match);
      if (name || (mode !== "names" && sentence.isConcept(match, mode === "terms")))
        matches.push({ ...match, name });
    };
    for (const match of sentence.unspaced) consider(match);
    for (let from = 0; from < tokens.length; from++)
      for (const match of this.matchesAt(sentence, from)) consider(match);
    if (mode === "terms") matches = this.ordinary.withoutOrdinary(matches, sentence);
    // The longest wins; of equals the first.
    matches.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
    const taken = new Uint8Array(tokens.length);
    const chosen = matches.filter(({ from, to }) => {
      if (taken.subarray(from, to).includes(1)) return false;
      taken.fill(1, from, to);
      return true;
    });
    chosen.sort((a, b) => a.from - b.from);
    return joinNames(chosen, sentence, (norm) => this.isCommonNoun(norm))
      .filter(
        (match) => !match.name || !sentence.isPieceOfName(match, taken, (norm) => this.isCommonNoun(norm)),
      )
      .map(({ from, to, keys, name }) => ({
        start: (tokens[from] as Token).start,
        end: (tokens[to - 1] as Token).end,
        keys,
        sentence: { start: span.start, end: span.end },
        name,
      }));
  }

  /** The aliases that start at a token, shortest first; a last word in the plural stands for its singular as well. */
  private *matchesAt(sentence: SentenceView, from: number): Generator<Match> {
    const { tokens } = sentence;
    if ((tokens[from] as Token).norm === "") return;
    let key = "";
    let glue = "";
    for (let to = from + 1; to <= tokens.length && to - from <= MAX_TOKENS; to++) {
      const token = tokens[to - 1] as Token;
      if (token.norm === "") {
        if (token.kind === "possessive" || INSIDE.test(sentence.surface(token))) continue;
        return;
      }
      const before = key === "" ? "" : key + glue;
      key = before + token.norm;
      glue = isElision(token) ? "" : " ";
      if (glue === "") continue;
      const entry = this.kb.lookup(key);
      const keys = entry.postings.length > 0 ? [key] : [];
      let postings = entry.postings;
      for (const singular of this.language.baseForms(token.norm)) {
        const single = this.kb.lookup(before + singular).postings;
        if (single.length === 0) continue;
        keys.push(before + singular);
        postings = [...postings, ...single];
        break;
      }
      if (keys.length > 0) yield { from, to, keys, postings };
      if (!entry.longer) return;
    }
  }

  private isCommonNoun(norm: string): boolean {
    return this.kb.lookup(norm).postings.some(({ casing }) => (casing & Casing.lower) !== 0);
  }
}

/**
 * Puts together the names of one word that stand side by side and are one name which the KB does not know: "Tim" and "Cook",
 * "Champions" and "League". It is better found and NIL than two things that are not meant.
 */
function joinNames<M extends Match & { name: boolean }>(
  matches: readonly M[],
  sentence: SentenceView,
  isCommonNoun: (norm: string) => boolean,
): M[] {
  const joined: M[] = [];
  for (const match of matches) {
    const last = joined.at(-1);
    if (last === undefined || last.to !== match.from || !sentence.areOneName(last, match, isCommonNoun))
      joined.push(match);
    else {
      const key = sentence.tokens
        .slice(last.from, match.to)
        .map(({ norm }) => norm)
        .join(" ");
      joined[joined.length - 1] = { ...last, to: match.to, keys: [key], postings: [] };
    }
  }
  return joined;
}
