/**
 * Models as graphs: built from operators, differentiated, and written as ONNX, for training and for use alike.
 *
 * To learn how it works, read in this order: `dimension`, `shape` and `tensor` (what a graph is made of); `checks` and
 * `primitives`, then `elementwise` and the other operators (each checks its operands, says what ONNX is to compute and
 * what the derivative is); `gradients` (from a loss back to what it depends on); `loop` and `emit` (from a graph to a
 * model); `optimisers` and `training` (a whole step of training as one graph).
 */
export * from "./compare.js";
export * from "./contrastive.js";
export type { Dimension } from "./dimension.js";
export * from "./dropout.js";
export * from "./elementwise.js";
export { type EmitOptions, emit, type Pass, type Program } from "./emit.js";
export * from "./gather.js";
export { gradients } from "./gradients.js";
export * from "./layout.js";
export { type LoopResult, loop, type Turn } from "./loop.js";
export { LOSS_SCALE_STATE, type LossScaleOptions } from "./loss-scale.js";
export * from "./losses.js";
export * from "./lstm.js";
export * from "./matmul.js";
export * from "./normalise.js";
export { type AdamWOptions, adamW, gradientDescent, type Optimiser } from "./optimisers.js";
export * from "./reduce.js";
export * from "./sequences.js";
export type { Shape } from "./shape.js";
export * from "./softmax.js";
export { constant, input, scalar, type Tensor, type TensorType } from "./tensor.js";
export { trainingProgram } from "./training.js";
export type { TrainingDefinition } from "./training-definition.js";
