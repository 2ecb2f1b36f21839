"""Makes the fixtures of src/nn/graph: what PyTorch computes where that library has an operator for it.

    apt install python3-torch          # PyTorch 1.13 of Debian
    /usr/bin/python3 -B bench/parity/operators.py src/nn/graph/fixtures

Every case is an operator with its arguments, its results, and the derivatives of sum(result * weights) by each float
argument. All is computed in float64 from numbers that float32 can hold, and written rounded to float32. The tests read
the fixtures and need no Python.

PyTorch often has several functions of one purpose, which differ where no derivative is the right one, at ties and
kinks, and in what they divide by. Taken here is the one that agrees with src/nn/graph. Where others differ:

- Ties: torch.maximum, minimum, amax and amin share the derivative among equals; torch.max(x, dim) and min(x, dim) give
  it to one of them, and clamp(x, min=b) all of it to x, of which maximum(x, b) gives half. argMax and torch.argmax give
  the first of equals, and so does topK; torch.topk gives any.
- Kinks: relu and abs have derivative 0 at 0. clamp_min has 1 there, and with it margin_ranking_loss for a pair that
  meets the margin exactly, for which marginLoss has 0.
- unitLength is functional.normalize, but for the derivative of vectors that are not longer than epsilon: it is 0, as that
  of numbers which were not trained on, where that of PyTorch is one over epsilon.
- Weights of losses are those of rows, and the sum is divided by that of the weights. cross_entropy does so with
  ignore_index; binary_cross_entropy_with_logits(weight=...) divides by the number of rows. Where all weights are 0,
  PyTorch gives NaN and the losses of src/nn/graph 0.
- div of whole numbers is cut towards 0, as torch.div(rounding_mode="trunc") is; the operator / of PyTorch makes floats.
- logSumExp of infinity is NaN, that of PyTorch infinity; its operands are to be finite.
"""

import math

import torch
from torch.nn import functional

from fixtures import described, floats, normal, numbers, positive, truth, whole, write_lines

cases = []


def flat(arguments):
    for argument in arguments:
        if isinstance(argument, torch.Tensor):
            yield argument
        elif isinstance(argument, list):
            yield from flat(argument)


def case(operator, compute, *arguments, note=None, differentiate=True):
    """
    Records an operator.

    arguments: as the operator takes them, tensors among them
    compute: makes of the tensors alone what the operator should, a tensor or a tuple of several
    """
    tensors = [tensor.detach() for tensor in flat(arguments)]
    by = [tensor.requires_grad_() for tensor in tensors if tensor.is_floating_point()]
    computed = compute(*tensors)
    results = computed if isinstance(computed, tuple) else (computed,)
    weights = [normal(*result.shape) if differentiate and result.is_floating_point() else None for result in results]
    loss = sum((weight * result).sum() for weight, result in zip(weights, results) if weight is not None)

    derivatives = {}
    if isinstance(loss, torch.Tensor):
        found = torch.autograd.grad(loss, by, allow_unused=True) if loss.requires_grad else [None] * len(by)
        derivatives = dict(zip((id(tensor) for tensor in by), found))
    order = iter(tensors)

    def written(argument):
        if isinstance(argument, list):
            return [written(item) for item in argument]
        if not isinstance(argument, torch.Tensor):
            return argument
        tensor = next(order)
        if id(tensor) not in derivatives:
            return described(tensor)
        derivative = derivatives[id(tensor)]
        return described(tensor, derivative=None if derivative is None else numbers(derivative))

    cases.append(
        {"operator": operator}
        | ({} if note is None else {"note": note})
        | {
            "arguments": [written(argument) for argument in arguments],
            "results": [
                described(result, **({} if weight is None else {"weights": numbers(weight)}))
                for result, weight in zip(results, weights)
            ],
        }
    )


