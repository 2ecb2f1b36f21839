import { bestLabels, bioRules, type Chain, type ChainRules } from "../../nn/layers/chain.js";
import { ChainProbabilities } from "../../nn/layers/chain-probabilities.js";
import { chainOf } from "../../nn/layers/crf.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Token } from "../../text/tokens.js";
import { collateFeatures, featuresOf, tokensBySentence } from "./features.js";
import type { TaggerOutput } from "./network.js";
import { classOfLabel, insideLabel, isInside, OUTSIDE, type Vocabulary } from "./vocabulary.js";

/** A name that a tagger found. Offsets are UTF-16 units, end-exclusive. */
export interface FoundName {
  start: number;
  end: number;
  /** Its class, such as LOC. */
  label: string;
  /** That this stretch, no longer and no shorter, is a name of this class. */
  probability: number;
}

/** Tokens of the longest piece that is read at once; longer sentences are cut. */
const LONGEST = 256;
/** Tokens of a run, padding included: more at once take more memory and are no faster. */
const RUN = 512;

const CHAIN = ["start", "transitions", "end"] as const satisfies readonly (keyof Chain)[];

/** Finds names with a model that {@link taggerGraph} describes. */
export class NameFinder {
  readonly #rules: ChainRules;

  /**
   * @param fed what the session is given beside the sentences: the parameters, where they are not in its graph
   */
  constructor(
    readonly session: Session,
    readonly vocabulary: Vocabulary,
    readonly letters: number,
    readonly fed: Readonly<Record<string, Feed>> = {},
  ) {
    this.#rules = bioRules(vocabulary.labels);
  }

  /** All names that the best labels make, in order; they do not overlap. */
  async find(text: string): Promise<FoundName[]> {
    const pieces = tokensBySentence(text).flatMap((tokens) => cut(tokens, LONGEST));
    const found = new Map<number, FoundName[]>();
    for (const places of runsOf(pieces)) {
      const members = places.map((place) => pieces[place] as Token[]);
      const features = members.map((tokens) => featuresOf(text, tokens, this.vocabulary, this.letters));
      const length = Math.max(...members.map((tokens) => tokens.length));
      const inputs = collateFeatures(features, length, this.letters);
      const results = (await this.session.run({ ...this.fed, ...inputs })) as Record<TaggerOutput, Tensor>;
      const learned = CHAIN.map((part) => [part, results[part].data as Float32Array] as const);
      const chain = chainOf(new Map(learned), "", this.#rules);
      const scores = results.scores.data as Float32Array;
      const width = chain.start.length;
      for (const [i, tokens] of members.entries()) {
        const from = i * length * width;
        const own = scores.subarray(from, from + tokens.length * width);
        found.set(places[i] as number, this.#namesOf(tokens, own, chain));
      }
    }
    return pieces.flatMap((_, place) => found.get(place) ?? []);
  }

  #namesOf(tokens: readonly Token[], scores: Float32Array, chain: Chain): FoundName[] {
    const { labels } = bestLabels(chain, scores);
    const names: FoundName[] = [];
    let chances: ChainProbabilities | undefined;
    for (let from = 0, to = 0; from < labels.length; from = to) {
      const kind = classOfLabel(labels[from] as number);
      to = from + 1;
      if (labels[from] === OUTSIDE) continue;
      while (to < labels.length && isInside(labels[to] as number)) to++;
      chances ??= new ChainProbabilities(chain, scores);
      names.push({
        start: (tokens[from] as Token).start,
        end: (tokens[to - 1] as Token).end,
        label: this.vocabulary.classes[kind] as string,
        probability: chances.ofStretch(from, [...labels.subarray(from, to)], [insideLabel(kind)]),
      });
    }
    return names;
  }
}

function cut(tokens: Token[], longest: number): Token[][] {
  const pieces: Token[][] = [];
  for (let from = 0; from < tokens.length; from += longest) pieces.push(tokens.slice(from, from + longest));
  return pieces;
}

/** The places of pieces that are read together: of about equal length, so that there is little padding. */
function* runsOf(pieces: readonly Token[][]): Generator<number[]> {
  const lengthAt = (place: number): number => (pieces[place] as Token[]).length;
  const places = pieces.map((_, place) => place).sort((a, b) => lengthAt(a) - lengthAt(b) || a - b);
  let run: number[] = [];
  for (const place of places) {
    if (run.length > 0 && (run.length + 1) * lengthAt(place) > RUN) {
      yield run;
      run = [];
    }
    run.push(place);
  }
  if (run.length > 0) yield run;
}
