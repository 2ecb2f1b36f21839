import { BI_ENCODER, MASKING } from "../biencoder/schema.js";
import { configSchema, integer, number, text, type ValuesOf } from "../config/index.js";

/** What a distillation can be told: all that the training of a bi-encoder can, and what is learned of the teacher. */
export const DISTILLATION = {
  ...BI_ENCODER,
  training: {
    ...BI_ENCODER.training,
    batch: integer(32, { atLeast: 2, about: BI_ENCODER.training.batch.about }),
  },
  masking: {
    ...MASKING,
    // The teacher saw everything: what is hidden from the student it cannot learn to think.
    strength: number(0, { atLeast: 0, atMost: 1, about: MASKING.strength.about }),
    fields: number(0, { atLeast: 0, below: 1, about: MASKING.fields.about }),
  },
  negatives: {
    ...BI_ENCODER.negatives,
    hard: number(0, {
      atLeast: 0,
      about: "wrong entities a mention beside those of the others in the batch and those that are taught",
    }),
  },
  teacher: {
    file: text("", {
      about: "a file of `namesake mine --score TEACHER`: candidates with what the teacher thinks of them",
    }),
    candidates: integer(8, {
      atLeast: 2,
      about: "of a mention's candidates so many are drawn in each epoch to be taught",
    }),
    share: number(0.5, {
      atLeast: 0,
      atMost: 1,
      about: "how much the labels count; the rest is the teacher's: 0 = the teacher alone",
    }),
    temperature: number(2, {
      above: 0,
      about: "makes the probabilities of both softer, so that the less likely candidates count more",
    }),
  },
} as const;

export const distillationSchema = configSchema(DISTILLATION);
export type DistillationConfig = ValuesOf<typeof DISTILLATION>;
