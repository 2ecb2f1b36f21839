import type { Tensor } from "../../nn/graph/tensor.js";
import type { Model } from "../../nn/layers/model.js";
import type { Scope } from "../../nn/layers/scope.js";
import { type JointSizes, jointGraph, jointModel } from "./cross-joint-network.js";
import type { CrossEncoderDefinition, JointDefinition, UpperDefinition } from "./cross-settings.js";
import { type UpperSizes, upperGraph, upperModel } from "./cross-upper-network.js";

/** What a cross-encoder of either kind is made of. */
export type CrossEncoderSizes =
  | (JointSizes & Pick<JointDefinition, "joint">)
  | (UpperSizes & Pick<UpperDefinition, "joint">);

/**
 * A cross-encoder to be trained, see `jointModel` and `upperModel`.
 *
 * @param candidates of a mention, at most
 */
export const crossEncoderModel = (sizes: CrossEncoderSizes, candidates: number): Model =>
  sizes.joint === "upper" ? upperModel(sizes, candidates) : jointModel(sizes, candidates);

/** A graph to be used, with its parameters apart. */
export interface CrossEncoderGraph {
  scope: Scope;
  inputs: Readonly<Record<string, Tensor>>;
  outputs: { scores: Tensor };
}

/** A cross-encoder to be used, see `jointGraph` and `upperGraph`. */
export const crossEncoderGraph = (sizes: CrossEncoderDefinition): CrossEncoderGraph =>
  sizes.joint === "upper" ? upperGraph(sizes) : jointGraph(sizes);
