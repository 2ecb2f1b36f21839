"""Makes the fixture of src/nn/layers/lstm.ts: what PyTorch's nn.LSTM computes of sequences of different lengths.

    apt install python3-torch          # PyTorch 1.13 of Debian
    /usr/bin/python3 -B bench/parity/recurrent.py src/nn/layers/fixtures

All is computed in float64 from numbers that float32 can hold, and written rounded to float32: the states, and the
derivatives of sum(states * weights) by the input and by each parameter. PyTorch has two biases that it adds; here the
second is 0, and `bias_l0` is the first. The test reads the fixture and needs no Python.
"""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixtures import described, floats, normal, numbers, write_lines

torch.manual_seed(1)

CASES = [
    # inputs, width, lengths
    (4, 3, [5, 3, 1]),
    (2, 6, [1, 7, 7, 4]),
    (3, 2, [1]),
]


def record(inputs, width, lengths):
    model = torch.nn.LSTM(inputs, width, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(floats(torch.zeros_like(parameter)) if "bias_hh" in name else normal(*parameter.shape) / 2)
    x = normal(len(lengths), max(lengths), inputs).requires_grad_()
    packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    states, _ = pad_packed_sequence(model(packed)[0], batch_first=True)
    weights = normal(*states.shape)
    (states * weights).sum().backward()
    return {
        "lengths": lengths,
        "width": width,
        "x": described(x, derivative=numbers(x.grad)),
        "parameters": {
            name.replace("bias_ih", "bias"): described(parameter, derivative=numbers(parameter.grad))
            for name, parameter in model.named_parameters()
            if "bias_hh" not in name
        },
        "states": described(states, weights=numbers(weights)),
    }


write_lines("recurrent.jsonl", [record(*case) for case in CASES])
