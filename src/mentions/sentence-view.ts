import type { Posting } from "../kb/postings.js";
import { Casing, casingOf } from "../text/casing.js";
import type { Language } from "../text/languages/language.js";
import type { Span } from "../text/sentences.js";
import type { Token } from "../text/tokens.js";
import { tagSentence } from "./part-of-speech.js";

/** A run of tokens of a sentence that is an alias of the KB. */
export interface Match {
  /** First token. */
  from: number;
  /** After the last token. */
  to: number;
  keys: string[];
  postings: Posting[];
}

const CAPITALS = Casing.title | Casing.upper | Casing.mixed;
/** Longest part of a sentence that is tagged; what lies beyond counts as untagged nouns. */
const MAX_TAGGED = 2_000;

/** One sentence as the rules for mentions see it: casing, parts of speech and neighbours of its tokens. */
export class SentenceView {
  private readonly casings: number[];
  private tags: string[] | undefined;
  private readonly firstWord: number;
  /** Written in capitals throughout: casing says nothing. */
  private readonly shouting: boolean;

  constructor(
    private readonly text: string,
    private readonly span: Span,
    readonly tokens: readonly Token[],
    private readonly language: Language,
    /** Matches in stretches of scripts without spaces. */
    readonly unspaced: readonly Match[] = [],
  ) {
    this.casings = tokens.map((token) =>
      token.kind === "word" ? casingOf(this.surface(token)) : Casing.lower,
    );
    this.firstWord = tokens.findIndex((token) => token.norm !== "");
    const words = tokens.filter((token) => token.kind === "word" && token.end - token.start > 1);
    const capitals = words.filter((token) => casingOf(this.surface(token)) === Casing.upper).length;
    this.shouting = words.length >= 3 && capitals >= 0.7 * words.length;
  }

  surface(token: Token): string {
    return this.text.slice(token.start, token.end);
  }

  /** Whether a match is written as a name, and known as one. */
  isName(match: Match): boolean {
    const first = this.tokens[match.from] as Token;
    const last = this.tokens[match.to - 1] as Token;
    if (isCaseless(this.text.slice(first.start, last.end)))
      return !match.keys.some((key) => this.language.stopWords.has(key));
    const known = match.postings.reduce((bits, posting) => bits | posting.casing, 0);
    if ((known & CAPITALS) === 0) return false;
    return match.to - match.from === 1 ? this.isWordName(match, known) : this.isPhraseName(match);
  }

  private isWordName({ from }: Match, known: number): boolean {
    const token = this.tokens[from] as Token;
    const casing = this.casings[from] as number;
    if (token.kind !== "word" || token.norm.length < 2 || (casing & CAPITALS) === 0) return false;
    if (this.shouting)
      return !this.isStopWord(token) && !this.language.calendar.has(token.norm) && this.tag(from) === "PROPN";
    if (this.isStopWord(token)) return casing === Casing.upper && (known & Casing.upper) !== 0;
    if (this.language.calendar.has(token.norm) || this.isTitleOfName(from)) return false;
    // "Who" is not the WHO.
    if (casing === Casing.title && (known & (Casing.title | Casing.mixed)) === 0) return false;
    // Every sentence starts with a capital: there the tagger decides about words that are common nouns as well.
    if (from === this.firstWord && casing === Casing.title && (known & Casing.lower) !== 0)
      return this.tag(from) === "PROPN";
    return true;
  }

  private isPhraseName({ from, to }: Match): boolean {
    if (this.isStopWord(this.tokens[from] as Token) && (this.casings[from] as number) === Casing.lower)
      return false;
    let capitals = 0;
    for (let i = from; i < to; i++) {
      const token = this.tokens[i] as Token;
      if (token.kind !== "word") continue;
      if (((this.casings[i] as number) & CAPITALS) !== 0) {
        if (i !== this.firstWord) capitals++;
      } else if (!this.language.smallInNames.has(token.norm)) return false;
    }
    // "Jaguar cars are …": one capital at the start of a sentence makes no name.
    return capitals > 0 || (from === this.firstWord && this.tag(from) === "PROPN");
  }

  /**
   * Whether a match may be a common noun or a phrase of them: never a bare verb or adjective, never half a compound.
   *
   * @param terms the KB is of one domain: its names are meant also where they are written small
   */
  isConcept(match: Match, terms = false): boolean {
    const { from, to, postings } = match;
    const first = this.tokens[from] as Token;
    const last = this.tokens[to - 1] as Token;
    if (this.isHyphened(first.start - 1) || this.isHyphened(last.end)) return false;
    const known = postings.reduce((bits, posting) => bits | posting.casing, 0);
    if (to - from > 1) {
      if (this.isStopWord(first)) return false;
      return isNoun(this.tag(to - 1)) && !NEVER_FIRST.has(this.tag(from));
    }
    if (first.kind !== "word" || first.norm.length < 2) return false;
    if (this.isStopWord(first) || this.language.calendar.has(first.norm) || !isNoun(this.tag(from)))
      return false;
    if ((known & Casing.lower) !== 0) return true;
    // A name in small letters, as in a search box: only where many mean it.
    return first.norm.length >= 4 && (terms || postings.some(({ count }) => count >= 1));
  }

