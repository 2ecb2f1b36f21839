"""Makes the fixtures of src/nn/layers: models in PyTorch, what they compute, and how they learn.

    /usr/bin/python3 bench/parity/models.py src/nn/layers/fixtures     # PyTorch 1.13 of Debian: apt install python3-torch

Nothing here is taken from the TypeScript code: layers are PyTorch's own, or follow the papers. The numbers that models
begin with are rounded to bfloat16, which halves the files and loses nothing, as both sides begin with the rounded ones.
Outputs and derivatives are computed in float64; the training is one in float32, as users of PyTorch have it. The tests
read the fixtures and need no Python.
"""

import copy
import json
import math
import struct
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)
VOCABULARY, POSITIONS, WIDTH, HEADS, INNER, CLASSES = 200, 16, 32, 4, 64, 3
BATCHES, BATCH, TOKENS = 4, 6, 10
STEPS, RATE, DECAY = 20, 1e-3, 0.01


class BertLayer(nn.Module):
    """Devlin et al. 2019, with the norms after the sums."""

    def __init__(self):
        super().__init__()
        linears = {name: nn.Linear(WIDTH, WIDTH) for name in ("query", "key", "value", "output")}
        self.attention = nn.ModuleDict({**linears, "norm": nn.LayerNorm(WIDTH, eps=1e-12)})
        self.feedForward = nn.ModuleDict(
            {
                "inner": nn.Linear(WIDTH, INNER),
                "outer": nn.Linear(INNER, WIDTH),
                "norm": nn.LayerNorm(WIDTH, eps=1e-12),
            }
        )

    def forward(self, x, mask):
        a, f = self.attention, self.feedForward
        split = (*x.shape[:2], HEADS, WIDTH // HEADS)
        q, k, v = (a[name](x).view(split).transpose(1, 2) for name in ("query", "key", "value"))
        scores = q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        weights = scores.masked_fill(~mask[:, None, None, :], -math.inf).softmax(-1)
        x = a["norm"](x + a["output"]((weights @ v).transpose(1, 2).reshape(x.shape)))
        return f["norm"](x + f["outer"](F.gelu(f["inner"](x))))


class Bert(nn.Module):
    """A cross-encoder: classes from the first token, through a pooler."""

    inputs = {"ids": VOCABULARY, "segments": 2, "labels": CLASSES}

    def __init__(self):
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "token": nn.Embedding(VOCABULARY, WIDTH),
                "position": nn.Embedding(POSITIONS, WIDTH),
                "segment": nn.Embedding(2, WIDTH),
                "norm": nn.LayerNorm(WIDTH, eps=1e-12),
            }
        )
        self.layers = nn.ModuleList(BertLayer() for _ in range(4))
        self.pooler = nn.Linear(WIDTH, WIDTH)
        self.projection = nn.Linear(WIDTH, CLASSES)

    def forward(self, ids, segments, labels):
        e, mask = self.embeddings, ids != 0
        places = torch.arange(ids.shape[1])
        x = e["norm"](e["token"](ids) + e["position"](places) + e["segment"](segments))
        for layer in self.layers:
            x = layer(x, mask)
        logits = self.projection(torch.tanh(self.pooler(x[:, 0])))
        # What stands at padding is nobody's business.
        return F.cross_entropy(logits, labels), {"states": x * mask[..., None], "logits": logits}

    @staticmethod
    def plain(tensors):
        return tensors


