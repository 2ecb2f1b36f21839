"""BLINK's checkpoints: a bi-encoder of two towers, a cross-encoder, and vectors of entities."""

import json

import torch
from torch import nn

from checkpoint_models import ID, Bert, exact, listed, padded, randomise, tokenise, write_json, write_line, write_vocabulary
from checkpoint_texts import BLINK_ENTITIES, BLINK_MENTIONS

STREAM = {"_use_new_zipfile_serialization": False}
CLS, SEP = ID["[CLS]"], ID["[SEP]"]


def masked(ids):
    """Segments and mask of sequences that are all of the first kind."""
    return torch.zeros_like(ids), (ids != 0).long()


class BlinkEncoder(nn.Module):
    """Modules of blink/common/ranker_base.py."""

    def __init__(self, bert, out=None):
        super().__init__()
        self.bert_model = bert
        self.additional_linear = nn.Linear(bert.pooler["dense"].in_features, out) if out else None

    def forward(self, ids, segments, mask):
        states, pooled = self.bert_model(ids, segments, mask)
        return states[:, 0] if self.additional_linear is None else self.additional_linear(pooled)


def context_ids(left, mention, right, most):
    """A mention in its window, with quotas that are balanced; no quota keeps nothing."""
    marked = [ID["[unused0]"], *tokenise(mention)[: most - 4], ID["[unused1]"]]
    left, right = tokenise(left), tokenise(right)
    left_quota = (most - len(marked)) // 2 - 1
    right_quota = most - len(marked) - left_quota - 2
    if len(left) <= left_quota:
        right_quota += left_quota - len(left)
    elif len(right) <= right_quota:
        left_quota += right_quota - len(right)
    return [CLS, *left[max(0, len(left) - left_quota) :], *marked, *right[:right_quota], SEP]


def entity_ids(title, text, most):
    return [CLS, *(tokenise(title) + [ID["[unused2]"]] + tokenise(text))[: most - 2], SEP]


def bi_encoder(most, width, heads, out=None):
    model = nn.Module()
    for name in ("context_encoder", "cand_encoder"):
        setattr(model, name, BlinkEncoder(Bert(width, heads, 1), out))
    randomise(model)
    mentions = [context_ids(*mention, most["context"]) for mention in BLINK_MENTIONS]
    entities = [entity_ids(*entity, most["entity"]) for entity in BLINK_ENTITIES]
    with torch.no_grad():
        towers = exact(model)
        ids = padded(mentions, most["context"])
        m = towers.context_encoder(ids, *masked(ids))
        ids = padded(entities, most["entity"])
        e = towers.cand_encoder(ids, *masked(ids))
    expected = {
        "mentionIds": mentions,
        "entityIds": entities,
        "mentions": listed(m),
        "entities": listed(e),
        "scores": listed(m @ e.T),
    }
    return model, e, expected


def cross_encoder(context, most, entity):
    """Mention and entity in one sequence: the mention filled up, so that entities begin at one position."""
    model = nn.Module()
    model.encoder = BlinkEncoder(Bert(16, 16, 2), 1)
    randomise(model)
    scores = []
    for mention in BLINK_MENTIONS:
        start = context_ids(*mention, context)
        start += [0] * (context - len(start))
        ids = padded([(start + entity_ids(*one, entity)[1:])[:most] for one in BLINK_ENTITIES], most)
        segments = torch.zeros_like(ids)
        segments[:, context:] = ids[:, context:] > 0
        with torch.no_grad():
            scores.append(exact(model).encoder(ids, segments, (ids != 0).long()).squeeze(1))
    return model, listed(torch.stack(scores))


def blink(out):
    folder = out / "blink"
    write_vocabulary(folder)
    most = {"context": 20, "entity": 24}
    params = {"bert_model": "bert-large-uncased", "lowercase": True, "pull_from_layer": -1, "out_dim": 1}
    lengths = {"max_context_length": most["context"], "max_cand_length": most["entity"]}
    model, vectors, released = bi_encoder(most, 16, 16)
    torch.save(model.state_dict(), folder / "biencoder_wiki_large.bin", **STREAM)
    write_json(folder / "biencoder_wiki_large.json", params | lengths | {"add_linear": False})
    torch.save(vectors.float(), folder / "all_entities_large.t7", **STREAM)
    lines = (
        {"text": text, "idx": f"https://en.wikipedia.org/wiki?curid={i + 1}", "title": title, "entity": title}
        for i, (title, text) in enumerate(BLINK_ENTITIES)
    )
    (folder / "entity.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    model, scores = cross_encoder(20, 43, 24)
    torch.save(model.state_dict(), folder / "crossencoder_wiki_large.bin")
    # BLINK feeds it by the lengths of the bi-encoder.
    own = {"add_linear": True, "max_seq_length": 64, "max_context_length": 30}
    write_json(folder / "crossencoder_wiki_large.json", params | lengths | own)

    # As train_biencoder.py leaves a model: other names, BERT's own configuration, and the vocabulary beside.
    trained = out / "blink-trained"
    write_vocabulary(trained)
    model, _, linear = bi_encoder({"context": 64, "entity": 64}, 12, 12, out=6)
    torch.save(model.state_dict(), trained / "pytorch_model.bin")
    config = {"num_attention_heads": 12, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "hidden_size": 12}
    write_json(trained / "config.json", config)
    write_line(
        out / "blink.jsonl",
        {
            "mentions": [{"left": l, "mention": m, "right": r} for l, m, r in BLINK_MENTIONS],
            "entities": [{"title": title, "text": text} for title, text in BLINK_ENTITIES],
            "released": released,
            "trained": linear,
            "cross": scores,
        },
    )