ANYWHERE = {
    "neg": torch.neg,
    "abs": torch.abs,
    "exp": torch.exp,
    "square": torch.square,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": functional.relu,
    "softplus": functional.softplus,
    "erf": torch.erf,
    "gelu": functional.gelu,
    "geluTanh": lambda x: functional.gelu(x, approximate="tanh"),
}
POSITIVE = {"log": torch.log, "sqrt": torch.sqrt, "reciprocal": torch.reciprocal}
BINARY = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
}
REDUCTIONS = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}


def elementwise():
    wide = [-80, -30, -12, -6, -4, -2.5, -1, -0.3, -0.01, 0, 0.01, 0.3, 1, 2.5, 4, 6, 12, 30, 80]
    for operator, compute in ANYWHERE.items():
        case(operator, compute, floats(wide))
        case(operator, compute, normal(2, 3, 2))
    for operator, compute in POSITIVE.items():
        case(operator, compute, floats([[1e-6, 0.01, 0.3, 1], [2.5, 30, 1000, 1e6]]))

    for operator, compute in BINARY.items():
        for left, right in (((2, 3), (2, 3)), ((2, 1, 3), (4, 3)), ((), (2, 3)), ((3,), (2, 3)), ((2, 3), (1, 1))):
            case(operator, compute, normal(*left), positive(*right))
        case(operator, lambda x: compute(x, floats(0.75)), normal(2, 3), 0.75)
        case(operator, lambda x: compute(floats(-2.0), x), -2, positive(2, 3))
        if operator != "div":
            case(operator, compute, whole(9, 2, 3), whole(9, 3))
            case(operator, compute, whole(9, 2, 3, dtype=torch.int64), whole(9, 1, dtype=torch.int64))
    cut = lambda a, b: torch.div(a, b, rounding_mode="trunc")
    case("div", cut, torch.tensor([-7, -6, 7, 8]), torch.tensor([2, 4, -2, 3]), note="of whole numbers")
    ties = floats([[1, 2, 3], [0, -1, 2]]), floats([1, 0, 2])
    for operator, compute in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
        case(operator, compute, *ties, note="with ties")
        case(operator, lambda x: compute(x, floats(2.0)), ties[0], 2, note="with ties")


def odd():
    """Numbers at the ends of float32, and NaN, at which PyTorch has derivatives of 0, 1 and NaN: they are left out."""

    def check(operator, compute, *arguments):
        case(operator, compute, *arguments, note="of odd numbers", differentiate=False)

    ends = floats([math.nan, math.inf, -math.inf, -0.0, 3e38, -3e38, 1e-38])
    for operator, compute in (ANYWHERE | POSITIVE).items():
        check(operator, compute, ends)
    for operator, compute in BINARY.items():
        check(operator, lambda x: compute(x, floats(2.0)), ends, 2)
        check(operator, lambda x: compute(floats(2.0), x), 2, ends)
    pairs = torch.stack([ends, floats([1.0] * 7)], 1)
    for operator, compute in REDUCTIONS.items():
        check(operator, lambda x: compute(x, [1]), pairs, {"axes": [1]})
    check("softmax", lambda x: functional.softmax(x, 1), pairs)
    check("logSoftmax", lambda x: functional.log_softmax(x, 1), pairs)
    check("logSumExp", lambda x: torch.logsumexp(x, 1), pairs[[0, 2, 3, 4, 5]], 1)
    check("topK", lambda x: tuple(torch.topk(x, 1)), pairs, 1)
    check("argMax", lambda x: x.argmax(1), pairs, 1)
    check("greater", torch.gt, ends, ends.flip(0))
    check("equal", torch.eq, ends, ends.clone())
    check("where", lambda mask, x: torch.where(mask, x, floats(0.0)), ~ends.isfinite(), ends, 0)


