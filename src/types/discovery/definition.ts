import { STOP_WORDS } from "../../text/stop-words.js";
import { type Token, tokenise } from "../../text/tokens.js";

/** What a description says that its entity is. */
export interface Definition {
  /** The noun of "X is an American ice hockey player": "player". */
  readonly noun: string | undefined;
  /** The words that make the definition: "american", "ice", "hockey", "player". */
  readonly words: readonly string[];
}

/** Further in than this, in UTF-16 units, a text defines nothing. */
const READ = 600;
/** Words of a sentence that may stand before its "is". */
const SUBJECT = 30;
/** Words that are read of a definition. */
const LENGTH = 14;

const set = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

const COPULAS = set("is was are were refers means denotes became");
const RELATIVES = set("that which who whom whose where when");
/** Words that end the noun phrase that they follow. */
const ENDS = set(`of in on at by from for with to as into near between during since and or
  located situated based born made used found held written directed produced released published founded established built designed
  developed known recorded performed formed consisting containing featuring starring played created set belonging having`);
const PREPOSITIONS = set("of in on at by from for with to as into near between during since");
/** In "a species of beetle" the noun is the beetle. */
const EMPTY =
  set(`kind type sort form variety species subspecies genus family class one member series group set name any example part
  number list pair piece some several many most`);
/** What tells of no kind of thing. */
const SAYING_NOTHING = set(
  "also often sometimes usually commonly called based known used former current born",
);

/**
 * Reads what a description says that its entity is: from the first "is" of its first sentence, or from its beginning where it is a
 * phrase, such as "American ice hockey player".
 *
 * @example
 * ```ts
 * definitionOf("Mercury ( symbol ☿ ) is the smallest planet in the Solar System .").noun; // "planet"
 * ```
 */
export function definitionOf(description: string): Definition {
  const tokens = outsideBrackets(tokenise(description.slice(0, READ)), description);
  const phrase = predicateOf(tokens, description);
  const content = phrase.filter(({ kind, norm }) => kind === "word" && isTelling(norm));
  return { noun: headOf(phrase), words: [...new Set(content.map(({ norm }) => norm))] };
}

const isTelling = (word: string): boolean =>
  word.length > 1 && !STOP_WORDS.has(word) && !SAYING_NOTHING.has(word);

/**
 * What stands in the brackets of a title, which tells its entity from others of the same name: "Thriller (1983 album)" gives "album".
 */
export function titleWords(name: string): string[] {
  const inside = /\(([^()]+)\)\s*$/.exec(name)?.[1];
  if (inside === undefined) return [];
  const words = tokenise(inside).filter(({ kind, norm }) => kind === "word" && isTelling(norm));
  return [...new Set(words.map(({ norm }) => norm))];
}

function outsideBrackets(tokens: readonly Token[], text: string): Token[] {
  let depth = 0;
  return tokens.filter(({ start }) => {
    const mark = text[start];
    if (mark === "(" || mark === "[") depth++;
    const inside = depth > 0;
    if ((mark === ")" || mark === "]") && depth > 0) depth--;
    return !inside;
  });
}

/** The first words behind "is", up to the end of the clause; of what is no sentence all. */
function predicateOf(tokens: readonly Token[], text: string): Token[] {
  const isEnd = ({ start, kind }: Token) => kind === "punctuation" && /[.;:!?]/.test(text[start] ?? "");
  const ends = tokens.findIndex(isEnd);
  const sentence = ends < 0 ? tokens : tokens.slice(0, ends);
  const copula = sentence.slice(0, SUBJECT).findIndex(({ norm }) => COPULAS.has(norm));
  const phrase = sentence.slice(copula + 1, copula + 1 + LENGTH);
  const relative = phrase.findIndex(({ norm }) => RELATIVES.has(norm));
  return relative < 0 ? phrase : phrase.slice(0, relative);
}

/** The last word before what ends a noun phrase; behind "of" where the noun before it says nothing. */
function headOf(phrase: readonly Token[]): string | undefined {
  let noun: string | undefined;
  for (const [i, { kind, norm }] of phrase.entries()) {
    // "a lake bordered by Jordan"
    const isParticiple = norm.endsWith("ed") && PREPOSITIONS.has(phrase[i + 1]?.norm ?? "");
    if (kind === "punctuation" || isParticiple || ENDS.has(norm)) {
      if (noun !== undefined && !(norm === "of" && EMPTY.has(noun))) return noun;
      noun = undefined;
    } else if ((kind === "word" && isTelling(norm)) || EMPTY.has(norm)) noun = norm;
  }
  return noun === undefined || EMPTY.has(noun) ? undefined : noun;
}
