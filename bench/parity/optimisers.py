"""Makes the fixture of src/nn/graph for training: how PyTorch trains a small network, step by step, in float64.

    apt install python3-torch          # PyTorch 1.13 of Debian
    /usr/bin/python3 -B bench/parity/optimisers.py src/nn/graph/fixtures

clip_grad_norm_ divides by length + 1e-6 and training programs by the length: at lengths above 1 they differ by less
than a millionth.
"""

import torch
from torch.nn import functional

from fixtures import described, normal, numbers, positive, whole, write_lines

runs = []


def run(name, options, make, *, clip=None, factors=None, steps=6):
    """
    Trains, and records the parameters after each step.

    make: given groups of one parameter each, makes PyTorch's optimiser
    factors: of the learning rates of some parameters
    """
    parameters = {
        "table": normal(5, 4),
        "normScale": positive(4),
        "normBias": normal(4),
        "weight": normal(4, 3),
        "bias": normal(3),
    }
    record = {"optimiser": name, "options": options, "clip": clip, "rates": factors or {}}
    record["parameters"] = {key: described(value) for key, value in parameters.items()}
    record["steps"] = []
    own = {key: value.clone().requires_grad_() for key, value in parameters.items()}
    groups = [{"params": [value], "name": key} for key, value in own.items()]
    optimiser = make(groups)
    for step in range(steps):
        ids, labels, rate = whole(4, 6), whole(3, 6), 0.05 / (step + 1)  # row 4 of the table is never used
        normed = functional.layer_norm(own["table"][ids.long()], (4,), own["normScale"], own["normBias"])
        loss = functional.cross_entropy(normed @ own["weight"] + own["bias"], labels.long())
        optimiser.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(own.values(), clip or float("inf"))
        for group in optimiser.param_groups:
            group["lr"] = rate * (factors or {}).get(group["name"], 1)
        optimiser.step()
        record["steps"].append(
            {
                "ids": ids.tolist(),
                "labels": labels.tolist(),
                "rate": rate,
                "loss": numbers(loss)[0],
                "norm": numbers(norm)[0],
                "parameters": {key: numbers(value) for key, value in own.items()},
            }
        )
    runs.append(record)


def adam_w(beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.01, decaying=("table", "weight")):
    def make(groups):
        each = [group | {"weight_decay": decay if group["name"] in decaying else 0} for group in groups]
        return torch.optim.AdamW(each, betas=(beta1, beta2), eps=epsilon)

    return make


torch.manual_seed(1)
own = {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3, "decay": 0.3}
run("adamW", {}, adam_w())
run("adamW", own, adam_w(**own), clip=2.8, factors={"table": 0.1, "bias": 3})
run("gradientDescent", {}, lambda groups: torch.optim.SGD(groups, lr=0), clip=2.7)
run("gradientDescent", {"momentum": 0.8}, lambda groups: torch.optim.SGD(groups, lr=0, momentum=0.8))
write_lines("training.jsonl", runs)
