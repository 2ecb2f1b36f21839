import { type TokenRange, tokensOf, windowStart } from "../../models/encoders/mention-window.js";
import {
  collateSpans,
  type MentionSequence,
  roomOf,
  sequenceOf,
  type WindowSizes,
} from "../../models/types/mention-sequences.js";
import type { Reader } from "../../models/types/reader.js";
import type { Tensor } from "../../nn/onnx.js";
import { randomFractions } from "../../random.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import type { TypeLabels } from "./labels.js";
import { type Noise, noisyText } from "./noise.js";

/** A window with mentions in it whose entities are known. */
export interface TypeExample<W = unknown> extends Pick<MentionSequence<W>, "window" | "spans"> {
  /** What each of the mentions means. */
  rows: readonly number[];
}

/** What examples are made with. */
export interface ExampleOptions<W = unknown> {
  reader: Reader<W>;
  labels: TypeLabels;
  sizes: WindowSizes;
  /** Mentions of an example, at most. */
  mentions: number;
  noise: Noise;
}

/**
 * The windows of texts as examples, each with mentions in the middle of it. Windows overlap by half as they do in use, from another
 * place on in each epoch.
 *
 * @param seed of where windows are, and of what is hidden
 */
export async function* typeExamples<W>(
  texts: LinkedTexts,
  options: ExampleOptions<W>,
  seed: number,
): AsyncGenerator<TypeExample<W>> {
  const { reader, labels, sizes, noise } = options;
  const next = randomFractions(seed);
  const size = roomOf(reader, sizes);
  for await (const { text, mentions } of texts()) {
    const known = mentions.filter(({ row }) => labels.knows(row));
    if (known.length === 0) continue;
    const read = reader.read(noisyText(text, noise, next));
    const ranges = known.map((span) => tokensOf(read, span));
    const shift = Math.floor((next() * size) / 2);
    for (const { window, places } of windowsOf(read.length, ranges, size, shift, options.mentions)) {
      const sequence = sequenceOf(read, window, ranges, places, reader, sizes);
      hideSome(sequence, options, next);
      yield { ...sequence, rows: places.map((place) => known[place]?.row as number) };
    }
  }
}

/**
 * Divides a text into windows as `sharedWindows` does, but for where the first ends.
 *
 * @param shift tokens by which they stand further left
 * @param most mentions of a window; of more there are several
 */
function windowsOf(
  length: number,
  ranges: readonly TokenRange[],
  size: number,
  shift: number,
  most: number,
): { window: TokenRange; places: number[] }[] {
  const windows: { window: TokenRange; places: number[] }[] = [];
  const last = new Map<number, number[]>();
  for (const [place, { from, to }] of ranges.entries()) {
    if (to === from) continue;
    const moved = windowStart(length + shift, { from: from + shift, to: to + shift }, size) - shift;
    const start = Math.max(0, moved);
    const mates = last.get(start);
    if (mates !== undefined && mates.length < most) {
      mates.push(place);
      continue;
    }
    const places = [place];
    last.set(start, places);
    windows.push({ window: { from: start, to: Math.min(length, start + size) }, places });
  }
  return windows;
}

/** Hides some mentions, and some tokens wherever they are. */
function hideSome<W>(
  { window, spans }: Pick<TypeExample<W>, "window" | "spans">,
  { reader, noise }: ExampleOptions<W>,
  next: () => number,
): void {
  for (const span of spans) if (next() < noise.mentions) reader.hide(window, span);
  if (noise.words === 0) return;
  const { before, behind } = reader.framing;
  for (let at = before; at < reader.lengthOf(window) - behind; at++)
    if (next() < noise.words) reader.hide(window, { from: at, to: at + 1 });
}

/**
 * Makes a batch.
 *
 * @param length tokens to which windows are filled up
 */
export function collateTypes<W>(
  examples: readonly TypeExample<W>[],
  length: number,
  { reader, labels, mentions }: Pick<ExampleOptions<W>, "reader" | "labels" | "mentions">,
): Record<string, Tensor> {
  const dims = [examples.length, mentions, labels.axes];
  const answers = new Int32Array(examples.length * mentions * labels.axes);
  const weights = new Float32Array(answers.length);
  for (const [i, { rows }] of examples.entries())
    for (const [slot, row] of rows.entries())
      for (let axis = 0; axis < labels.axes; axis++) {
        const label = labels.labelOf(row, axis);
        const at = (i * mentions + slot) * labels.axes + axis;
        answers[at] = Math.max(0, label);
        weights[at] = labels.weightOf(label, axis);
      }
  return {
    ...reader.feeds(
      examples.map(({ window }) => window),
      length,
    ),
    ...collateSpans(examples, mentions),
    labels: { data: answers, dims },
    weights: { data: weights, dims },
  };
}
