/**
 * Neural models in TypeScript: built from layers, trained, and written as ONNX. Read README.md beside this file first.
 *
 * A reader who wants to follow a loss from the model to the last node takes this way: a model (`layers/model`) asks a scope
 * (`layers/scope`) for parameters and combines them by operators (`graph`); `training/gradient-program` takes the
 * derivatives (`graph/gradients`) and writes them as ONNX (`graph/emit`, `onnx`); `training/cpu-stepper` runs that
 * (`session`, `runtime`) and lets an optimiser (`optimisers`) change the parameters; and `training/train` does so again
 * and again, with data (`training/batching`), checkpoints and logs.
 */
export { DEVICES, type Device, parseDevice } from "./device.js";
export { type ExportedModel, type ExportOptions, type ExportPrecision, exportModel } from "./export.js";
export * from "./graph/index.js";
export * from "./layers/index.js";
export { type LoadedModel, loadModel, readModelHeader } from "./load-model.js";
export type { ElementType, Tensor as TensorValue, TensorData } from "./onnx.js";
export { AdamW, type AdamWOptions as ArrayAdamWOptions } from "./optimisers/adamw.js";
export { type ParameterGroup, treatments } from "./optimisers/groups.js";
export { type Schedule, type ScheduleOptions, schedule } from "./optimisers/schedule.js";
export { type HalfPrecisionOptions, halfPrecision } from "./passes/half-precision.js";
export { type QuantiseOptions, quantiseWeights } from "./passes/quantise.js";
export { type Feed, Session, type SessionOptions } from "./session.js";
export { readTokeniser } from "./tokeniser-files.js";
export * from "./training/index.js";
export * from "./weights/index.js";
