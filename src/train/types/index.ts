/**
 * The training of type classifiers. Read in this order: `schema` (what it can be told), `beginning` and `preparation` (what it begins
 * with), `labels`, `noise` and `examples` (mentions as numbers), `task`, `validator` and `scoring`, and `save` (what remains).
 */
export { inheritedSettings } from "./inherited.js";
export { TypeLabels } from "./labels.js";
export { prepareTypes, readTypePreparation, type TypePreparation } from "./preparation.js";
export { saveTypes } from "./save.js";
export { TYPES, type TypeConfig, typeSchema } from "./schema.js";
export { typeTask } from "./task.js";
export { ACCURACY_OF } from "./validator.js";
