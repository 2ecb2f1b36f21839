"""Numbers for the fixtures of src/nn: float64 tensors whose values float32 can hold, and how they are written."""

import json
import math
import sys
from pathlib import Path

import numpy
import torch

TYPES = {torch.float64: "float32", torch.int32: "int32", torch.int64: "int64", torch.bool: "bool"}


def floats(values):
    return torch.as_tensor(values, dtype=torch.float32).double()


def normal(*shape):
    """Random numbers of two decimals."""
    return floats(torch.round(torch.randn(shape), decimals=2))


def positive(*shape):
    return floats(torch.round(torch.rand(shape) + 0.5, decimals=2))


def whole(below, *shape, dtype=torch.int32):
    return torch.randint(below, shape, dtype=dtype)


def truth(*shape):
    return torch.rand(shape) < 0.5


def numbers(tensor):
    """The values rounded to float32, in as many digits as tell them from others; as text where JSON has no number."""

    def plain(value):
        with numpy.errstate(over="ignore"):
            short = float(str(numpy.float32(value)))
        if not math.isfinite(short):
            return "NaN" if math.isnan(short) else "Infinity" if short > 0 else "-Infinity"
        if short == 0:
            return -0.0 if math.copysign(1, short) < 0 else 0
        return int(short) if short.is_integer() and abs(short) < 2**24 else short

    return [plain(value) for value in tensor.detach().reshape(-1).tolist()]


def described(tensor, **more):
    return {"type": TYPES[tensor.dtype], "shape": list(tensor.shape), "values": numbers(tensor)} | more


def write_lines(name, records):
    """Writes JSON lines into the folder that the command names."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(record, separators=(",", ":")) for record in records]
    (out / name).write_text("\n".join(lines) + "\n")
