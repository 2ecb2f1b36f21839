import type { ClassLexicon } from "./class-lexicon.js";
import { type Head, headOf } from "./noun-phrase.js";

/** Further in than this a text defines nothing. */
const READ = 500;
/** But not that of "who was born in Ulm". */
const COPULA =
  /(?<!\s(?:that|which|who|where|when))\s(?:is|was|are|were|refers? to|means|denotes|comprises)\s/;
const RELATIVE = /\s(?:that|which|who|whom|whose|where|when)\s/;
/** "… was formed in 1793 as a distinct arm of …" */
const AS = /\s(?:as|became)\s(?=(?:an?|the|one)\s)/;
/** How far a text may go on before it says "as a". */
const AS_WITHIN = 160;
/** Words at the beginning of a text among which one of the name has to be. */
const NAME_WITHIN = 6;

/**
 * What a description says its entity is: the head noun of "X ( born 1950 ) is an American singer", or of "American singer" and
 * "a kind of beetle" where there is no such sentence.
 *
 * @param name tells a sentence about the entity from a phrase
 */
export function definedAs(description: string, name: string, lexicon: ClassLexicon): Head | undefined {
  const text = withoutBrackets(description.slice(0, READ));
  const predicate = predicateOf(text, name);
  if (predicate === undefined) return headOf(text, lexicon);
  const head = headOf(predicate, lexicon);
  if (head !== undefined) return head;
  const as = AS.exec(predicate.slice(0, AS_WITHIN));
  return as === null ? undefined : headOf(predicate.slice(as.index + as[0].length), lexicon);
}

/** What follows "is" in a sentence about the entity; undefined where the text is a phrase. */
export function predicateOf(text: string, name: string): string | undefined {
  const copula = COPULA.exec(text);
  if (copula === null) return undefined;
  const named = beginsWith(text, name);
  if (!named) {
    // "an organ that is …" is a phrase; "In law, an oath is …" is a sentence.
    const relative = RELATIVE.exec(text);
    if (relative !== null && relative.index < copula.index) return undefined;
  }
  return text.slice(copula.index + copula[0].length);
}

/** Whether one of the first words of a text is one of the name's. */
function beginsWith(text: string, name: string): boolean {
  const first = text.toLowerCase().split(/\s+/, NAME_WITHIN);
  return name
    .toLowerCase()
    .split(/[\s,()]+/)
    .some((word) => word.length > 2 && word !== "the" && first.includes(word));
}

/** A text without what is in brackets or quotation marks; a bracket that is not closed ends it. */
export function withoutBrackets(text: string): string {
  let depth = 0;
  let from = 0;
  let kept = "";
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    if (letter === OPEN || letter === OPEN_SQUARE) {
      if (depth++ === 0) kept += `${text.slice(from, i)} `;
    } else if ((letter === CLOSE || letter === CLOSE_SQUARE) && depth > 0 && --depth === 0) from = i + 1;
  }
  return depth === 0 ? kept + text.slice(from) : kept;
}
const [OPEN, CLOSE, OPEN_SQUARE, CLOSE_SQUARE] = [40, 41, 91, 93];
