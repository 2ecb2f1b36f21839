"""Makes the fixtures of src/train/import: small checkpoints as BLINK, Bootleg 1.1 and Hugging Face lay theirs out, and what they
compute.

    /usr/bin/python3 bench/parity/checkpoints.py src/train/import/fixtures     # PyTorch 1.13 of Debian: apt install python3-torch

The weights are random. Names of modules and files, containers and the order of what is fed are those of the systems; the code is
not theirs. Texts are cut into tokens here too, by the papers, so that a test sees when ours are others. Vectors are computed in
float64. The tests read the fixtures and need no Python. Keys of storages in the older stream are addresses in memory, so those files
differ in a few bytes from run to run.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F

from checkpoint_models import ID, Bert, exact, listed, randomise, tokenise, write_json, write_line, write_vocabulary
from checkpoint_texts import BLINK_ENTITIES
from checkpoints_blink import blink
from checkpoints_bootleg import bootleg


def bert(out):
    """A folder of Hugging Face, and the means of the states of texts."""
    folder = out / "bert"
    write_vocabulary(folder)
    model = randomise(Bert(12, 2, 2, position_ids=True))
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    write_json(folder / "config.json", {"model_type": "bert", "num_attention_heads": 2, "hidden_act": "gelu"})
    texts = [f"{title} {text.strip()}" for title, text in BLINK_ENTITIES]
    vectors = []
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([[ID["[CLS]"], *tokenise(text)[:30], ID["[SEP]"]]])
            states, _ = exact(model)(ids, torch.zeros_like(ids), torch.ones_like(ids))
            vectors.append(F.normalize(states.mean(1), dim=-1)[0])
    write_line(out / "bert.jsonl", {"texts": texts, "vectors": listed(torch.stack(vectors))})


torch.manual_seed(1)
torch.set_num_threads(1)
out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
blink(out)
bootleg(out)
bert(out)