  /**
   * Whether a one-word name is a piece of a longer one that the KB does not know: "Lincoln" of "Lincoln Chafee". Words that
   * are mentions themselves, roles ("President") and common nouns may stand beside a name.
   *
   * @param taken marks the tokens that are part of some match
   * @param isCommonNoun whether the KB has a word in small letters
   */
  isPieceOfName({ from, to }: Match, taken: Uint8Array, isCommonNoun: (norm: string) => boolean): boolean {
    if (to - from > 1 || this.shouting) return false;
    const isOpen = (i: number, gapStart: number, gapEnd: number): boolean => {
      const token = this.tokens[i];
      if (token === undefined || taken[i] === 1 || token.kind !== "word" || token.norm.length < 2)
        return false;
      if (this.casings[i] !== Casing.title || this.text.slice(gapStart, gapEnd).trim() !== "") return false;
      if (this.isStopWord(token) || this.isRole(token) || this.language.calendar.has(token.norm))
        return false;
      return this.tag(i) === "PROPN";
    };
    const token = this.tokens[from] as Token;
    const before = this.tokens[from - 1];
    const after = this.tokens[from + 1];
    if (before !== undefined && isOpen(from - 1, before.end, token.start) && !isCommonNoun(before.norm))
      return true;
    return after !== undefined && isOpen(from + 1, token.end, after.start) && !isCommonNoun(after.norm);
  }

  /** "Chancellor" in "Chancellor Angela Merkel": it names nobody by itself. */
  private isTitleOfName(i: number): boolean {
    const [role, next] = [this.tokens[i], this.tokens[i + 1]];
    if (role === undefined || next === undefined || !this.isRole(role) || next.kind !== "word") return false;
    return (
      ((this.casings[i + 1] ?? 0) & CAPITALS) !== 0 && this.text.slice(role.end, next.start).trim() === ""
    );
  }

  /** Whether two names of one word, side by side, are a given name and a family name, or two common nouns that name something. */
  areOneName(
    first: Match & { name: boolean },
    second: Match & { name: boolean },
    isCommonNoun: (norm: string) => boolean,
  ): boolean {
    const [a, b] = [this.tokens[first.from], this.tokens[second.from]];
    if (a === undefined || b === undefined || !first.name || !second.name || this.shouting) return false;
    if (
      first.to - first.from > 1 ||
      second.to - second.from > 1 ||
      this.text.slice(a.end, b.start).trim() !== ""
    )
      return false;
    if (this.casings[first.from] !== Casing.title || this.casings[second.from] !== Casing.title) return false;
    if (this.isRole(a) || this.isRole(b)) return false;
    if (this.language.givenNames.has(a.norm)) return true;
    const common = ({ norm }: Token) => [norm, ...this.language.baseForms(norm)].some(isCommonNoun);
    return common(a) && common(b);
  }

  /** Whether the hyphen at an offset joins what is beside it to another word. */
  private isHyphened(offset: number): boolean {
    if (offset < this.span.start || offset >= this.span.end || !/[-‐‑]/.test(this.text[offset] ?? ""))
      return false;
    return /\p{L}/u.test(this.text[offset - 1] ?? "") && /\p{L}/u.test(this.text[offset + 1] ?? "");
  }

  private isStopWord({ norm }: Token): boolean {
    return this.language.stopWords.has(norm);
  }

  private isRole({ norm }: Token): boolean {
    return this.language.roles.has(norm);
  }

  private tag(i: number): string {
    this.tags ??= this.tagAll();
    return this.tags[i] as string;
  }

  /** What stands in for a tagger where there is none: a capital inside a sentence makes a name, in languages where it says so. */
  private tagByCasing(i: number): string {
    const capital = ((this.casings[i] as number) & CAPITALS) !== 0;
    return capital && i !== this.firstWord && this.language.capitals === "names" ? "PROPN" : "NOUN";
  }

  private tagAll(): string[] {
    if (!this.language.tagged) return this.tokens.map((_, i) => this.tagByCasing(i));
    const tagged = tagSentence(
      this.text.slice(this.span.start, Math.min(this.span.end, this.span.start + MAX_TAGGED)),
    );
    let at = 0;
    return this.tokens.map((token) => {
      const start = token.start - this.span.start;
      while (at < tagged.length && (tagged[at]?.end ?? 0) <= start) at++;
      const here = tagged[at];
      return here !== undefined && here.start <= start ? here.tag : "NOUN";
    });
  }
}

/** A word of a script without case, such as 東京: neither casing nor the English tagger says what it is. */
const isCaseless = (surface: string): boolean =>
  surface.length > 1 && surface.toLowerCase() === surface.toUpperCase() && /\p{L}/u.test(surface);
const isNoun = (tag: string): boolean => tag === "NOUN" || tag === "PROPN";
const NEVER_FIRST = new Set(["VERB", "AUX", "PRON", "DET", "ADP", "CCONJ", "SCONJ", "PART", "INTJ"]);