def choices():
    for operator, compute in {
        "equal": torch.eq,
        "less": torch.lt,
        "lessOrEqual": torch.le,
        "greater": torch.gt,
        "greaterOrEqual": torch.ge,
    }.items():
        case(operator, compute, whole(3, 2, 4).double(), whole(3, 4).double())
        case(operator, compute, whole(3, 2, 4), whole(3, 2, 1))
        case(operator, lambda x: compute(x, 0.5), floats([0.25, 0.5, 0.75]), 0.5)
    case("and", torch.logical_and, truth(2, 4), truth(4))
    case("or", torch.logical_or, truth(2, 4), truth(2, 1))
    case("not", torch.logical_not, truth(3, 3))
    case("where", torch.where, truth(2, 3), normal(2, 3), normal(2, 3))
    case("where", torch.where, truth(2, 1, 3), normal(4, 1), normal(3))
    case("where", lambda mask, x: torch.where(mask, x, floats(-1e9)), truth(2, 3), normal(2, 3), -1e9)
    case("where", torch.where, truth(2, 3), whole(9, 3), whole(9, 2, 3))
    parts = floats([-2.75, -1, -0.5, 0, 0.5, 1.25, 2.75])
    case("cast", lambda x: x.int(), parts, "int32")
    case("cast", lambda x: x.long(), parts, "int64")
    case("cast", lambda x: x.bool(), parts, "bool")
    case("cast", lambda x: x.double(), whole(9, 2, 3), "float32")
    case("cast", lambda x: x.double(), truth(2, 3), "float32")
    case("cast", lambda x: x.double(), normal(2, 3), "float32")
    case("stopGradient", torch.detach, normal(2, 3))


def reductions():
    kept = {"keep": True}
    ways = [{}, kept, {"axes": [1]}, {"axes": [-1]} | kept, {"axes": [0, 2]}, {"axes": [2, 0]} | kept]
    for operator, compute in REDUCTIONS.items():
        for way in ways:
            axes = way.get("axes", [0, 1, 2])
            case(operator, lambda x: compute(x, axes, keepdim=way.get("keep", False)), normal(2, 3, 4), way)
        equals = floats([[1, 3, 3, 2], [0, 0, 0, 0]])
        case(operator, lambda x: compute(x, [1]), equals, {"axes": [1]}, note="with ties")
        case(operator, lambda x: compute(x, [0]), floats([2.5]))
    for axis in (0, 1, -1):
        case("argMax", lambda x: x.argmax(axis), normal(2, 3, 4), axis)
        for way in ({}, kept):
            keep = way.get("keep", False)
            case("logSumExp", lambda x: torch.logsumexp(x, axis, keepdim=keep), normal(2, 3, 4), axis, way)
        case("softmax", lambda x: functional.softmax(x, axis), normal(2, 3, 4), axis)
        case("logSoftmax", lambda x: functional.log_softmax(x, axis), normal(2, 3, 4), axis)
        case("unitLength", lambda x: functional.normalize(x, dim=axis), normal(2, 3, 4), axis)
    case("argMax", lambda x: x.argmax(1), floats([[1, 3, 3], [0, 0, 0]]), 1, note="with ties")
    case("argMax", lambda x: x.argmax(0), whole(50, 4), 0)
    far = floats([[1000, 999, -1000], [-1e9, 2, -1e9], [-1e9, -1e9, -1e9], [60, -60, 0]])
    case("logSumExp", lambda x: torch.logsumexp(x, 1), far, 1, note="of numbers far apart")
    case("softmax", lambda x: functional.softmax(x, 1), far, note="of numbers far apart")
    case("logSoftmax", lambda x: functional.log_softmax(x, 1), far, note="of numbers far apart")

    def unit(x):
        trained = torch.where(x.norm(dim=-1, keepdim=True) > 0.01, x, x.detach())
        return functional.normalize(trained, dim=-1, eps=0.01)

    case("unitLength", unit, normal(3, 4), -1, 0.01)
    short = floats([[0, 0, 0], [3, 0, 4], [0.001, 0, -0.002]])
    case("unitLength", unit, short, -1, 0.01, note="of zeros and little more")
    for epsilon in (1e-12, 1e-5, 0.5):
        norm = lambda x, scale, bias: functional.layer_norm(x, x.shape[-1:], scale, bias, epsilon)
        case("layerNorm", norm, normal(2, 3, 5), normal(5), normal(5), epsilon)
    case("layerNorm", lambda *x: functional.layer_norm(x[0], (4,), *x[1:]), normal(3, 4), normal(4), normal(4))
    small = floats([[1e-3, 2e-3, -1e-3, 0], [5, 5, 5, 5]])
    norm = lambda x, scale, bias: functional.layer_norm(x, (4,), scale, bias, 0.01)
    case("layerNorm", norm, small, normal(4), normal(4), 0.01, note="of rows that hardly vary")


