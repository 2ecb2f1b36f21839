/**
 * The training of cross-encoders. Read in this order: `schema` (what it can be told), `preparation` (what it begins with), `examples`
 * and `form` (mentions with their candidates as numbers), `task`, `validator` and `scale`; `../encoders` has what the trainings of
 * all encoders share.
 */
export { inheritedSettings } from "./inherited.js";
export { type CrossPreparation, prepareCrossEncoder, readCrossPreparation } from "./preparation.js";
export { CROSS_ENCODER, type CrossEncoderConfig, crossEncoderSchema } from "./schema.js";
export { type CrossEncoderData, crossEncoderTask } from "./task.js";
export { SCALE } from "./validator.js";
