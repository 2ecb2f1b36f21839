import { type Features, featuresOf, tokensBySentence } from "../../models/tagger/features.js";
import {
  beginLabel,
  insideLabel,
  isInside,
  OUTSIDE,
  UNKNOWN,
  type Vocabulary,
} from "../../models/tagger/vocabulary.js";
import type { Span } from "../../text/sentences.js";
import type { Token } from "../../text/tokens.js";

/** A name that somebody marked in a text. */
export interface LabelledName extends Span {
  /** Its class. */
  label?: string;
  /** Neither missing it nor finding it counts. */
  optional?: boolean;
  /** Position of the longer name that this one is another reading of. */
  parent?: number;
}

/** A text in which names are marked. Offsets are UTF-16 units. */
export interface LabelledText {
  text: string;
  /** Sorted by start, longer first. */
  mentions: readonly LabelledName[];
  /** Of which nobody said whether they are names. */
  ignore?: readonly Span[];
  /** Only in it names are marked. */
  evaluationSpan?: Span;
}

/** Texts that can be read again and again, as often as they are trained on. */
export type Texts = () => AsyncIterable<LabelledText> | Iterable<LabelledText>;

/** The one class of names where data have no classes. */
export const ANY_CLASS = "NAME";

/** Whether these are the classes of data that have none. */
export const areNone = (classes: readonly string[]): boolean => classes.join() === ANY_CLASS;

/** What a tagger is to find in a text, and what does not count. */
export interface Answers {
  /** In order, not overlapping. */
  names: (Span & { label: string })[];
  /** Neither right nor wrong. */
  ignored: readonly Span[];
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/**
 * What a tagger of some classes is to find. Of names that overlap the first counts, and of those that begin together the
 * longest: a tagger says one thing of a token. A name without a class, where others have one, is neither right nor wrong.
 */
export function answersOf(document: LabelledText, classes: readonly string[]): Answers {
  const { mentions, ignore = [], evaluationSpan, text } = document;
  const isClassed = !areNone(classes);
  const names: Answers["names"] = [];
  const ignored: Span[] = [...ignore];
  for (const { start, end, optional = false, parent, ...mention } of mentions) {
    const label = isClassed ? mention.label : ANY_CLASS;
    if (optional || label === undefined) ignored.push({ start, end });
    else if (parent === undefined && start >= (names.at(-1)?.end ?? 0)) names.push({ start, end, label });
  }
  if (evaluationSpan === undefined) return { names, ignored };
  const { start, end } = evaluationSpan;
  const outside = [
    { start: 0, end: start },
    { start: end, end: text.length },
  ];
  return {
    names: names.filter((name) => !outside.some((one) => overlap(one, name))),
    ignored: [...ignored, ...outside],
  };
}

/** Whether a span touches something of which nobody said what it is. */
export const touches = (span: Span, ignored: readonly Span[]): boolean =>
  ignored.some((one) => overlap(one, span));

/** A sentence to be trained on. */
export interface TaggedSentence {
  features: Features;
  /** For each token; see `beginLabel`. */
  labels: Int32Array;
}

export interface SentenceOptions {
  /** Characters of a word; see `featuresOf`. */
  letters: number;
  /** Tokens; longer sentences are cut, where that is possible not inside of a name. */
  longest: number;
}

/** The sentences of a text, without what nobody said of whether it is a name: there a sentence is cut in two. */
export function* taggedSentences(
  document: LabelledText,
  vocabulary: Vocabulary,
  { letters, longest }: SentenceOptions,
): Generator<TaggedSentence> {
  const { text } = document;
  const { names, ignored } = answersOf(document, vocabulary.classes);
  for (const tokens of tokensBySentence(text)) {
    const labels = labelsOf(tokens, names, vocabulary);
    const isOpen = (at: number) => labels[at] === OUTSIDE && touches(tokens[at] as Token, ignored);
    for (const [from, to] of piecesOf(labels, isOpen, longest)) {
      const own = labels.slice(from, to);
      // A name that is longer than a piece goes on as another.
      if (isInside(own[0] as number)) own[0] = (own[0] as number) - 1;
      yield { features: featuresOf(text, tokens.slice(from, to), vocabulary, letters), labels: own };
    }
  }
}

/** A name that goes beyond the sentence is no name of it; one that ends inside of a token has the whole token. */
function labelsOf(tokens: readonly Token[], names: Answers["names"], vocabulary: Vocabulary): Int32Array {
  const labels = new Int32Array(tokens.length).fill(OUTSIDE);
  const [first, last] = [tokens[0] as Token, tokens.at(-1) as Token];
  let at = 0;
  for (const name of names) {
    const kind = vocabulary.classes.indexOf(name.label);
    if (name.start < first.start || name.end > last.end || kind < 0) continue;
    while (at < tokens.length && (tokens[at] as Token).end <= name.start) at++;
    for (let begin = true; at < tokens.length && (tokens[at] as Token).start < name.end; at++, begin = false)
      labels[at] = begin ? beginLabel(kind) : insideLabel(kind);
  }
  return labels;
}

/** Stretches of at most so many tokens without open ones; they end before a name rather than inside of it. */
function* piecesOf(
  labels: Int32Array,
  isOpen: (at: number) => boolean,
  longest: number,
): Generator<[from: number, to: number]> {
  for (let from = 0, to = 0; from < labels.length; from = to) {
    to = from + 1;
    if (isOpen(from)) continue;
    while (to < labels.length && to - from < longest && !isOpen(to)) to++;
    const limit = to;
    while (to < labels.length && to > from && isInside(labels[to] as number)) to--;
    if (to === from) to = limit;
    yield [from, to];
  }
}

/** Makes a share of the words unknown, so that spelling and neighbours are learned to be read as well. */
export function withUnknownWords(features: Features, share: number, next: () => number): Features {
  if (share === 0) return features;
  const words = features.words.map((id) => (next() < share ? UNKNOWN : id));
  return { ...features, words };
}
