import type { ClassLexicon, NounClass } from "./class-lexicon.js";
import { DEFERRING, DETERMINERS, EMPTY, ENDS, FOLLOWS, RANKS } from "./phrase-words.js";

/** The noun that a phrase is about, as the lexicon knows it. */
export interface Head extends NounClass {
  /** In lower case: "football club". */
  words: string;
}

const TOKEN = /[\p{L}\p{M}\d][\p{L}\p{M}\d'’.&/–-]*|[,;:!?.]/gu;
const PUNCTUATION = /^[;:!?.]$/;
const MAX_TOKENS = 48;

const KINSHIP = /(^| )(family|genus|order|phylum|tribe)$/;

/** How many words may be one noun: "association football club" is found as "football club". */
const LONGEST_NOUN = 3;
/** Letters of the halves of a compound: a "hymnwriter" is a writer. */
const SHORTEST_FIRST = 3;
const SHORTEST_SECOND = 5;

/**
 * The head of the noun phrase that a text begins with: the last noun before a preposition, a relative pronoun, a verb or the end.
 *
 * @param text begins with the phrase, with or without its article
 * @example
 * ```ts
 * headOf("an American football club in Berlin", lexicon)?.words; // "football club"
 * headOf("species of beetle in the family Carabidae", lexicon)?.words; // "beetle"
 * headOf("film and television actor", lexicon)?.words; // "actor"
 * ```
 */
export function headOf(text: string, lexicon: ClassLexicon): Head | undefined {
  const tokens = (text.match(TOKEN) ?? []).slice(0, MAX_TOKENS);
  return headFrom(tokens.map(withoutSuffix), 0, lexicon);
}

/** What may follow the head of a name. */
const BEHIND = /[,(].*| (of|in|for|by|from|to|with|at|on|and|who|which|that) .*/;

/**
 * {@link headOf} where it stands at the end of a name, or before its first preposition: "University of Bath" is a university, but
 * "Ngo Dinh Diem" no NGO and "ice hockey plyr" no ice.
 */
export function finalHeadOf(name: string, lexicon: ClassLexicon): Head | undefined {
  const head = headOf(name, lexicon);
  return head !== undefined && name.toLowerCase().replace(BEHIND, "").endsWith(head.words) ? head : undefined;
}

/** "Lakers'", "UK's", "etc." */
const withoutSuffix = (token: string): string =>
  (token.length < 2 ? token : token.replace(/(['’]s?|[.'’–-]+)$/, "")).toLowerCase();

function headFrom(tokens: readonly string[], from: number, lexicon: ClassLexicon): Head | undefined {
  /** The noun before the first comma or "and". */
  let first: Head | undefined;
  let start = from;
  let i = from;
  for (; i < tokens.length; i++) {
    const word = tokens[i] as string;
    if (word === "," || word === "and" || word === "or") {
      const head = headWithin(tokens, start, i, lexicon);
      if (first !== undefined && outweighs(head, first)) return head;
      first ??= head;
      // "a city, the capital of …": an article begins another phrase.
      if (first !== undefined && (first.name === "PER" || DETERMINERS.has(tokens[i + 1] ?? "a")))
        return first;
      start = i + 1;
    } else if (word === "hall" && tokens[i + 1] === "of" && tokens[i + 2] === "fame") {
      // "a Hall of Fame racehorse"
      i += 2;
      start = i + 1;
    } else if (word === "of") return first ?? beforeOf(tokens, start, i, lexicon);
    else if (PUNCTUATION.test(word) || ENDS.has(word) || FOLLOWS.has(word)) break;
    else if (word.endsWith("ing") && isParticiple(tokens, start, i, lexicon)) break;
  }
  const last = headWithin(tokens, start, i, lexicon);
  return first === undefined || outweighs(last, first) ? last : first;
}

/** "film and television actor" is about an actor, "land-grant and research university" about a university, "city and port" about a city. */
const outweighs = (last: Head | undefined, first: Head): boolean =>
  last !== undefined && (last.name === "PER" || (last.listed && !first.listed));

/** "a club playing in" and "a scientist combining fields", but not "an oil painting by" or "a broadcasting company". */
function isParticiple(tokens: readonly string[], start: number, at: number, lexicon: ClassLexicon): boolean {
  if (lexicon.noun(tokens[at] as string)?.listed === true) return false;
  const before = headWithin(tokens, start, at, lexicon);
  const next = tokens[at + 1] ?? "";
  return before !== undefined && (before.name === "PER" || ENDS.has(next) || DETERMINERS.has(next));
}

/** The head of a phrase whose "of" is at a place: its own noun, or what follows "of" where its noun leaves it to that. */
function beforeOf(
  tokens: readonly string[],
  start: number,
  at: number,
  lexicon: ClassLexicon,
): Head | undefined {
  const before = tokens[at - 1] ?? "";
  const noun = EMPTY.has(before) || DEFERRING.has(before) ? before : before.replace(/s$/, "");
  if (EMPTY.has(noun)) return headFrom(tokens, at + 1, lexicon);
  const classes = DEFERRING.get(noun);
  const behind = classes === undefined ? undefined : headFrom(tokens, at + 1, lexicon);
  if (behind !== undefined && classes?.has(behind.name) === true) return behind;
  // "a member of the daisy family" is no person.
  if (noun === "member" && behind !== undefined && KINSHIP.test(behind.words)) return undefined;
  return headWithin(tokens, start, at, lexicon);
}

/** The last noun of some tokens, with the words before it that belong to it. */
function headWithin(
  tokens: readonly string[],
  start: number,
  end: number,
  lexicon: ClassLexicon,
): Head | undefined {
  for (let to = end; to > start; to--) {
    const word = tokens[to - 1] as string;
    if (DETERMINERS.has(word) || lexicon.isAdjective(word)) continue;
    const found = nounBefore(tokens, start, to, lexicon);
    if (found === undefined) continue;
    const fictional = found.name === "PER" && tokens.slice(start, to).includes("fictional");
    return fictional ? { ...found, name: "SUPER" } : found;
  }
  return undefined;
}

/** The longest noun that ends before a place. */
function nounBefore(
  tokens: readonly string[],
  start: number,
  to: number,
  lexicon: ClassLexicon,
): Head | undefined {
  const word = tokens[to - 1] as string;
  if (lexicon.endsCompound(word))
    for (let from = Math.max(start, to - LONGEST_NOUN); from < to - 1; from++) {
      const found = known(tokens.slice(from, to).join(" "), lexicon);
      if (found !== undefined) return found;
    }
  return known(word, lexicon) ?? half(word, lexicon) ?? profession(word);
}

/** Who does what: an "arachnologist" need not stand in a lexicon. */
const profession = (word: string): Head | undefined =>
  /[a-z](ologist|ographer|onomist|iatrist|ician)s?$/.test(word)
    ? { name: "PER", share: 1, listed: false, words: word }
    : undefined;

function known(noun: string, lexicon: ClassLexicon): Head | undefined {
  if (noun.length < 2 || RANKS.has(noun)) return undefined;
  const found = lexicon.noun(noun);
  return found === undefined ? undefined : { ...found, words: noun };
}

/** The second half of a compound: "singer-songwriter", "hymnwriter". */
function half(word: string, lexicon: ClassLexicon): Head | undefined {
  const hyphen = word.lastIndexOf("-");
  if (hyphen >= 0) return known(word.slice(hyphen + 1), lexicon);
  for (let from = SHORTEST_FIRST; from <= word.length - SHORTEST_SECOND; from++) {
    if (lexicon.noun(word.slice(0, from)) === undefined) continue;
    const found = known(word.slice(from), lexicon);
    if (found !== undefined) return found;
  }
  return undefined;
}
