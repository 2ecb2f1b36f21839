import { jointFeeds } from "../../models/encoders/cross-joint-runs.js";
import type {
  CrossEncoderDefinition,
  JointDefinition,
  UpperDefinition,
} from "../../models/encoders/cross-settings.js";
import { type CrossTokens, crossTokens } from "../../models/encoders/cross-tokens.js";
import { upperFeeds } from "../../models/encoders/cross-upper-runs.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Task } from "../../nn/training/task.js";
import type { CandidateExample } from "./examples.js";

/** How examples become the batches of a model: what the two kinds of cross-encoders have differently. */
export type Form = Required<Pick<Task<CandidateExample>, "lengthOf" | "collate">>;

/** @param candidates to which the lists of a batch are filled up; what is filled in does not count */
export const formOf = (settings: CrossEncoderDefinition, candidates: number): Form =>
  settings.joint === "upper" ? upperForm(settings, candidates) : jointForm(settings, candidates);

/** Windows are filled up to one length, and entities to the most tokens that they may have. */
const upperForm = ({ inputs: { entityTokens }, special }: UpperDefinition, candidates: number): Form => ({
  lengthOf: ({ window }) => window.ids.length,
  collate: (examples, tokens) => ({
    ...upperFeeds(examples, { tokens, entityTokens, candidates }, special),
    ...answersOf(examples),
  }),
});

/** A sequence for each candidate; all are filled up to one length. */
function jointForm({ inputs, special }: JointDefinition, candidates: number): Form {
  const sequencesOf = ({ window, entities }: CandidateExample): CrossTokens[] =>
    entities.map((entity) => crossTokens(window, entity, inputs, special));
  return {
    lengthOf: (example) => Math.max(...sequencesOf(example).map(({ ids }) => ids.length)),
    collate(examples, tokens) {
      const lists = examples.map(sequencesOf);
      const sequences = lists.flatMap((list) =>
        Array.from({ length: candidates }, (_, i) => (list[i] ?? list[0]) as CrossTokens),
      );
      const { ids, starts, ends } = jointFeeds(sequences, tokens, special.pad);
      const byMention = ({ data, dims }: Tensor): Tensor => ({
        data,
        dims: [examples.length, candidates, dims[1] as number],
      });
      return {
        ids: byMention(ids),
        starts: byMention(starts),
        ends: byMention(ends),
        ...answersOf(examples),
      };
    },
  };
}

const answersOf = (examples: readonly CandidateExample[]) => ({
  counts: {
    data: Int32Array.from(examples, ({ entities }) => entities.length),
    dims: [examples.length, 1],
  },
  labels: { data: Int32Array.from(examples, ({ label }) => label), dims: [examples.length] },
});
