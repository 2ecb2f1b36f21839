import type { ElementType } from "../onnx.js";
import type { Values } from "./reference.contract.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** Which numbers an input gets. Floats keep their distance from 0 and from each other, where functions have kinks. */
export type Domain = "any" | "positive" | "distinct" | "between" | "truth" | { below: string | number };

export interface Operand {
  shape: Shape;
  /** Default "any"; "between" is between all numbers of the other domains. */
  domain?: Domain;
  type?: ElementType;
}

/** An operator with operands, whose lengths have names, and what it should make of them. */
export interface OperatorCase {
  name: string;
  operands: readonly Operand[];
  apply(...operands: Tensor[]): Tensor;
  expect(...operands: Values[]): Values;
}

/** An operand of any numbers, or of those of a domain. */
export const any = (shape: Shape, domain: Domain = "any"): Operand => ({ shape, domain });
