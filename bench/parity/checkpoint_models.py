"""Tokens and transformers of checkpoints.py."""

import copy
import json
import math
import re

import torch
import torch.nn.functional as F
from torch import nn

from checkpoint_texts import WORDS

POSITIONS = 64
VOCABULARY = ["[PAD]", *(f"[unused{i}]" for i in range(6)), "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
ID = {token: i for i, token in enumerate(VOCABULARY)}


def tokenise(text):
    """BERT's WordPiece (Devlin et al. 2019): words and punctuation, each as the longest pieces that there are."""
    ids = []
    for word in re.findall(r"\w+|[^\w\s]", text.lower()):
        pieces, start = [], 0
        while start < len(word):
            ends = range(len(word), start, -1)
            found = next((e for e in ends if ("##" if start else "") + word[start:e] in ID), None)
            if found is None:
                pieces = [ID["[UNK]"]]
                break
            pieces.append(ID[("##" if start else "") + word[start:found]])
            start = found
        ids += pieces
    return ids


class Layer(nn.Module):
    """Names of Hugging Face's BertLayer."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        attention = {name: nn.Linear(width, width) for name in ("query", "key", "value")}
        self.attention = nn.ModuleDict({"self": nn.ModuleDict(attention), "output": self.out(width, width)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(width, 2 * width)})
        self.output = self.out(2 * width, width)

    @staticmethod
    def out(inputs, width):
        return nn.ModuleDict({"dense": nn.Linear(inputs, width), "LayerNorm": nn.LayerNorm(width, eps=1e-12)})

    def forward(self, x, bias):
        parts = self.attention["self"]
        split = (*x.shape[:2], self.heads, x.shape[2] // self.heads)
        q, k, v = (parts[name](x).view(split).transpose(1, 2) for name in ("query", "key", "value"))
        weights = (q @ k.transpose(2, 3) / math.sqrt(split[3]) + bias[:, None, None, :]).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(x.shape)
        out = self.attention["output"]
        x = out["LayerNorm"](x + out["dense"](mixed))
        inner = F.gelu(self.intermediate["dense"](x))
        return self.output["LayerNorm"](x + self.output["dense"](inner))


class Bert(nn.Module):
    """Names of Hugging Face's BertModel; returns the states and what its pooler makes of the first."""

    def __init__(self, width, heads, layers, rows=len(VOCABULARY), position_ids=False):
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(rows, width),
                "position_embeddings": nn.Embedding(POSITIONS, width),
                "token_type_embeddings": nn.Embedding(2, width),
                "LayerNorm": nn.LayerNorm(width, eps=1e-12),
            }
        )
        if position_ids:  # in the files of transformers 3 and 4
            self.embeddings.register_buffer("position_ids", torch.arange(POSITIONS).expand((1, -1)))
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(width, heads) for _ in range(layers))})
        self.pooler = nn.ModuleDict({"dense": nn.Linear(width, width)})

    def forward(self, ids, segments, mask):
        e = self.embeddings
        places = e["position_embeddings"](torch.arange(ids.shape[1]))
        x = e["LayerNorm"](e["word_embeddings"](ids) + places + e["token_type_embeddings"](segments))
        bias = (1 - mask.to(x.dtype)) * -10000
        for layer in self.encoder["layer"]:
            x = layer(x, bias)
        return x, torch.tanh(self.pooler["dense"](x[:, 0]))


def randomise(model):
    """Numbers that keep what goes through a layer at about one size, and that float32 can hold."""
    for name, parameter in model.named_parameters():
        drawn = torch.randn(parameter.shape)
        if "LayerNorm" in name and name.endswith("weight"):
            drawn = 1 + drawn / 10
        elif parameter.dim() == 1:
            drawn = drawn / 10
        elif "embeddings" not in name:
            drawn = drawn / math.sqrt(parameter.shape[1])
        parameter.data = drawn
    return model


def exact(model):
    """The model in float64, in which it computes what is expected."""
    return copy.deepcopy(model).double().eval()


def padded(sequences, length):
    return torch.tensor([ids + [0] * (length - len(ids)) for ids in sequences])


def listed(tensor):
    return [[round(value, 7) for value in row] for row in tensor.tolist()]


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_line(path, value):
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")


def write_vocabulary(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
