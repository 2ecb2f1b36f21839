import { type AlignedText, Rewriter } from "./aligned-text.js";
import { characterWise } from "./character-wise.js";
import { readCharsmap } from "./charsmap.js";
import type { Fields } from "./fields.js";
import { readPattern } from "./patterns.js";
import { onePiece, prefixed } from "./pieces.js";
import { normaliseForm } from "./unicode-forms.js";

/** Changes a text before it is cut: case, accents, spaces, compatible characters. */
export type Normaliser = (source: AlignedText) => AlignedText;

const nonSpacingMark = /\p{Mn}/gu;
const mark = /\p{M}/gu;
const whiteSpace = /^\p{White_Space}$/u;
const leading = /^\p{White_Space}+/u;
const trailing = /\p{White_Space}+$/u;
/** Control, format and private characters; the white space among the controls is looked for before. */
const other = /^[\p{Cc}\p{Cf}\p{Co}]$/u;
/** CJK ideographs, as the tokeniser of BERT lists their blocks (Devlin et al. 2019). */
const ideograph =
  /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]$/u;

/** Upper to lower case by character; a final sigma is like any other. */
const lower = characterWise((character) => character.toLowerCase());

/** Drops the marks of a text that was decomposed before. */
const stripMarks = characterWise((character) => character.replace(mark, ""));

/** What the normaliser of SentencePiece's machine translation drops, and takes for a space. */
const nmt = characterWise((character) => {
  if (/^[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]$/.test(character)) return "";
  return /^[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]$/.test(character) ? " " : character;
});

const PLAIN = /^[\x20-\x7e]*$/;

/**
 * The normaliser of BERT: controls are dropped and any white space becomes a space, ideographs get spaces around
 * them, accents and case go. Every character does so alone, so that one pass does all four.
 */
function bert(fields: Fields): Normaliser {
  const clean = fields.flag("clean_text", true);
  const spaceIdeographs = fields.flag("handle_chinese_chars", true);
  const lowercase = fields.flag("lowercase", true);
  const stripAccents = fields.flag("strip_accents", lowercase);
  const normalise = characterWise((character) => {
    let out = character;
    if (clean) {
      if (/^[\t\n\r]$/.test(out)) return " ";
      if (out === "\ufffd" || other.test(out)) return "";
      if (whiteSpace.test(out)) out = " ";
    }
    if (spaceIdeographs && ideograph.test(out)) out = ` ${out} `;
    if (stripAccents) out = out.normalize("NFD").replace(nonSpacingMark, "");
    return lowercase ? Array.from(out, (part) => part.toLowerCase()).join("") : out;
  });
  // Most texts of Western languages: nothing is dropped or spaced.
  return (source) => {
    if (!PLAIN.test(source.text)) return normalise(source);
    return lowercase ? source.withText(source.text.toLowerCase()) : source;
  };
}

function strip(left: boolean, right: boolean): Normaliser {
  return (source) => {
    const { text } = source;
    const start = left ? (leading.exec(text)?.[0].length ?? 0) : 0;
    const end = right ? (trailing.exec(text)?.index ?? text.length) : text.length;
    return source.slice(start, Math.max(start, end));
  };
}

/** Every match becomes `content`, with the place of the match's last character. */
function replace(pattern: RegExp, content: string): Normaliser {
  return (source) => {
    const matches = [...source.text.matchAll(pattern)].filter(([found]) => found !== "");
    if (matches.length === 0) return source;
    const rewriter = new Rewriter(source);
    for (const { 0: found, index } of matches) {
      rewriter.copy(index);
      rewriter.drop([...found].length);
      for (const character of content) rewriter.put(character, 1);
    }
    rewriter.copy(source.text.length);
    return rewriter.finish();
  };
}

const makers: Readonly<Record<string, (fields: Fields) => Normaliser>> = {
  BertNormalizer: bert,
  Lowercase: () => lower,
  NFC: () => (source) => normaliseForm(source, "NFC"),
  NFD: () => (source) => normaliseForm(source, "NFD"),
  NFKC: () => (source) => normaliseForm(source, "NFKC"),
  NFKD: () => (source) => normaliseForm(source, "NFKD"),
  Nmt: () => nmt,
  Precompiled: (fields) => readCharsmap(fields, "precompiled_charsmap"),
  Prepend: (fields) => {
    const prefix = fields.text("prepend");
    return (source) => prefixed(onePiece(source), prefix, () => true).aligned;
  },
  Replace: (fields) => replace(readPattern(fields, "pattern"), fields.text("content")),
  Sequence: (fields) => {
    const steps = fields.children("normalizers").map(readNormaliser);
    return (source) => steps.reduce((text, step) => step(text), source);
  },
  Strip: (fields) => strip(fields.flag("strip_left", true), fields.flag("strip_right", true)),
  StripAccents: () => stripMarks,
};

/**
 * The normaliser that a "normalizer" of a tokenizer.json describes.
 *
 * @throws {NamesakeError} RECORD_INVALID for one that is not known, or lacks a field
 */
export function readNormaliser(fields: Fields): Normaliser {
  return (makers[fields.choice("type", Object.keys(makers))] as (typeof makers)[string])(fields);
}
