"""Bootleg 1.1's checkpoints: a bi-encoder as Emmental saves it, its configuration, and vectors of entities."""

import collections
import re

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from checkpoint_models import ID, VOCABULARY, Bert, exact, listed, padded, randomise, tokenise, write_json, write_line, write_vocabulary
from checkpoint_texts import BOOTLEG_ENTITIES, BOOTLEG_MENTIONS

CLS, SEP = ID["[CLS]"], ID["[SEP]"]
# Bootleg adds them to the vocabulary, in this order.
MARKS = ("[ent_start]", "[ent_end]", "[ent_desc]", "[ent_kg]", "[ent_type]")
MARK = {mark: len(VOCABULARY) + i for i, mark in enumerate(MARKS)}
SEQUENCE, WINDOW, ENTITY, TYPES, RELATIONS, HIDDEN, TEMPERATURE = 24, 8, 28, 8, 12, 10, 0.01

CONFIG = f"""emmental:
  lr: 2e-5
  checkpoint_metric: NED/Bootleg/dev/final_loss/acc_boot:max
train_config:
  batch_size: 32
model_config:
  hidden_size: {HIDDEN}
  normalize: true
  temperature: {TEMPERATURE}
data_config:
  use_entity_desc: true
  entity_type_data:
    use_entity_types: true
    type_symbols_dir: type_mappings/wiki
    max_ent_type_len: {TYPES}
  entity_kg_data:
    use_entity_kg: true
    max_ent_kg_len: {RELATIONS}
  max_seq_len: {SEQUENCE}
  max_seq_window_len: {WINDOW}
  max_ent_len: {ENTITY}
  word_embedding:
    context_layers: 1
    entity_layers: 1
    bert_model: bert-base-uncased
"""


class BootlegEncoder(nn.Module):
    """Modules of bootleg/layers/bert_encoder.py."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(12, HIDDEN)
        self.activation = nn.Tanh()
        self.transformer = Bert(12, 12, 1, rows=len(VOCABULARY) + len(MARKS), position_ids=True)

    def forward(self, ids, segments, mask):
        return self.activation(self.linear(self.transformer(ids, segments, mask)[1]))


def ids_of(words):
    return [i for word in words for i in ([MARK[word]] if word in MARK else tokenise(word))]


def context_ids(sentence, span):
    """Words around the mention: half of the window to either side, and what one side lacks goes to the other."""
    words = sentence.split()
    left, right = words[: span[0]], words[span[1] :]
    if len(left) < len(right):
        left = left[max(0, len(left) - WINDOW // 2) :]
        right = right[: WINDOW - len(left)]
    else:
        right = right[: WINDOW // 2]
        left = left[max(0, len(left) - (WINDOW - len(right))) :]
    ids = ids_of([*left, "[ent_start]", *words[span[0] : span[1]], "[ent_end]", *right])
    return [CLS, *ids[: SEQUENCE - 2], SEP]


def items_within(items, most, mark):
    """As many items as have so many words with their marks, at least one; the mark alone where there is none."""
    kept = items[:1]
    for count in range(2, len(items) + 1):
        if len(f" {mark} ".join(["", *items[:count]]).split()) > most:
            break
        kept = items[:count]
    return f" {mark} ".join(["", *kept]) if kept else mark


def entity_ids(title, types, relations, description):
    title = re.sub(r"\(.*\)", "", title)
    parts = [title, items_within(types, TYPES, "[ent_type]"), items_within(relations, RELATIONS, "[ent_kg]")]
    ids = ids_of(" ".join([*parts, "[ent_desc]", description]).split())
    return [CLS, *ids[: ENTITY - 2], SEP]


def bootleg(out):
    folder = out / "bootleg"
    write_vocabulary(folder)
    (folder / "bootleg_config.yaml").write_text(CONFIG)
    model = randomise(nn.ModuleDict({"context_encoder": BootlegEncoder(), "entity_encoder": BootlegEncoder()}))
    pool = collections.defaultdict(list)
    for name, module in model.items():
        pool[name] = module.state_dict()
    metrics = {"NED/Bootleg/dev/final_loss/acc_boot": numpy.float64(0.5)}
    state = {"model": {"name": "Bootleg", "module_pool": pool}, "iteration": 12.0, "metric_dict": metrics}
    torch.save(state, folder / "bootleg_wiki.pth")
    stream = out / "bootleg-stream"
    stream.mkdir(exist_ok=True)
    torch.save(state, stream / "last_model.pth", _use_new_zipfile_serialization=False)

    mentions = [context_ids(*mention) for mention in BOOTLEG_MENTIONS]
    entities = [entity_ids(*entity) for entity in BOOTLEG_ENTITIES]
    towers = exact(model)
    with torch.no_grad():
        ids = padded(mentions, SEQUENCE)
        m = F.normalize(towers["context_encoder"](ids, torch.zeros_like(ids), (ids != 0).long()), dim=-1)
        # Bootleg hands its entity encoder the mask as segments, and the segments, which are all 0, as the mask.
        ids = padded([*entities, [CLS, SEP, SEP]], ENTITY)
        feed = (ids, (ids != 0).long(), torch.zeros_like(ids))
        e = F.normalize(towers["entity_encoder"](*feed), dim=-1)
        rounded = F.normalize(model["entity_encoder"](*feed), dim=-1)
    # A mask of zeros lowers all scores by 10,000, which costs float32 three digits of them.
    print("Bootleg's entities in float32 differ by", (e - rounded).abs().max().item())
    nobody = e[-1:]
    numpy.save(folder / "entity_embeddings.npy", torch.cat([nobody, e[:-1], nobody]).float().numpy())
    (folder / "entity_mappings").mkdir(exist_ok=True)
    write_json(folder / "entity_mappings" / "qid2eid.json", {f"Q{10 * i}": i for i in range(1, len(entities) + 1)})
    described = ("title", "types", "relations", "description")
    write_line(
        out / "bootleg.jsonl",
        {
            "mentions": [{"sentence": sentence, "words": span} for sentence, span in BOOTLEG_MENTIONS],
            "entities": [dict(zip(described, entity)) for entity in BOOTLEG_ENTITIES],
            "mentionIds": mentions,
            "entityIds": entities,
            "mentionVectors": listed(m),
            "entityVectors": listed(e[:-1]),
            "scores": listed(m @ e[:-1].T / TEMPERATURE),
        },
    )
