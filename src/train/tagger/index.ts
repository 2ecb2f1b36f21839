/**
 * The training of a tagger, which finds names and tells their classes.
 *
 * To learn how it works, read in this order: `labelled-text` (from marked texts to sentences with labels), `schema` (what
 * can be configured), `count-vocabulary`, `task` (what is trained and how it is measured, by `scoring`), `initial` (to begin
 * with another tagger) and `save` (what remains).
 */
export * from "./count-vocabulary.js";
export * from "./initial.js";
export * from "./labelled-text.js";
export * from "./save.js";
export * from "./schema.js";
export * from "./scoring.js";
export * from "./task.js";
