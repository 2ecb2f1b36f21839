"""Makes the fixtures of src/nn/weights: files that PyTorch, safetensors and transformers really write, and what is in them.

    python3 -m venv --system-site-packages .venv          # PyTorch 1.13 of Debian: apt install python3-torch
    .venv/bin/pip install safetensors==0.8.0 transformers==4.38.2
    .venv/bin/python bench/parity/weights.py src/nn/weights/fixtures

The tests read the fixtures and need no Python. Keys of storages in the older stream are addresses in memory, so those
files differ in a few bytes from run to run.
"""

import collections
import json
import math
import pickle
import struct
import sys
import zipfile
from pathlib import Path

import safetensors.torch
import torch
import transformers

OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)
expected = {}


def numbers(tensor):
    """Values as JSON can hold them: whole numbers of 64 bits and what is not finite as text."""

    def plain(value):
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int):
            return value if abs(value) < 2**53 else str(value)
        return value if math.isfinite(value) else str(value)

    return [plain(value) for value in tensor.detach().reshape(-1).tolist()]


def describe(tensors):
    return [
        {"name": name, "dtype": str(tensor.dtype)[6:], "shape": list(tensor.shape), "values": numbers(tensor)}
        for name, tensor in tensors
    ]


def write_lines(name, records):
    lines = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]
    (OUT / name).write_text("\n".join(lines) + "\n")


def everything():
    """One tensor of each type and of each kind of view."""
    base = torch.arange(48, dtype=torch.float32).reshape(6, 8) / 4
    cube = torch.arange(24, dtype=torch.int32).reshape(2, 3, 4)
    odd = [0.0, -0.0, 1.5, -2.0, 1e-7, 6.1e-5, 65504.0, math.inf, -math.inf, math.nan]
    state = collections.OrderedDict()
    state["float64"] = torch.tensor([1 / 3, -1e300, math.inf], dtype=torch.float64)
    state["float32"] = torch.tensor([1 / 3, -1e38, 1e-45, math.nan])
    state["float16"] = torch.tensor(odd, dtype=torch.float16)
    state["bfloat16"] = torch.tensor([*odd, 3.14159, 1e38], dtype=torch.bfloat16)
    state["int64"] = torch.tensor([0, -1, 2**62, -(2**63)])
    state["int32"] = torch.tensor([2**31 - 1, -(2**31)], dtype=torch.int32)
    state["int16"] = torch.tensor([32767, -32768], dtype=torch.int16)
    state["int8"] = torch.tensor([127, -128], dtype=torch.int8)
    state["uint8"] = torch.tensor([0, 255], dtype=torch.uint8)
    state["bool"] = torch.tensor([True, False, True])
    state["base"] = base
    state["transposed"] = base.t()
    state["row"] = base[2]
    state["column"] = base[:, 3]
    state["every.other"] = base[1:6:2, ::3]
    state["permuted"] = cube.permute(2, 0, 1)
    state["position_ids"] = torch.arange(5).expand((1, -1))
    state["repeated"] = torch.tensor([[1.0], [2.0]]).expand(2, 3)
    state["scalar"] = torch.tensor(3.5)
    state["empty"] = torch.zeros(0, 4)
    state["parameter"] = torch.nn.Parameter(torch.tensor([[1.0, -1.0]]))
    state["größe.重み.😀"] = torch.ones(1, 2)
    return state


def nested():
    """A checkpoint with more than a state dict in it."""
    return {
        "epoch": 3,
        "rate": 1e-4,
        "note": "after warm-up",
        "nothing": None,
        "seen": {1, 2},
        "raw": b"\x00\xff",
        "large": 2**80,
        "shape": torch.Size([2, 3]),
        "device": torch.device("cpu"),
        "type": torch.float16,
        "model": {"a": torch.ones(2), "b": {"c": torch.zeros(1, 1, dtype=torch.int64)}},
        "list": [torch.tensor([7.0]), (torch.tensor([8.0]), 9)],
        "optimizer": {"state": {0: {"step": torch.tensor(1.0)}}},
    }


class Evil:
    """Runs a program when Python reads it."""

    def __init__(self, function, *arguments):
        self.reduced = (function, arguments)

    def __reduce__(self):
        return self.reduced


def save(name, value, tensors, **options):
    torch.save(value, OUT / name, **options)
    expected[name] = describe(tensors)


