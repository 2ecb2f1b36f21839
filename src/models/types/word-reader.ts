import type { Tensor } from "../../nn/onnx.js";
import { tokenise } from "../../text/tokens.js";
import type { TokenRange } from "../encoders/mention-window.js";
import { collateFeatures, type Features, featuresOf } from "../tagger/features.js";
import { PADDING, UNKNOWN, type Vocabulary, wordForm } from "../tagger/vocabulary.js";
import type { Reader, ReadText } from "./reader.js";
import type { LstmSizes } from "./settings.js";
import { TYPE_FILES } from "./type-files.js";

/** What the LSTMs are given of words: what a tagger is, and their beginnings and endings. */
export interface WordWindow extends Features {
  /** [tokens, {@link AFFIXES}] */
  affixes: Int32Array;
}

/** Beginnings and endings of a word: of two and of three characters each. */
export const AFFIXES = 4;

/** Reads texts as words and marks. */
export class WordReader implements Reader<WordWindow> {
  readonly lexicon: Reader["lexicon"];
  readonly framing = { before: 0, behind: 0 };

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly sizes: Pick<LstmSizes, "letters" | "affixes">,
  ) {
    this.lexicon = { file: TYPE_FILES.vocabulary, json: vocabulary };
  }

  read(text: string): ReadText<WordWindow> {
    const { letters, affixes } = this.sizes;
    const tokens = tokenise(text);
    const window = ({ from, to }: TokenRange): WordWindow => {
      if (to <= from) return this.#hidden();
      const own = tokens.slice(from, to);
      const ids = own.flatMap(({ start, end }) => affixIds(text.slice(start, end), affixes));
      return { ...featuresOf(text, own, this.vocabulary, letters), affixes: Int32Array.from(ids) };
    };
    return {
      length: tokens.length,
      starts: Int32Array.from(tokens, ({ start }) => start),
      ends: Int32Array.from(tokens, ({ end }) => end),
      window,
    };
  }

  lengthOf({ words }: WordWindow): number {
    return words.length;
  }

  hide(window: WordWindow, { from, to }: TokenRange): void {
    const { letters } = this.sizes;
    window.words.fill(UNKNOWN, from, to);
    window.shapes.fill(PADDING, from, to);
    window.characters.fill(PADDING, from * letters, to * letters);
    window.affixes.fill(PADDING, from * AFFIXES, to * AFFIXES);
  }

  feeds(windows: readonly WordWindow[], length: number): Record<keyof WordWindow, Tensor> {
    const affixes = new Int32Array(windows.length * length * AFFIXES);
    for (const [row, window] of windows.entries()) affixes.set(window.affixes, row * length * AFFIXES);
    return {
      ...collateFeatures(windows, length, this.sizes.letters),
      affixes: { data: affixes, dims: [windows.length, length, AFFIXES] },
    };
  }

  /** A word of which nothing is known. */
  #hidden(): WordWindow {
    const window = {
      words: new Int32Array(1),
      shapes: new Int32Array(1),
      characters: new Int32Array(this.sizes.letters),
      affixes: new Int32Array(AFFIXES),
    };
    this.hide(window, { from: 0, to: 1 });
    return window;
  }
}

/**
 * Numbers for the first two and three and the last two and three characters of a word, in small letters; of a shorter word, for all.
 * They are hashes, so that there is no list of affixes to be kept: rows that two of them share are few (Weinberger et al. 2009,
 * https://arxiv.org/abs/0902.2206).
 *
 * @param rows they are from 1 to before this
 */
export function affixIds(word: string, rows: number): number[] {
  const letters = [...wordForm(word)];
  const parts = [letters.slice(0, 2), letters.slice(0, 3), letters.slice(-2), letters.slice(-3)];
  return parts.map((part, kind) => 1 + (fnv1a(`${kind}${part.join("")}`) % (rows - 1)));
}

/** A hash of 32 bits (Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/), over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
