"""The models of models.ts in PyTorch, on the CPU: answers commands on standard input with milliseconds.

    {"do": "open", "model": "bi-encoder"}     -> {"open": 1}
    {"do": "train", "repeats": 3}, or "use"     -> {"ms": 486.2}, the mean
    {"do": "product"}                          -> {"ms": 7.1}, two matrices of 1024 by 1024
"""

import json
import sys
import time

import torch
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(2)


class Encoder(nn.Module):
    def __init__(self, vocabulary, width, heads, layers, inner, positions, segments):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(positions, width)
        self.segment = nn.Embedding(segments, width) if segments else None
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))

    def forward(self, ids, mask=None):
        x = self.token(ids) + self.position(torch.arange(ids.shape[1]))
        if self.segment is not None:
            x = x + self.segment.weight[0]
        x = self.norm(x)
        bias = None if mask is None else torch.where(mask, 0.0, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Layer(nn.Module):
    """Post-norm with exact GELU, as BERT; products of queries and keys written out, as Hugging Face's BERT has them."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.norm1, self.norm2 = (nn.LayerNorm(width, eps=1e-12) for _ in range(2))
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x, bias):
        batch, tokens, width = x.shape
        size = width // self.heads

        def part(layer):
            return layer(x).view(batch, tokens, self.heads, size).transpose(1, 2)

        scores = part(self.query) @ part(self.key).transpose(-1, -2) / size**0.5
        if bias is not None:
            scores = scores + bias
        mixed = (scores.softmax(-1) @ part(self.value)).transpose(1, 2).reshape(batch, tokens, width)
        x = self.norm1(x + self.output(mixed))
        return self.norm2(x + self.outer(nn.functional.gelu(self.inner(x))))


class BiEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(30_000, 192, 4, 3, 768, 64, 0)

    def use(self, ids):
        return self.encoder(ids, ids > 0)[:, 0]

    def loss(self, mentions, entities):
        scores = self.use(mentions) @ self.use(entities).T
        return nn.functional.cross_entropy(scores, torch.arange(len(scores)))


class BertBase(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(30_522, 768, 12, 12, 3072, 512, 2)
        self.out = nn.Linear(768, 2)

    def use(self, ids):
        return self.encoder(ids)[:, 0]

    def loss(self, ids, labels):
        return nn.functional.cross_entropy(self.out(self.use(ids)), labels)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(1000, 128)
        self.states = nn.LSTM(128, 128, batch_first=True, bidirectional=True)
        self.out = nn.Linear(256, 9)

    def use(self, ids):
        return self.out(self.states(self.tokens(ids))[0])

    def loss(self, ids, labels):
        return nn.functional.cross_entropy(self.use(ids).flatten(0, 1), labels.flatten())


def batches(name):
    def ids(batch, tokens, most):
        return torch.randint(1, most, (batch, tokens))

    if name == "bi-encoder":
        return (ids(64, 64, 30_000), ids(64, 64, 30_000)), ids(128, 64, 30_000)
    if name == "BERT-base":
        return (ids(8, 128, 30_522), torch.randint(0, 2, (8,))), ids(8, 128, 30_522)
    return (ids(32, 64, 1000), torch.randint(0, 9, (32, 64))), ids(32, 64, 1000)


MODELS = {"bi-encoder": BiEncoder, "BERT-base": BertBase, "BiLSTM": Recurrent}


def timed(action, repeats=1):
    start = time.perf_counter()
    for _ in range(repeats):
        action()
    return (time.perf_counter() - start) * 1000 / repeats


for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "open":
        model = MODELS[command["model"]]()
        optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4)
        batch, texts = batches(command["model"])
        answer = {"open": 1}
    elif command["do"] == "product":
        left, right = torch.randn(1024, 1024), torch.randn(1024, 1024)
        answer = {"ms": min(timed(lambda: left @ right) for _ in range(10))}
    elif command["do"] == "train":

        def step():
            optimiser.zero_grad()
            loss = model.loss(*batch)
            loss.backward()
            optimiser.step()
            loss.item()

        model.train()
        answer = {"ms": timed(step, command["repeats"])}
    else:
        model.eval()
        with torch.inference_mode():
            answer = {"ms": timed(lambda: model.use(texts), command["repeats"])}
    print(json.dumps(answer), flush=True)
