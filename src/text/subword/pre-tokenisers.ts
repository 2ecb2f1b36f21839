import { GPT2_WORDS, toByteCharacters } from "./byte-level.js";
import { CodePointTable, WHITE_SPACE, WORD } from "./code-points.js";
import type { Fields } from "./fields.js";
import { markSpaces, readMetaspace, splitAtMarks } from "./metaspace.js";
import { literal, readPattern } from "./patterns.js";
import { type PreTokeniser, prefixed, splitter } from "./pieces.js";

const WITHIN = 0;
const SPACE = 1;
const PUNCTUATION = 2;

/** ASCII signs such as "$" count as punctuation too. */
const punctuation = /^[!-/:-@[-`{-~\p{P}]$/u;
const whiteSpace = new RegExp(`^${WHITE_SPACE}$`, "u");

const bertClasses = new CodePointTable((character) =>
  whiteSpace.test(character) ? SPACE : punctuation.test(character) ? PUNCTUATION : WITHIN,
);

/** The words of BERT (Devlin et al. 2019): white space divides and is left out, every punctuation mark is a word. */
const bert = splitter((text, start, end, keep) => {
  let from = start;
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    const point = (code & 0xfc00) === 0xd800 ? (text.codePointAt(at) as number) : code;
    const width = point > 0xffff ? 2 : 1;
    const kind = bertClasses.of(point);
    if (kind !== WITHIN) {
      keep(from, at);
      from = at + width;
      if (kind === PUNCTUATION) keep(at, from);
    }
    at += width;
  }
  keep(from, end);
});

/** What becomes of a match that divides: its own piece, left out, or joined to a neighbour. */
type Behaviour = "Removed" | "Isolated" | "MergedWithPrevious" | "MergedWithNext" | "Contiguous";
const BEHAVIOURS: readonly Behaviour[] = [
  "Removed",
  "Isolated",
  "MergedWithPrevious",
  "MergedWithNext",
  "Contiguous",
];

/** Cuts at the matches of an expression, or, inverted, at what lies between them. */
function splitAt(pattern: RegExp, behaviour: Behaviour, invert: boolean): PreTokeniser {
  return splitter((text, start, end, keep) => {
    const whole = start === 0 && end === text.length;
    const piece = whole ? text : text.slice(start, end);
    /** Ends of the parts, each with whether it divides; the next begins where one ends. */
    const ends: number[] = [];
    const divides: boolean[] = [];
    const part = (upTo: number, matched: boolean): void => {
      ends.push(start + upTo);
      divides.push(matched !== invert);
    };
    let at = 0;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(piece); match !== null; match = pattern.exec(piece)) {
      if (match[0] === "") pattern.lastIndex++;
      else {
        if (match.index > at) part(match.index, false);
        at = match.index + match[0].length;
        part(at, true);
      }
    }
    if (at < piece.length) part(piece.length, false);
    merge(start, ends, divides, behaviour, keep);
  });
}

function merge(
  start: number,
  ends: readonly number[],
  divides: readonly boolean[],
  behaviour: Behaviour,
  keep: (start: number, end: number) => void,
): void {
  let from = start;
  ends.forEach((end, i) => {
    const divider = divides[i] as boolean;
    const next = divides[i + 1];
    // Whether this part and the next stay together.
    const joined =
      (behaviour === "Contiguous" && divider === next) ||
      (behaviour === "MergedWithPrevious" && !divider && next === true) ||
      (behaviour === "MergedWithNext" && divider && next === false);
    if (joined) return;
    if (!(behaviour === "Removed" && divider)) keep(from, end);
    from = end;
  });
}

function byteLevel(fields: Fields): PreTokeniser {
  const addSpace = fields.flag("add_prefix_space", true);
  const split = fields.flag("use_regex", true) ? splitAt(GPT2_WORDS, "Isolated", false) : undefined;
  return (pieces) => {
    const { text } = pieces.aligned;
    const spaced = addSpace ? prefixed(pieces, " ", (start) => text[start] !== " ") : pieces;
    return toByteCharacters(split === undefined ? spaced : split(spaced));
  };
}

function metaspace(fields: Fields): PreTokeniser {
  const space = readMetaspace(fields);
  const split = splitter((text, start, end, keep) => splitAtMarks(text, start, end, space.mark, keep));
  return (pieces) => {
    const marked = markSpaces(pieces, space);
    return space.split ? split(marked) : marked;
  };
}

const makers: Readonly<Record<string, (fields: Fields) => PreTokeniser>> = {
  BertPreTokenizer: () => bert,
  ByteLevel: byteLevel,
  CharDelimiterSplit: (fields) =>
    splitAt(new RegExp(literal(fields.text("delimiter")), "gu"), "Removed", false),
  Digits: (fields) =>
    splitAt(/\p{N}/gu, fields.flag("individual_digits", false) ? "Isolated" : "Contiguous", false),
  Metaspace: metaspace,
  Punctuation: (fields) =>
    splitAt(/[!-/:-@[-`{-~\p{P}]/gu, fields.choice("behavior", BEHAVIOURS, "Isolated"), false),
  Sequence: (fields) => {
    const steps = fields.children("pretokenizers").map(readPreTokeniser);
    return (pieces) => steps.reduce((cut, step) => step(cut), pieces);
  },
  Split: (fields) =>
    splitAt(
      readPattern(fields, "pattern"),
      fields.choice("behavior", BEHAVIOURS),
      fields.flag("invert", false),
    ),
  Whitespace: () => splitAt(new RegExp(`[${WORD}]+|[^${WORD}${WHITE_SPACE}]+`, "gu"), "Removed", true),
  WhitespaceSplit: () => splitAt(new RegExp(WHITE_SPACE, "gu"), "Removed", false),
};

/**
 * The pre-tokeniser that a "pre_tokenizer" of a tokenizer.json describes.
 *
 * @throws {NamesakeError} RECORD_INVALID for one that is not known, or lacks a field
 */
export function readPreTokeniser(fields: Fields): PreTokeniser {
  return (makers[fields.choice("type", Object.keys(makers))] as (typeof makers)[string])(fields);
}