def products():
    shapes = (
        ((2, 3), (3, 4)),
        ((2, 2, 3), (3, 4)),
        ((2, 2, 3), (2, 3, 4)),
        ((2, 1, 2, 3), (3, 3, 2)),
        ((2, 3), (2, 3, 2)),
        ((2, 3, 1, 4), (1, 1, 4, 2)),
    )
    for left, right in shapes:
        case("matmul", torch.matmul, normal(*left), normal(*right))
        turned = normal(*right).transpose(-1, -2).contiguous()
        case("matmul", lambda a, b: a @ b.transpose(-1, -2), normal(*left), turned, {"transposeB": True})
    for outer in ((3,), (2, 3), (2, 2, 3)):
        case("linear", lambda x, weights, bias: x @ weights + bias, normal(*outer, 4), normal(4, 2), normal(2))
        case("linear", functional.linear, normal(*outer, 4), normal(2, 4), normal(2), {"transposeB": True})


def places():
    rows = lambda x, i: x[i.long()]
    case("gather", rows, normal(5, 3), torch.tensor([[4, 0, 4], [4, 1, 0]]), note="of repeated rows")
    case("gather", rows, normal(5, 3), torch.tensor([-1, 0, -5, 4]).int(), 0, note="from the end")
    case("gather", rows, normal(5, 3), torch.tensor(2))
    case("gather", lambda x, i: x[:, i.long()], normal(2, 3, 4), whole(3, 2, 3), 1)
    case("gather", lambda x, i: x[..., i], normal(2, 3, 4), whole(4, 5, dtype=torch.int64), -1)
    case("gather", rows, whole(50, 4, 2), whole(4, 3))
    repeated = torch.tensor([[0, 0, 2], [2, 2, 2]])
    case("gatherElements", lambda x, i: torch.gather(x, -1, i), normal(2, 3), repeated, note="of repeated places")
    case("gatherElements", lambda x, i: torch.gather(x, 0, i.long()), normal(4, 3), whole(4, 2, 3), 0)
    case("gatherElements", lambda x, i: torch.gather(x, 1, i), normal(2, 3, 2), whole(3, 2, 5, 2, dtype=torch.int64), 1)
    of_members = lambda x, i: x[torch.arange(len(x))[:, None], i.long()]
    case("gatherRows", of_members, normal(2, 4, 3), torch.tensor([[0, 3, 3], [1, 0, 1]]))
    case("gatherRows", of_members, normal(3, 4, 2), whole(4, 3, 2))
    for count, axis in ((2, -1), (3, 1), (1, 0)):
        distinct = floats(torch.randperm(24).reshape(2, 4, 3) / 8)
        case("topK", lambda x: tuple(torch.topk(x, count, axis)), distinct, count, axis)
    case("range", lambda: torch.arange(5, dtype=torch.int32), 5)
    case("range", lambda: torch.arange(3, dtype=torch.int64), 3, "int64")


