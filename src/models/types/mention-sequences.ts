import type { Tensor } from "../../nn/onnx.js";
import type { Span } from "../../text/sentences.js";
import { UNITS } from "../encoders/excerpt.js";
import { sharedWindows, type TokenRange, tokensOf } from "../encoders/mention-window.js";
import type { Reader, ReadText } from "./reader.js";
import type { TypeDefinition } from "./settings.js";

/** How much of a text is read. */
export type WindowSizes = Pick<TypeDefinition, "contextTokens" | "mentionTokens">;

/** A window as a network reads it, with the mentions in it. */
export interface MentionSequence<W = unknown> {
  window: W;
  /** Where the mentions stand, by tokens of the window. */
  spans: TokenRange[];
  /** Which they are, by their places in the list. */
  mentions: readonly number[];
}

/** Tokens of a text that a window has room for. */
export const roomOf = <W>({ framing }: Reader<W>, { contextTokens }: WindowSizes): number =>
  Math.max(1, contextTokens - framing.before - framing.behind);

/**
 * The windows in which the mentions of a text are read, each for all mentions in it, as `sharedWindows` divides them.
 *
 * @param mentions UTF-16 offsets
 */
export function mentionSequences<W>(
  text: string,
  mentions: readonly Span[],
  reader: Reader<W>,
  sizes: WindowSizes,
): MentionSequence<W>[] {
  const reach = UNITS * sizes.contextTokens;
  const first = mentions.reduce((least, { start }) => Math.min(least, start), text.length);
  const last = mentions.reduce((greatest, { end }) => Math.max(greatest, end), 0);
  const from = Math.max(0, first - reach);
  const read = reader.read(text.slice(from, last + reach));
  const ranges = mentions.map(({ start, end }) => tokensOf(read, { start: start - from, end: end - from }));
  return sharedWindows(read.length, ranges, roomOf(reader, sizes)).map((window) => ({
    ...sequenceOf(read, window, ranges, window.mentions, reader, sizes),
    mentions: window.mentions,
  }));
}

/**
 * A window of a text with some of its mentions.
 *
 * @param ranges where the mentions of the text stand
 * @param places which of them stand in the window
 */
export function sequenceOf<W>(
  read: ReadText<W>,
  window: TokenRange,
  ranges: readonly TokenRange[],
  places: readonly number[],
  { framing }: Reader<W>,
  { mentionTokens }: WindowSizes,
): Pick<MentionSequence<W>, "window" | "spans"> {
  const spans = places.map((place) => {
    const { from, to } = ranges[place] as TokenRange;
    const start = Math.max(window.from, from);
    const end = Math.max(start, Math.min(window.to, start + mentionTokens, to));
    const shift = framing.before - window.from;
    return { from: start + shift, to: end + shift };
  });
  return { window: read.window(window), spans };
}

/**
 * What is fed for the places of mentions.
 *
 * @param most mentions of a window, to which all are filled up with empty ones
 */
export function collateSpans(
  sequences: readonly Pick<MentionSequence, "spans">[],
  most: number,
): Record<"starts" | "ends", Tensor> {
  const column = (end: keyof TokenRange): Tensor => {
    const data = new Int32Array(sequences.length * most);
    for (const [row, { spans }] of sequences.entries())
      data.set(
        spans.map((span) => span[end]),
        row * most,
      );
    return { data, dims: [sequences.length, most] };
  };
  return { starts: column("from"), ends: column("to") };
}
