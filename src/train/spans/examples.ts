import type { SpecialIds } from "../../models/encoders/settings.js";
import type { SpanFeed } from "../../models/spans/network.js";
import { type ReadText, readText } from "../../models/spans/span-words.js";
import { collateWindows, framing, type WindowInput, windowInput } from "../../models/spans/window-inputs.js";
import { type TextWindow, windowOf } from "../../models/spans/windows.js";
import type { Tensor } from "../../nn/onnx.js";
import { randomFractions } from "../../random.js";
import type { Span } from "../../text/sentences.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { ANY_CLASS, answersOf, type LabelledText, type Texts, touches } from "../tagger/labelled-text.js";

/** A window of a text with its mentions, to be trained on. */
export interface SpanExample extends WindowInput {
  /** By words of the window: from the first to before the one behind the last. */
  mentions: readonly { from: number; to: number }[];
  /** Words of which nobody said whether they are part of a mention, or that are part of one that the window cuts. */
  open: readonly boolean[];
}

/** What examples are made with. */
export interface ExampleOptions {
  tokeniser: Tokeniser;
  special: SpecialIds;
  /** The most tokens of a window, special ones included. */
  contextTokens: number;
}

/**
 * The windows of texts as examples, in their order. They do not overlap; where the first ends is another in each epoch.
 *
 * @param seed of where windows end
 */
export async function* spanExamples(
  texts: Texts,
  options: ExampleOptions,
  seed: number,
): AsyncGenerator<SpanExample> {
  const { tokeniser, special, contextTokens } = options;
  const next = randomFractions(seed);
  const size = Math.max(1, contextTokens - framing(special));
  for await (const document of texts()) {
    const read = readText(document.text, tokeniser);
    const marked = markedWords(document, read);
    const { length } = read.ids;
    // What fits into one window is not cut.
    const first = length <= size ? size : Math.ceil(size * (1 - next() / 2));
    let word = 0;
    for (let from = 0, to = 0; from < length; from = to) {
      to = Math.min(length, from + (from === 0 ? first : size));
      const window = windowOf(read.words, { from, to }, word);
      word = window.words.from;
      if (window.words.to > word) yield exampleOf(read, window, marked, special);
    }
  }
}

/** Mentions by words of the text, and which words are open. */
interface MarkedWords {
  mentions: readonly { from: number; to: number }[];
  open: readonly boolean[];
}

/** A mention that begins or ends inside of a word has the whole word. */
function markedWords(document: LabelledText, { words }: ReadText): MarkedWords {
  const { names, ignored } = answersOf(document, [ANY_CLASS]);
  let at = 0;
  const mentions = names.flatMap(({ start, end }) => {
    while (at < words.length && (words[at] as Span).end <= start) at++;
    let to = at;
    while (to < words.length && (words[to] as Span).start < end) to++;
    return to > at ? [{ from: at, to }] : [];
  });
  const open = words.map((word) => touches(word, ignored));
  return { mentions, open };
}

function exampleOf(
  read: ReadText,
  window: TextWindow,
  marked: MarkedWords,
  special: SpecialIds,
): SpanExample {
  const { from: first, to: end } = window.words;
  const open = marked.open.slice(first, end);
  const mentions: { from: number; to: number }[] = [];
  for (const { from, to } of marked.mentions) {
    if (to <= first || from >= end) continue;
    if (from >= first && to <= end) mentions.push({ from: from - first, to: to - first });
    else open.fill(true, Math.max(0, from - first), Math.min(end, to) - first);
  }
  return { ...windowInput(read, window, special), mentions, open };
}

/**
 * Puts examples side by side.
 *
 * @param length tokens, and words, to which all are filled up
 * @param longest the most words of a span
 * @param weight of a span that is a mention; that of one that is none is 1, and that of one that touches an open word 0
 */
export function collateSpans(
  examples: readonly SpanExample[],
  length: number,
  { pad }: SpecialIds,
  longest: number,
  weight: number,
): Readonly<Record<SpanFeed, Tensor>> {
  const dims = [examples.length, length, longest];
  const targets = new Float32Array(examples.length * length * longest);
  const weights = new Float32Array(targets.length);
  for (const [i, { words, mentions, open }] of examples.entries()) {
    const place = (from: number, to: number) => (i * length + from) * longest + (to - from - 1);
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + longest) && !open[to - 1]; to++)
        weights[place(from, to)] = 1;
    for (const { from, to } of mentions)
      if (to - from <= longest) {
        targets[place(from, to)] = 1;
        weights[place(from, to)] = weight;
      }
  }
  return {
    ...collateWindows(examples, pad, length, length),
    targets: { data: targets, dims },
    weights: { data: weights, dims },
  };
}
