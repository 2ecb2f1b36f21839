/**
 * The training of bi-encoders. Read in this order: `schema` (what it can be told), `preparation` (what it begins with), `examples` and
 * `collate` (mentions as numbers), `task` and `validator`; `../encoders` has what the trainings of all encoders share.
 */
export { inheritedSettings } from "./inherited.js";
export { type Preparation, prepareBiEncoder, readPreparation } from "./preparation.js";
export { BI_ENCODER, type BiEncoderConfig, biEncoderSchema } from "./schema.js";
export { biEncoderTask } from "./task.js";