def flatten(value, path=()):
    if isinstance(value, torch.Tensor):
        yield ".".join(path), value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from flatten(item, (*path, str(key)))
    elif isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
        for i, item in enumerate(value):
            yield from flatten(item, (*path, str(i)))


def pytorch():
    state = everything()
    stream = {"_use_new_zipfile_serialization": False}
    save("zip.pt", state, state.items())
    save("stream.pt", state, state.items(), **stream)
    for protocol in (3, 4, 5):
        small = {"a": state["column"], "b": state["int64"], "c": b"bytes", "d": {"e": "größe"}}
        save(f"protocol{protocol}.pt", small, flatten(small), pickle_protocol=protocol)
        save(f"protocol{protocol}-stream.pt", small, flatten(small), pickle_protocol=protocol, **stream)
    save("nested.pt", nested(), flatten(nested()))
    vectors = torch.arange(12, dtype=torch.float32).reshape(4, 3)
    save("vectors.t7", vectors, [("tensor", vectors)])
    lstm = torch.nn.LSTM(2, 1).state_dict()  # has _metadata
    save("lstm.bin", lstm, lstm.items())

    modern = OUT / "modern.pt"
    rewritten(OUT / "zip.pt", modern)
    expected[modern.name] = [
        *expected["zip.pt"],
        {"name": "uint16", "dtype": "uint16", "shape": [2], "values": [1, 65535]},
    ]


def rewritten(source, target):
    """The file as PyTorch 2 writes it, which cannot be had here: with a byte order, an id, 64-bit zip fields, and a
    tensor of a type without a storage class (torch/_utils.py, _rebuild_tensor_v3)."""
    uint16 = (
        b"X\x06\x00\x00\x00uint16ctorch._utils\n_rebuild_tensor_v3\n"
        b"((X\x07\x00\x00\x00storagectorch.storage\nUntypedStorage\n"
        b"X\x02\x00\x00\x0099X\x03\x00\x00\x00cpuK\x04tQK\x00K\x02\x85K\x01\x85\x89"
        b"ccollections\nOrderedDict\n)Rctorch\nuint16\n}tRs"
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        folder = old.namelist()[0].split("/")[0]

        def put(name, data):
            with new.open(zipfile.ZipInfo(f"{folder}/{name}"), "w", force_zip64=True) as entry:
                entry.write(data)

        data = old.read(f"{folder}/data.pkl")
        put("data.pkl", data[:-1] + uint16 + b".")
        put(".format_version", b"1")
        put(".storage_alignment", b"64")
        put("byteorder", b"little")
        for name in old.namelist():
            if "/data/" in name:
                put(name.split("/", 1)[1], old.read(name))
        put("data/99", struct.pack("<HH", 1, 65535))
        put("version", b"3\n")
        put(".data/serialization_id", b"0" * 40)


def hostile():
    """Files that must be refused, and would create the file "pwned" if Python read them."""
    import os

    evil = Evil(os.system, "touch pwned")
    torch.save({"a": torch.ones(1), "b": evil}, OUT / "hostile.pt")
    torch.save([evil], OUT / "hostile-stream.pt", _use_new_zipfile_serialization=False)
    torch.save(Evil(eval, "open('pwned', 'w')"), OUT / "hostile-eval.pt", pickle_protocol=4)
    torch.save(torch.nn.Linear(1, 1), OUT / "module.pt")
    torch.save(torch.eye(2).to_sparse(), OUT / "sparse.pt")
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), OUT / "script.pt")
    (OUT / "plain.pkl").write_bytes(pickle.dumps({"a": [1.0, 2.0]}, protocol=2))


