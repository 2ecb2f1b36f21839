import { type Features, tokensBySentence } from "../../models/tagger/features.js";
import type { SentenceFeatures, SentenceReader } from "../../models/tagger/sentence-reader.js";
import { OUTSIDE, UNKNOWN } from "../../models/tagger/vocabulary.js";
import type { Span } from "../../text/sentences.js";
import type { Token } from "../../text/tokens.js";
import type { LabelSets } from "./label-sets.js";

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
  features: SentenceFeatures;
  /** For each token the labels that it may have, as a number of {@link LabelSets}; where it is one label, that. */
  labels: Int32Array;
}

/**
 * The sentences of a text. Of what nobody said whether it is a name, all labels are allowed; sentences of nothing else are left out.
 *
 * @param longest tokens; longer sentences are cut, where that is possible not inside of a name
 */
export function* taggedSentences(
  document: LabelledText,
  reader: SentenceReader,
  sets: LabelSets,
  longest: number,
): Generator<TaggedSentence> {
  const { text } = document;
  const answers = answersOf(document, reader.vocabulary.classes);
  for (const tokens of tokensBySentence(text)) {
    const labels = labelsOf(tokens, answers, sets);
    if (labels.every((set) => sets.isOpen(set))) continue;
    const features = reader.read(text, tokens);
    for (let from = 0, to = 0; from < tokens.length; from = to) {
      to = endOf(labels, sets, from, reader.limit(features, from, longest));
      const own = labels.slice(from, to);
      // A name that is longer than a part goes on as another.
      if (sets.isInside(own[0] as number)) own[0] = (own[0] as number) - 1;
      yield { features: reader.part(features, from, to), labels: own };
    }
  }
}

/** A name that goes beyond the sentence is no name of it; one that ends inside of a token has the whole token. */
function labelsOf(tokens: readonly Token[], { names, ignored }: Answers, sets: LabelSets): Int32Array {
  const labels = new Int32Array(tokens.length).fill(OUTSIDE);
  const [first, last] = [tokens[0] as Token, tokens.at(-1) as Token];
  const near = ignored.filter((span) => overlap(span, { start: first.start, end: last.end }));
  if (near.length > 0)
    tokens.forEach((token, at) => {
      if (touches(token, near)) labels[at] = sets.open;
    });
  let at = 0;
  for (const name of names) {
    const number = sets.numberOf(name.label);
    if (name.start < first.start || name.end > last.end || number < 0) continue;
    while (at < tokens.length && (tokens[at] as Token).end <= name.start) at++;
    for (let begin = true; at < tokens.length && (tokens[at] as Token).start < name.end; at++, begin = false)
      labels[at] = begin ? sets.begin(number) : sets.inside(number);
    if (labels[at] === sets.open) labels[at] = sets.openBehind;
  }
  return labels;
}

/** Where a part ends: at the limit, or before a name that would be cut there. */
function endOf(labels: Int32Array, sets: LabelSets, from: number, limit: number): number {
  let to = limit;
  while (to < labels.length && to > from && sets.isInside(labels[to] as number)) to--;
  return to === from ? limit : to;
}

/** Makes a share of the words unknown, so that spelling and neighbours are learned to be read as well. */
export function withUnknownWords<F extends Features>(features: F, share: number, next: () => number): F {
  if (share === 0) return features;
  const words = features.words.map((id) => (next() < share ? UNKNOWN : id));
  return { ...features, words };
}
