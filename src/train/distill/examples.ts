import type { BiEncoderFeed } from "../../models/encoders/network.js";
import type { Tensor } from "../../nn/onnx.js";
import { randomFractions } from "../../random.js";
import type { MentionExample } from "../biencoder/examples.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { drawn } from "../encoders/drawn.js";
import { ABSENT, type DistillationFeed } from "./model.js";

/** A candidate with what the teacher thinks of it. */
export interface TaughtCandidate {
  row: number;
  /** In log-odds between the candidates of a mention. */
  score: number;
}

/** A mention as it is taught. */
export interface TaughtExample extends MentionExample {
  /** None, or two and more: of a single one there is nothing to think. */
  taught: readonly TaughtCandidate[];
}

/**
 * Adds to examples some candidates of the teacher's, drawn anew for each: those that the student takes for likely are among the last
 * that the teacher would name, and to be taught too. The wrong ones come before the example's other negatives.
 *
 * @param most candidates of an example
 */
export async function* taughtExamples(
  examples: AsyncIterable<MentionExample> | Iterable<MentionExample>,
  teacher: CandidateLists,
  most: number,
): AsyncGenerator<TaughtExample> {
  for await (const example of examples) {
    const { place, row, negatives, seed } = example;
    const taught = place < teacher.mentions ? candidatesOf(teacher, place, most, seed) : [];
    const wrong = taught.map((candidate) => candidate.row).filter((other) => other !== row);
    yield { ...example, taught, negatives: [...wrong, ...negatives] };
  }
}

function candidatesOf(teacher: CandidateLists, place: number, most: number, seed: number): TaughtCandidate[] {
  const rows = teacher.rows(place);
  const scores = teacher.scores(place);
  const all = rows.map((row, i) => ({ row, score: scores[i] as number }));
  return all.length < 2 ? [] : drawn(all, most, randomFractions(seed));
}

/**
 * Adds to a batch which of its entities the candidates are, and the teacher's scores.
 *
 * @param batch made of these examples, with room for all their candidates
 * @param most candidates of an example
 */
export function withTeacher(
  batch: Readonly<Record<BiEncoderFeed, Tensor>>,
  examples: readonly TaughtExample[],
  most: number,
): Readonly<Record<DistillationFeed, Tensor>> {
  const places = new Map<number, number>();
  for (const [place, row] of (batch.keys.data as Int32Array).entries())
    if (!places.has(row)) places.set(row, place);
  const dims = [examples.length, most];
  const taught = new Int32Array(examples.length * most);
  const teacher = new Float32Array(examples.length * most).fill(ABSENT);
  for (const [i, example] of examples.entries())
    for (const [j, { row, score }] of example.taught.entries()) {
      // The own entity is that which the labels mean, as it is shown there.
      taught[i * most + j] = row === example.row ? i : (places.get(row) as number);
      teacher[i * most + j] = score;
    }
  return { ...batch, taught: { data: taught, dims }, teacher: { data: teacher, dims } };
}
