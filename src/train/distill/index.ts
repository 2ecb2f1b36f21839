/**
 * Distillation: a bi-encoder learns what a teacher, a cross-encoder or a larger bi-encoder, thinks of candidates. Read in this order:
 * `schema`, `model` (the loss), `examples`, `task`; all else is the training of bi-encoders in `../biencoder`.
 */
export { DISTILLATION, type DistillationConfig, distillationSchema } from "./schema.js";
export { type DistillationData, distillationTask } from "./task.js";