def moves():
    case("reshape", lambda x: x.reshape(3, 8), normal(2, 3, 4), [3, 8])
    case("reshape", lambda x: x.reshape(()), normal(1, 1), [])
    case("flatten", lambda x: x.flatten(1, -1), normal(2, 3, 4), 1, -1)
    case("flatten", lambda x: x.flatten(0, 1), normal(2, 3, 4), 0, 1)
    case("squeeze", lambda x: x.squeeze(-1).squeeze(0), normal(1, 3, 1), 0, -1)
    case("unsqueeze", lambda x: x.unsqueeze(1), normal(2, 3), 1)
    case("unsqueeze", lambda x: x.unsqueeze(-1), normal(2, 3), -1)
    case("transpose", lambda x: x.permute(2, 1, 0), normal(2, 3, 4))
    case("transpose", lambda x: x.permute(1, 2, 0), normal(2, 3, 4), [1, -1, 0])
    case("broadcastTo", lambda x: x.broadcast_to(2, 3, 4), normal(3, 1), [2, 3, 4])
    case("broadcastTo", lambda x: x.broadcast_to(2, 3), normal(), [2, 3])
    case("concat", lambda *x: torch.cat(x, 1), [normal(2, 1, 2), normal(2, 3, 2), normal(2, 2, 2)], 1)
    case("concat", lambda *x: torch.cat(x, -1), [normal(2, 2), normal(2, 1)], -1)
    case("stack", lambda *x: torch.stack(x, 1), [normal(2, 3), normal(2, 3)], 1)
    case("stack", lambda *x: torch.stack(x, -1), [normal(2, 3), normal(2, 3), normal(2, 3)], -1)
    case("split", lambda x: torch.split(x, [1, 3, 2], 0), normal(6, 2), [1, 3, 2], 0)
    case("split", lambda x: torch.chunk(x, 2, -1), normal(3, 4), 2, -1)
    case("slice", lambda x: x[:, 1:3], normal(2, 4, 2), 1, 3, 1)
    case("slice", lambda x: x[..., :2], normal(2, 4), 0, 2, -1)
    case("pad", lambda x: functional.pad(x, (1, 2)), normal(2, 3), 1, 2, -1)
    case("pad", lambda x: functional.pad(x, (0, 0, 2, 0)), normal(2, 3), 2, 0, 0)
    case("select", lambda x: x.select(1, 2), normal(2, 3, 4), 2, 1)


def losses():
    def over(values, weights):
        return (values * weights).sum() / weights.sum()

    def rows(logits, labels):
        flat = logits.flatten(0, -2), labels.long().flatten()
        return functional.cross_entropy(*flat, reduction="none").reshape(labels.shape)

    entropy = functional.cross_entropy
    case("crossEntropy", entropy, normal(4, 3), whole(3, 4, dtype=torch.int64))
    case("crossEntropy", lambda x, labels: rows(x, labels).mean(), normal(2, 3, 5), whole(5, 2, 3))
    wild = floats([[100, -100, 0], [0, 50, 49], [-30, 30, 29]])
    case("crossEntropy", entropy, wild, torch.tensor([1, 1, 2]), note="far off")
    some = lambda x, labels, w: over(rows(x, labels), w)
    case("crossEntropy", some, normal(2, 3, 4), whole(4, 2, 3), positive(2, 3))
    logits, labels, counts = normal(4, 3), torch.tensor([1, 2, 0, 1]), floats([1, 0, 1, 0])
    ignoring = entropy(logits, labels.masked_fill(counts == 0, -100))
    assert torch.isclose(some(logits, labels, counts), ignoring, rtol=1e-12)
    case("crossEntropy", some, logits, labels, counts, note="with rows that do not count")
    binary = functional.binary_cross_entropy_with_logits
    case("binaryCrossEntropy", binary, normal(2, 3), floats([[0, 1, 0.25], [1, 0, 0.5]]))
    case("binaryCrossEntropy", binary, floats([100, -100, 30, -30]), floats([0, 1, 1, 0]), note="far off")
    weighted = lambda x, targets, w: over(binary(x, targets, reduction="none"), w)
    case("binaryCrossEntropy", weighted, normal(2, 3), truth(2, 3).double(), positive(2, 3))

    def in_batch(scale):
        return lambda a, b: functional.cross_entropy(scale * a @ b.T, torch.arange(len(a)))

    case("inBatchLoss", in_batch(1), normal(3, 4), normal(3, 4))
    queries = floats(functional.normalize(normal(3, 4)))
    case("inBatchLoss", in_batch(20), queries, normal(5, 4), 20, note="with more targets")

    def margin(by):
        def loss(right, wrong):
            right, wrong = torch.broadcast_tensors(right, wrong)
            return functional.margin_ranking_loss(right, wrong, torch.ones_like(right), by)

        return loss

    case("marginLoss", margin(0.3), normal(5), normal(5), 0.3)
    case("marginLoss", margin(1), normal(3, 1), normal(3, 4), 1)


