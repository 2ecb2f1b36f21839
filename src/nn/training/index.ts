/** Training: from data and a model to parameters. */
export { type Group, type GroupOptions, joinGroup, singleGroup } from "./all-reduce.js";
export { type BatchingOptions, batchesOf, type StepExamples } from "./batching.js";
export { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
export { CpuStepper, type StepperOptions } from "./cpu-stepper.js";
export { DeviceStepper, type DeviceStepperOptions } from "./device-stepper.js";
export { LossMeter, type Measured } from "./loss-meter.js";
export { readMetrics } from "./metrics-log.js";
export { formatProgress, type TrainingProgress } from "./progress.js";
export { ProgressLine } from "./progress-line.js";
export type { Batch, Stepper, StepResult } from "./stepper.js";
export type { Task, Validation } from "./task.js";
export { type TrainHooks, type TrainResult, train } from "./train.js";
export { type TaskReference, trainInWorker, type WorkerHooks } from "./train-in-worker.js";
export type { StopReason, TrainEvent, TrainOptions } from "./train-options.js";
