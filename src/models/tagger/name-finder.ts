import { bestLabels, bioRules, type Chain, type ChainRules } from "../../nn/layers/chain.js";
import { ChainProbabilities } from "../../nn/layers/chain-probabilities.js";
import { chainOf } from "../../nn/layers/crf.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Token } from "../../text/tokens.js";
import { tokensBySentence } from "./features.js";
import type { TaggerOutput } from "./network.js";
import type { SentenceFeatures, SentenceReader } from "./sentence-reader.js";
import { classOfLabel, insideLabel, isInside, OUTSIDE } from "./vocabulary.js";

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

/** Tokens that are read together. */
interface Part {
  tokens: readonly Token[];
  features: SentenceFeatures;
  /** Tokens that it needs room for. */
  length: number;
}

/** Finds names with a model that {@link taggerGraph} describes. */
export class NameFinder {
  readonly #rules: ChainRules;

  /**
   * @param fed what the session is given beside the sentences: the parameters, where they are not in its graph
   */
  constructor(
    readonly session: Session,
    readonly reader: SentenceReader,
    readonly fed: Readonly<Record<string, Feed>> = {},
  ) {
    this.#rules = bioRules(reader.vocabulary.labels);
  }

  /** All names that the best labels make, in order; they do not overlap. */
  async find(text: string): Promise<FoundName[]> {
    const parts = tokensBySentence(text).flatMap((tokens) => [...this.#partsOf(text, tokens)]);
    const found = new Map<number, FoundName[]>();
    for (const places of runsOf(parts)) {
      const members = places.map((place) => parts[place] as Part);
      const length = Math.max(...members.map((part) => part.length));
      const features = members.map((part) => part.features);
      const inputs = this.reader.feeds(features, length);
      const results = (await this.session.run({ ...this.fed, ...inputs })) as Record<TaggerOutput, Tensor>;
      const learned = CHAIN.map((part) => [part, results[part].data as Float32Array] as const);
      const chain = chainOf(new Map(learned), "", this.#rules);
      const scores = results.scores.data as Float32Array;
      const width = chain.start.length;
      for (const [i, { tokens }] of members.entries()) {
        const from = i * length * width;
        const own = scores.subarray(from, from + tokens.length * width);
        found.set(places[i] as number, this.#namesOf(tokens, own, chain));
      }
    }
    return parts.flatMap((_, place) => found.get(place) ?? []);
  }

  *#partsOf(text: string, tokens: readonly Token[]): Generator<Part> {
    const whole = this.reader.read(text, tokens);
    for (let from = 0, to = 0; from < tokens.length; from = to) {
      to = this.reader.limit(whole, from, LONGEST);
      const features = this.reader.part(whole, from, to);
      yield { tokens: tokens.slice(from, to), features, length: this.reader.lengthOf(features) };
    }
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
        label: this.reader.vocabulary.classes[kind] as string,
        probability: chances.ofStretch(from, [...labels.subarray(from, to)], [insideLabel(kind)]),
      });
    }
    return names;
  }
}

/** The places of parts that are read together: of about equal length, so that there is little padding. */
function* runsOf(parts: readonly Part[]): Generator<number[]> {
  const lengthAt = (place: number): number => (parts[place] as Part).length;
  const places = parts.map((_, place) => place).sort((a, b) => lengthAt(a) - lengthAt(b) || a - b);
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