def further_losses():
    def smoothed(logits, labels, weights):
        flat = logits.flatten(0, -2), labels.long().flatten()
        each = functional.cross_entropy(*flat, reduction="none", label_smoothing=0.2).reshape(labels.shape)
        return (each * weights).sum() / weights.sum()

    case("crossEntropy", smoothed, normal(2, 3, 4), whole(4, 2, 3), positive(2, 3), {"smoothing": 0.2})
    case("meanSquaredError", functional.mse_loss, normal(2, 3), normal(2, 3))

    def distilled(temperature):
        def loss(logits, teacher):
            soft = functional.log_softmax(logits / temperature, -1)
            wanted = functional.softmax(teacher.detach() / temperature, -1)
            return functional.kl_div(soft, wanted, reduction="batchmean") * temperature**2

        return loss

    case("distillationLoss", distilled(1), normal(4, 3), normal(4, 3))
    case("distillationLoss", distilled(3), normal(2, 5) * 4, normal(2, 5) * 4, 3)
    case("contrastiveScores", lambda a, b, scale: scale * a @ b.T, normal(3, 4), normal(5, 4), positive())
    learned = lambda a, b, scale: functional.cross_entropy(scale * a @ b.T, torch.arange(len(a)))
    case("inBatchLoss", learned, normal(3, 4), normal(5, 4), positive(), note="with a scale that is learned")
    right = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 0], [1, 1, 1, 1]]).bool()
    some = lambda x, right: -(functional.softmax(x, -1) * right).sum(-1).log().mean()
    case("anyPositiveLoss", some, normal(3, 4), right)
    each = lambda x, right: -((functional.log_softmax(x, -1) * right).sum(-1) / right.sum(-1)).mean()
    case("allPositivesLoss", each, normal(3, 4), right)


def sequences():
    def reversed_tokens(x, lengths):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(x, lengths.tolist())])

    case("reverseSequences", reversed_tokens, normal(3, 4, 2), torch.tensor([4, 1, 3]))

    def steps(sums, weights):
        directions, length, batch, gates = sums.shape
        zeros = torch.zeros(batch, gates // 4, dtype=sums.dtype)
        inputs = torch.eye(gates, dtype=sums.dtype)

        def states(direction):
            hidden, cell = zeros, zeros
            for step in range(length):
                given = sums[direction, step]
                hidden, cell = torch.lstm_cell(given, (hidden, cell), inputs, weights[direction])
                yield hidden

        return torch.stack([torch.stack(list(states(direction))) for direction in range(directions)])

    case("lstmSteps", steps, normal(2, 3, 2, 8), normal(2, 8, 2))


torch.manual_seed(1)
for record in (
    elementwise,
    odd,
    choices,
    reductions,
    products,
    places,
    moves,
    losses,
    further_losses,
    sequences,
):
    record()
write_lines("operators.jsonl", cases)