class BiEncoder(nn.Module):
    """Two towers that share all parameters, of PyTorch's own layers, with the norms before the parts."""

    inputs = {"mentions": VOCABULARY, "entities": VOCABULARY}
    scale = 0.25

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        layer = nn.TransformerEncoderLayer(
            WIDTH,
            HEADS,
            INNER,
            dropout=0,
            activation=lambda x: F.gelu(x, approximate="tanh"),
            layer_norm_eps=1e-5,
            batch_first=True,
            norm_first=True,
        )
        self.encoder = nn.TransformerEncoder(layer, 2, nn.LayerNorm(WIDTH, eps=1e-5))

    def tower(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        return self.encoder(x, src_key_padding_mask=ids == 0)[:, 0]

    def forward(self, mentions, entities):
        vectors = self.tower(mentions), self.tower(entities)
        scores = self.scale * vectors[0] @ vectors[1].T
        outputs = {"mentions": vectors[0], "entities": vectors[1]}
        return F.cross_entropy(scores, torch.arange(len(scores))), outputs

    @staticmethod
    def plain(tensors):
        """PyTorch keeps queries, keys and values in one tensor, and has other names."""
        words = {
            "encoder.": "",
            "self_attn.out_proj": "attention.output",
            "norm1": "attention.norm",
            "norm2": "feedForward.norm",
            "linear1": "feedForward.inner",
            "linear2": "feedForward.outer",
        }
        renamed = {}
        for name, tensor in tensors.items():
            for word, plain in words.items():
                name = name.replace(word, plain)
            if "in_proj_" in name:
                for part, piece in zip(("query", "key", "value"), tensor.chunk(3)):
                    renamed[name.replace("self_attn.in_proj_", f"attention.{part}.")] = piece
            else:
                renamed[name] = tensor
        return renamed


def randomise(model):
    """Numbers that keep what goes through a layer at about one size, and that bfloat16 can hold."""
    for name, parameter in model.named_parameters():
        drawn = torch.randn(parameter.shape)
        if "norm" in name and name.endswith("weight"):
            drawn = 1 + drawn / 10
        elif parameter.dim() == 1:
            drawn = drawn / 10
        else:
            drawn = drawn / math.sqrt(parameter.shape[1])
        parameter.data = drawn.bfloat16().float()


def batches(inputs):
    """Random ids, of sequences of several lengths, filled up with zeros."""
    made = {}
    for name, count in inputs.items():
        shape = (BATCHES, BATCH) if name == "labels" else (BATCHES, BATCH, TOKENS)
        if count == VOCABULARY:
            lengths = torch.randint(3, TOKENS + 1, (BATCHES, BATCH, 1))
            made[name] = torch.randint(1, count, shape) * (torch.arange(TOKENS) < lengths)
        else:
            made[name] = torch.randint(count, shape)
    return made


def train(model, data):
    """The loss before each step."""

    def decays(name):
        return not name.endswith("bias") and "norm" not in name

    groups = [
        {"params": [p for n, p in model.named_parameters() if decays(n) == chosen], "weight_decay": decay}
        for chosen, decay in ((True, DECAY), (False, 0))
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE)
    losses = []
    for step in range(STEPS):
        loss, _ = model(**{name: values[step % BATCHES] for name, values in data.items()})
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return torch.tensor(losses)


DTYPES = {torch.float32: "F32", torch.bfloat16: "BF16", torch.uint8: "U8"}


def write(path, tensors, metadata):
    """https://huggingface.co/docs/safetensors/en/index#format"""
    tensors = dict(sorted(tensors.items(), key=lambda item: -item[1].element_size()))
    header, position = {"__metadata__": metadata}, 0
    for name, tensor in tensors.items():
        end = position + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [position, end]}
        position = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            raw = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
            file.write(raw.contiguous().numpy().tobytes())


def export(file, model):
    randomise(model)
    data = batches(model.inputs)
    exact = copy.deepcopy(model).double()
    loss, outputs = exact(**{name: values[0] for name, values in data.items()})
    loss.backward()
    initial = model.plain({name: p.detach().clone() for name, p in model.named_parameters()})
    derivatives = model.plain({name: p.grad for name, p in exact.named_parameters()})
    tensors = {f"initial/{name}": tensor.bfloat16() for name, tensor in initial.items()}
    tensors |= {f"derivative/{name}": tensor.float() for name, tensor in derivatives.items()}
    tensors |= {f"output/{name}": tensor.detach().float() for name, tensor in outputs.items()}
    tensors |= {f"batch/{name}": values.to(torch.uint8) for name, values in data.items()}
    tensors["output/loss"] = loss.detach().float()
    tensors["losses"] = train(model, data)
    write(OUT / file, tensors, {"rate": str(RATE), "decay": str(DECAY)})
    print(file, (OUT / file).stat().st_size, tensors["losses"].tolist())


torch.manual_seed(1)
torch.set_num_threads(1)
export("bert.safetensors", Bert())
export("bi-encoder.safetensors", BiEncoder())
