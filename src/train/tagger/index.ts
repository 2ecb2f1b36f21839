/**
 * The training of a tagger, which finds names and tells their classes.
 *
 * To learn how it works, read in this order: `labelled-text` (from marked texts to sentences with labels), `label-meanings` and
 * `label-sets` (labels that are known in part), `schema` (what can be configured), `count-vocabulary`, `preparation` and `initial` (what it
 * begins with), `task` (what is trained), `validator` (how it is measured, by `scoring`) and `save` (what remains).
 */
export * from "./count-vocabulary.js";
export * from "./initial.js";
export * from "./label-meanings.js";
export * from "./labelled-text.js";
export * from "./preparation.js";
export * from "./save.js";
export * from "./schema.js";
export * from "./scoring.js";
export * from "./task.js";
export * from "./validator.js";
