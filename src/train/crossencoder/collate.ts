import type { CrossEncoderFeed } from "../../models/encoders/cross-network.js";
import { crossFeeds } from "../../models/encoders/cross-session.js";
import type { CrossTokens } from "../../models/encoders/cross-tokens.js";
import type { Tensor } from "../../nn/onnx.js";
import type { CandidateExample } from "./examples.js";

/**
 * Makes a batch of mentions, all sequences filled up to one length and all lists to one number of candidates. In the place of a
 * candidate that is not there stands the first one; its score does not count.
 */
export function collateCandidates(
  examples: readonly CandidateExample[],
  length: number,
  candidates: number,
  pad: number,
): Readonly<Record<CrossEncoderFeed, Tensor>> {
  const sequences = examples.flatMap(({ sequences }) =>
    Array.from({ length: candidates }, (_, i) => (sequences[i] ?? sequences[0]) as CrossTokens),
  );
  const { ids, starts, ends } = crossFeeds(sequences, length, pad);
  const byMention = ({ data, dims: [, width = 0] }: { data: Int32Array; dims: number[] }): Tensor => ({
    data,
    dims: [examples.length, candidates, width],
  });
  return {
    ids: byMention(ids),
    starts: byMention(starts),
    ends: byMention(ends),
    counts: {
      data: Int32Array.from(examples, ({ sequences }) => sequences.length),
      dims: [examples.length, 1],
    },
    labels: { data: Int32Array.from(examples, ({ label }) => label), dims: [examples.length] },
  };
}
