import { NamesakeError } from "../../errors.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Span } from "../../text/sentences.js";
import { checkMention } from "../encoders/excerpt.js";
import { probabilitiesOf, requireTypes } from "./classified-types.js";
import { collateSpans, type MentionSequence, mentionSequences } from "./mention-sequences.js";
import type { Reader } from "./reader.js";
import type { AxisClasses, ClassifiedTypes, TypeDefinition } from "./settings.js";

/** Tokens of one run; more do not make it faster and only take memory. */
const RUN = 2048;

/** What comes of one pass over a mention in its window. */
export interface ReadMention {
  /** Probabilities of the classes of each axis. */
  types: Float32Array[];
  /** What the bi-encoder whose trunk the classifier has makes of the mention; absent = the classifier makes no vectors. */
  vector?: Float32Array;
}

/** Tells by the words around mentions what types of entities they mean. */
export class TypeClassifier {
  #closed = false;

  /**
   * @param session as `typeGraph` describes it
   * @param where names the classifier in messages
   * @param fed what the session is given beside the windows: the parameters, where they are not in the graph
   */
  constructor(
    readonly settings: TypeDefinition,
    private readonly reader: Reader,
    private readonly session: Session,
    private readonly where = "The type classifier",
    private readonly fed: Readonly<Record<string, Feed>> = {},
  ) {}

  /** What it answers: its axes with the names of their classes. */
  get axes(): readonly AxisClasses[] {
    return this.settings.axes;
  }

  /**
   * Checks that its probabilities are those of the classes of a type system, such as `AssignedTypes`.
   *
   * @throws {NamesakeError} TYPES_MISMATCH
   */
  requireTypes(types: ClassifiedTypes): void {
    requireTypes(this.settings, types, this.where);
  }

  /**
   * Probabilities of types, for mentions in a text of any length: of the words around them a window is read.
   *
   * @param mentions UTF-16 offsets, end-exclusive
   * @returns of each mention, for each axis, the probabilities of its classes in their order; they sum to 1
   * @throws {NamesakeError} SPAN_INVALID, CLOSED, MODEL_FAILED
   * @example
   * ```ts
   * const [[kind]] = await classifier.classify("Jordan borders Iraq.", [{ start: 0, end: 6 }]);
   * kind[classifier.axes[0].classes.indexOf("LOC")]; // 0.97
   * ```
   */
  async classify(text: string, mentions: readonly Span[]): Promise<Float32Array[][]> {
    return (await this.read(text, mentions)).map(({ types }) => types);
  }

  /**
   * As {@link classify}, with what comes of the same pass: where the settings have `vectors`, those that their bi-encoder makes of the
   * mentions. One of the BERT family reads each mention in a window of its own, and makes slightly others.
   *
   * @throws {NamesakeError} SPAN_INVALID, CLOSED, MODEL_FAILED
   */
  async read(text: string, mentions: readonly Span[]): Promise<ReadMention[]> {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: this.where });
    for (const mention of mentions) checkMention(text, mention);
    const answers = new Array<ReadMention>(mentions.length);
    const sequences = mentionSequences(text, mentions, this.reader, this.settings);
    for (const { length, batch } of runsOf(sequences, this.reader)) {
      const windows = batch.map(({ window }) => window);
      const spans = Math.max(...batch.map((one) => one.spans.length));
      const { scores, mention } = (await this.session.run({
        ...this.fed,
        ...this.reader.feeds(windows, length),
        ...collateSpans(batch, spans),
      })) as { scores: Tensor; mention?: Tensor };
      for (const [row, { mentions: places }] of batch.entries())
        for (const [slot, place] of places.entries()) {
          const at = row * spans + slot;
          answers[place] = {
            types: probabilitiesOf(rowOf(scores, at), this.axes),
            ...(mention === undefined ? {} : { vector: rowOf(mention, at) }),
          };
        }
    }
    return answers;
  }

  /** Frees the model. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.session.close();
  }
}

/** What is read together: of one length, so that nothing is padded and what comes of a window does not depend on the others. */
function* runsOf(
  sequences: readonly MentionSequence[],
  reader: Reader,
): Generator<{ length: number; batch: MentionSequence[] }> {
  const byLength = new Map<number, MentionSequence[]>();
  for (const sequence of sequences) {
    const length = reader.lengthOf(sequence.window);
    const mates = byLength.get(length) ?? [];
    byLength.set(length, mates);
    mates.push(sequence);
  }
  for (const [length, mates] of byLength) {
    const count = Math.max(1, Math.floor(RUN / length));
    for (let at = 0; at < mates.length; at += count) yield { length, batch: mates.slice(at, at + count) };
  }
}

/** A row of the last axis, of all rows one after the other. */
const rowOf = ({ data, dims }: Tensor, row: number): Float32Array => {
  const width = dims.at(-1) as number;
  return (data as Float32Array).slice(row * width, (row + 1) * width);
};
