import { NamesakeError } from "../../errors.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Span } from "../../text/sentences.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { type Candidate, candidatesIn, withoutOverlaps } from "./candidates.js";
import type { SpanDefinition, SpanVectors } from "./settings.js";
import { type ReadText, readText, type SpanWord } from "./span-words.js";
import { collateWindows, framing } from "./window-inputs.js";
import { type OpenWindow, windowRuns } from "./window-runs.js";

/** A span that a model takes for a mention. Offsets are UTF-16 units, end-exclusive. */
export interface FoundSpan extends Span {
  /** That this stretch, no longer and no shorter, is a mention. */
  probability: number;
}

/** Such a span with its vector. */
export interface EncodedSpan extends FoundSpan {
  vector: Float32Array;
}

/** What a model runs. */
export interface SpanSessions {
  /** As `spanGraph` describes it. */
  scores: Session;
  /** As `spanVectorGraph` does; absent = the model makes no vectors. */
  vectors?: Session;
}

/** What came of windows that were read together. */
interface ReadWindows {
  windows: readonly OpenWindow[];
  /** Of each window its spans that are likely enough. */
  candidates: (Candidate & { vector?: Float32Array })[][];
  /** [windows, tokens, width]; absent where the model makes no vectors. */
  states: Tensor | undefined;
}

/**
 * Finds mentions in texts, and makes their vectors in the same pass (ELQ: Li et al. 2020, https://arxiv.org/abs/2010.02413). All
 * spans of words up to a length are scored; those above a threshold are taken, and of those that overlap the best.
 */
export class SpanModel {
  #closed = false;

  /**
   * @param threshold the least probability of a mention
   * @param fed what the session of the scores is given beside the windows: the parameters, where they are not in the graph
   */
  constructor(
    readonly settings: SpanDefinition,
    readonly tokeniser: Tokeniser,
    readonly sessions: SpanSessions,
    readonly threshold: number,
    readonly fed: Readonly<Record<string, Feed>> = {},
  ) {}

  /**
   * The mentions of a text of any length, which is read in windows.
   *
   * @returns in order, not overlapping
   * @throws {NamesakeError} CLOSED, MODEL_FAILED
   */
  async find(text: string): Promise<FoundSpan[]> {
    const read = readText(text, this.tokeniser);
    const candidates: Candidate[] = [];
    for await (const run of this.#read(read)) candidates.push(...run.candidates.flat());
    return withoutOverlaps(candidates).map((candidate) => foundSpan(read, candidate));
  }

  /**
   * The mentions of a text with their vectors, to be compared with the entity vectors of the bi-encoder whose trunk this model has.
   * They are those that it makes of mentions itself; one of the BERT family reads each mention in a window of its own, and makes
   * slightly others.
   *
   * @throws {NamesakeError} OPTION_INVALID where the model makes no vectors; CLOSED, MODEL_FAILED
   */
  async encode(text: string): Promise<EncodedSpan[]> {
    const { vectors: session } = this.sessions;
    const { vectors } = this.settings;
    if (session === undefined || vectors === undefined)
      throw new NamesakeError("OPTION_INVALID", {
        option: "The model of spans",
        expected:
          "one that makes vectors: trained on a bi-encoder whose trunk stays as it is, with model.frozen=true",
        found: "one that does not",
      });
    const read = readText(text, this.tokeniser);
    const candidates: (Candidate & { vector?: Float32Array })[] = [];
    for await (const run of this.#read(read)) {
      await addVectors(run, session, vectors);
      candidates.push(...run.candidates.flat());
    }
    return withoutOverlaps(candidates).map((one) => ({
      ...foundSpan(read, one),
      vector: one.vector as Float32Array,
    }));
  }

  /** Frees the model. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.sessions.scores.close();
    await this.sessions.vectors?.close();
  }

  async *#read(read: ReadText): AsyncGenerator<ReadWindows> {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: "The model of spans" });
    const { special, contextTokens, head } = this.settings;
    const least = Math.log(this.threshold / (1 - this.threshold));
    for (const windows of windowRuns(read, contextTokens, special)) {
      const inputs = windows.map(({ input }) => input);
      const words = Math.max(...inputs.map((input) => input.words.length));
      const feeds = collateWindows(inputs, special.pad, (inputs[0] as OpenWindow["input"]).ids.length, words);
      const { scores, states } = await this.sessions.scores.run({ ...this.fed, ...feeds });
      const all = (scores as Tensor).data as Float32Array;
      const candidates = windows.map((window, row) => {
        const grid = all.subarray(row * words * head.words, (row + 1) * words * head.words);
        const size = contextTokens - framing(special);
        return candidatesIn(read, { window, grid, longest: head.words, size }, least);
      });
      yield { windows, candidates, states };
    }
  }
}

const foundSpan = ({ words }: ReadText, { from, to, score }: Candidate): FoundSpan => ({
  start: (words[from] as SpanWord).start,
  end: (words[to - 1] as SpanWord).end,
  probability: 1 / (1 + Math.exp(-score)),
});

/** Makes the vectors of all candidates of a run, of the states that are there. */
async function addVectors(
  { windows, candidates, states }: ReadWindows,
  session: Session,
  { mentionTokens }: SpanVectors,
): Promise<void> {
  const [count = 0, tokens = 0] = states?.dims ?? [];
  const most = Math.max(...candidates.map(({ length }) => length));
  if (states === undefined || most === 0) return;
  const [starts, ends] = [new Int32Array(count * most), new Int32Array(count * most)];
  for (const [row, { input, words }] of windows.entries())
    for (const [slot, { from, to }] of (candidates[row] ?? []).entries()) {
      const first = (input.words[from - words.from] as { from: number }).from;
      const end = (input.words[to - 1 - words.from] as { to: number }).to;
      starts[row * most + slot] = first;
      ends[row * most + slot] = Math.min(end, first + mentionTokens);
    }
  const { vectors } = await session.run({
    states,
    lengths: { data: new Int32Array(count).fill(tokens), dims: [count] },
    starts: { data: starts, dims: [count, most] },
    ends: { data: ends, dims: [count, most] },
  });
  const { data, dims } = vectors as Tensor;
  const width = dims[2] as number;
  for (const [row, list] of candidates.entries())
    for (const [slot, candidate] of list.entries()) {
      const from = (row * most + slot) * width;
      candidate.vector = (data as Float32Array).slice(from, from + width);
    }
}
