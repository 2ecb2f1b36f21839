import { axisOf, requireType } from "./checks.js";
import { each, minus, over, reduced, summedTo, times } from "./primitives.js";
import { formatShape, sameShape } from "./shape.js";
import { differentiable, graphError, node, nodes, scalar, type Tensor } from "./tensor.js";

/**
 * Layer normalisation (Ba et al. 2016, https://arxiv.org/abs/1607.06450): each row of the last axis is brought to mean 0
 * and variance 1, then scaled and shifted.
 *
 * @param scale as long as the last axis
 * @param bias as long as the last axis
 * @param epsilon added to the variance; models differ in it (BERT: 1e-12)
 */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const operands = [x, scale, bias];
  requireType("layerNorm", "float32", ...operands);
  const width = x.shape.slice(-1);
  const wrong = [scale, bias].find(({ shape }) => x.rank === 0 || !sameShape(shape, width));
  if (wrong !== undefined)
    throw graphError("layerNorm", operands, `a scale and a bias of shape ${formatShape(width)}`, `${wrong}`);

  const last = x.rank - 1;
  const row = { shape: x.shape.with(last, 1), type: x.type };
  // The operator also gives the mean and one over the standard deviation of each row, as its derivative needs them.
  const [result, mean, inverse] = nodes("LayerNormalization", operands, [x, row, row], {
    axis: { int: -1 },
    epsilon: { float: epsilon },
  }) as [Tensor, Tensor, Tensor];
  return differentiable("layerNorm", operands, result, (g) => {
    const normal = times(minus(x, mean), inverse);
    const scaled = times(g, scale);
    const meanOf = (values: Tensor) => reduced("ReduceMean", values, [last], true);
    const centred = minus(scaled, meanOf(scaled));
    const byX = times(minus(centred, times(normal, meanOf(times(scaled, normal)))), inverse);
    return [byX, summedTo(times(g, normal), scale.shape), summedTo(g, bias.shape)];
  });
}

/**
 * Divides by the Euclidean length along an axis, so that dot products become cosines. Zeros stay zeros: they have no
 * direction, and their derivative is 0, where the true one would be without bounds.
 *
 * @param epsilon the least length; what is shorter is divided by it, and has derivative 0
 */
export function unitLength(x: Tensor, axis = -1, epsilon = 1e-12): Tensor {
  requireType("unitLength", "float32", x);
  const axes = [axisOf("unitLength", x, axis)];
  const length = each("Max", reduced("ReduceL2", x, axes, true), scalar(epsilon));
  const result = over(x, length);
  return differentiable("unitLength", [x], result, (g) => {
    const along = reduced("ReduceSum", times(g, result), axes, true);
    const byX = over(minus(g, times(result, along)), length);
    const isLong = node("Greater", [length, scalar(epsilon)], length.shape, {}, "bool");
    return [node("Where", [isLong, byX, scalar(0)], x.shape, {}, "float32")];
  });
}
