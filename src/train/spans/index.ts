/**
 * The training of models of spans, which find mentions in the states of an encoder.
 *
 * Read in this order: `schema` (what can be configured), `preparation` (what it begins with), `examples` (from marked texts to
 * windows with the spans in them), `task` (what is trained and how it is measured) and `save` (what remains).
 */
export { prepareSpans, readSpanPreparation, type SpanPreparation, sizesOf } from "./preparation.js";
export { saveSpans } from "./save.js";
export { SPANS, type SpanConfig, spanSchema } from "./schema.js";
export { SPAN_THRESHOLD, spanTask } from "./task.js";
