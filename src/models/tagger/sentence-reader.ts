import type { Tensor } from "../../nn/onnx.js";
import type { Token } from "../../text/tokens.js";
import { collateFeatures, type Features, featuresOf } from "./features.js";
import { PieceReader, type Pieces } from "./pieces.js";
import type { Vocabulary } from "./vocabulary.js";

/** What a tagger is given of a sentence. */
export interface SentenceFeatures extends Features {
  /** Its subword tokens, where the tagger has a trunk. */
  pieces?: Pieces;
}

/** Turns the tokens of sentences into what a tagger is fed. */
export class SentenceReader {
  /**
   * @param letters characters of a word that are read
   * @param pieces reads subword tokens for the trunk; absent = there is none
   */
  constructor(
    readonly vocabulary: Vocabulary,
    readonly letters: number,
    readonly pieces?: PieceReader,
  ) {}

  /** Reads a sentence of any length. */
  read(text: string, tokens: readonly Token[]): SentenceFeatures {
    const features = featuresOf(text, tokens, this.vocabulary, this.letters);
    return this.pieces === undefined ? features : { ...features, pieces: this.pieces.read(text, tokens) };
  }

  /** Some of the tokens of a sentence, as a sentence of their own. */
  part({ pieces, ...own }: SentenceFeatures, from: number, to: number): SentenceFeatures {
    const features = {
      words: own.words.slice(from, to),
      shapes: own.shapes.slice(from, to),
      characters: own.characters.slice(from * this.letters, to * this.letters),
    };
    return pieces === undefined || this.pieces === undefined
      ? features
      : { ...features, pieces: this.pieces.part(pieces, from, to) };
  }

  /**
   * Where a part that begins at a token ends at the latest.
   *
   * @param longest tokens of a part
   */
  limit(features: SentenceFeatures, from: number, longest: number): number {
    const end = Math.min(features.words.length, from + longest);
    if (features.pieces === undefined || this.pieces === undefined) return end;
    return this.pieces.limit(features.pieces, from, end);
  }

  /** Tokens for which there has to be room. */
  lengthOf({ words, pieces }: SentenceFeatures): number {
    return Math.max(words.length, pieces === undefined ? 0 : PieceReader.wordsFor(pieces.ids.length));
  }

  /**
   * What is fed for sentences, side by side.
   *
   * @param length tokens to which all are filled up, at least {@link lengthOf} of each
   */
  feeds(batch: readonly SentenceFeatures[], length: number): Record<string, Tensor> {
    const words = collateFeatures(batch, length, this.letters);
    if (this.pieces === undefined) return { ...words };
    return {
      ...words,
      ...this.pieces.feeds(
        batch.map(({ pieces }) => pieces as Pieces),
        length,
      ),
    };
  }
}
