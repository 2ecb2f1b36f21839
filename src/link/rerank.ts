import { NamesakeError } from "../errors.js";
import type { Measured } from "./decide.js";
import type { Candidate, Link } from "./link.js";

/** A mention whose decision is close, as it stands. */
export interface CloseDecision {
  /** The whole text. */
  text: string;
  /** UTF-16 offsets of the mention in it, end-exclusive. */
  start: number;
  end: number;
  /** The candidates, likeliest first, as many as the link returns; with their evidence. */
  candidates: readonly Candidate[];
  /** What NIL has now. */
  nil: number;
}

/** Someone else to ask where a decision is close: a large model, a person, a table of your own. */
export interface Rerank {
  /** Mentions are asked about whose first answer is likelier than the second, NIL among them, by less than this. Default 0.3. */
  margin?: number;
  /**
   * What speaks for each of the candidates, in log-odds, in their order: evidence "rerank", which is added to the rest; nothing where
   * there is nothing to say. What it throws, the call of `link` throws.
   */
  ask(decision: CloseDecision): Promise<readonly number[] | undefined> | readonly number[] | undefined;
}

const MARGIN = 0.3;

function isClose({ candidates, nil }: Link, margin: number): boolean {
  const [first = 0, second = 0] = [nil.probability, ...candidates.map(({ probability }) => probability)].sort(
    (a, b) => b - a,
  );
  return candidates.length > 0 && first - second < margin;
}

/**
 * What is known of the candidates of a mention after someone else was asked, or undefined where the decision is clear or there is
 * nothing to say.
 *
 * @param link as it was decided from what was measured
 * @throws {NamesakeError} OPTION_INVALID where there is not one number a candidate
 */
export async function askedAbout(
  text: string,
  link: Link,
  measured: readonly Measured[],
  { margin = MARGIN, ask }: Rerank,
): Promise<Measured[] | undefined> {
  if (!isClose(link, margin)) return undefined;
  const { start, end, candidates, nil } = link;
  const said = await ask({ text, start, end, candidates, nil: nil.probability });
  if (said === undefined) return undefined;
  if (said.length !== candidates.length || !said.every(Number.isFinite))
    throw new NamesakeError("OPTION_INVALID", {
      option: "rerank",
      expected: `${candidates.length} numbers, one a candidate, or undefined`,
      found: JSON.stringify(said).slice(0, 80),
    });
  const asked = new Map(candidates.map(({ id }, i) => [id, said[i] as number]));
  return measured.map((one) => ({ ...one, asked: asked.get(one.entity.id) ?? 0 }));
}