def safe():
    state = {name: tensor.contiguous().clone() for name, tensor in everything().items()}
    safetensors.torch.save_file(state, OUT / "model.safetensors", {"format": "pt"})
    expected["model.safetensors"] = describe(state.items())

    shards = OUT / "shards"
    shards.mkdir(exist_ok=True)
    parts = [{"a": torch.ones(2)}, {"b": torch.zeros(1, 3), "c": torch.tensor([5])}]
    placed = {}
    for i, part in enumerate(parts, 1):
        file = f"model-{i:05}-of-00002.safetensors"
        safetensors.torch.save_file(part, shards / file)
        placed |= {name: file for name in part}
    index = {"metadata": {"total_size": 28}, "weight_map": placed}
    (shards / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
    expected["shards"] = describe(item for part in parts for item in part.items())


SMALL = {"vocab_size": 11, "max_position_embeddings": 9}
BERT = SMALL | {"hidden_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 8}
DISTIL = SMALL | {"dim": 4, "n_layers": 2, "n_heads": 2, "hidden_dim": 8}


class BlinkEncoder(torch.nn.Module):
    """The modules of BLINK (blink/common/ranker_base.py), which give its checkpoints their names."""

    def __init__(self, out=None):
        super().__init__()
        self.bert_model = transformers.BertModel(transformers.BertConfig(**BERT))
        self.additional_linear = torch.nn.Linear(4, out) if out else None


def blink(**towers):
    model = torch.nn.Module()
    for name, tower in towers.items():
        setattr(model, name, tower)
    return model


def names():
    """Names and shapes of whole models, and small ones to be read."""
    t = transformers
    bert, roberta = t.BertConfig(**BERT), t.RobertaConfig(**BERT, type_vocab_size=1)
    distil = t.DistilBertConfig(**DISTIL)
    minilm = t.BertConfig(**BERT | {"num_hidden_layers": 3})
    models = {
        "BERT": t.BertModel(bert),
        "BERT for pre-training": t.BertForPreTraining(bert),
        "BERT for classification": t.BertForSequenceClassification(bert),
        "RoBERTa": t.RobertaModel(roberta),
        "RoBERTa for masked words": t.RobertaForMaskedLM(roberta),
        "XLM-RoBERTa": t.XLMRobertaModel(t.XLMRobertaConfig(**BERT, type_vocab_size=1)),
        "DistilBERT": t.DistilBertModel(distil),
        "DistilBERT for masked words": t.DistilBertForMaskedLM(distil),
        "MiniLM": t.BertModel(minilm),
        "BLINK bi-encoder": blink(context_encoder=BlinkEncoder(), cand_encoder=BlinkEncoder()),
        "BLINK cross-encoder": blink(encoder=BlinkEncoder(1)),
        "DeBERTa": t.DebertaModel(t.DebertaConfig(**BERT)),
    }
    listed = {
        name: {key: list(value.shape) for key, value in model.state_dict().items()} for name, model in models.items()
    }
    write_lines("names.jsonl", [{"model": name, "tensors": shapes} for name, shapes in listed.items()])
    computed(models)
    # to_json_string leaves out what is the library's default for every model.
    configs = {name: models[name].config for name in ("BERT", "RoBERTa", "XLM-RoBERTa", "DistilBERT", "DeBERTa")}
    write_lines("configs.jsonl", [{"model": name, "config": json.loads(c.to_json_string())} for name, c in configs.items()])


def computed(models):
    """Small models with random numbers everywhere, and what they make of a sequence."""
    ids, segments = [2, 10, 3, 3, 7], [0, 0, 1, 1, 1]
    records = []

    def record(name, file, encoder, **inputs):
        with torch.no_grad():
            hidden = encoder.eval()(torch.tensor([ids]), **inputs).last_hidden_state[0]
        records.append({"model": name, "file": file, "ids": ids, "hidden": hidden.tolist()})

    for model in models.values():
        for parameter in model.parameters():
            parameter.data = torch.randn(parameter.shape) / 2
    for name in ("BERT", "RoBERTa", "DistilBERT"):
        file = f"{name.lower()}.safetensors"
        safetensors.torch.save_file(models[name].state_dict(), OUT / file)
        types = {"token_type_ids": torch.tensor([segments])} if name == "BERT" else {}
        record(name, file, models[name], **types)
    blink_model = models["BLINK bi-encoder"]
    torch.save(blink_model.state_dict(), OUT / "blink.bin", _use_new_zipfile_serialization=False)
    types = {"token_type_ids": torch.tensor([segments])}
    record("context", "blink.bin", blink_model.context_encoder.bert_model, **types)
    record("entity", "blink.bin", blink_model.cand_encoder.bert_model, **types)
    write_lines("computed.jsonl", records)


torch.manual_seed(1)
pytorch()
hostile()
safe()
names()
write_lines("expected.jsonl", [{"file": file, "tensors": tensors} for file, tensors in expected.items()])
