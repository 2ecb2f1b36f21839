"""Makes the fixtures of src/text/subword: small models that SentencePiece really writes, and what it reads with them.

    python3 -m venv .venv && .venv/bin/pip install sentencepiece==0.2.3
    .venv/bin/python bench/parity/tokenisers.py src/text/subword/fixtures

The models are trained on the shipped sample, with a few rules of their own for replacing characters, so that they stay
small. The tests read the fixtures and need no Python.
"""

import json
import sys
import tempfile
from pathlib import Path

import sentencepiece

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)

TEXTS = [
    json.loads(line)["text"]
    for line in (ROOT / "examples/sample/sentences.jsonl").read_text(encoding="utf8").splitlines()
]

RULES = {
    "\ufb01": "fi",
    "\u2122": "TM",
    "\u2026": "...",
    "\u00bd": "1/2",
    "\u00a0": " ",
    "\u3000": " ",
    "\t": " ",
    "\u200b": "",
    "e\u0301": "\u00e9",
    **{chr(0xFF21 + i): chr(0x41 + i) for i in range(26)},
}

LINES = [
    "Crane shares rose on Friday.",
    "  The  \ufb01nal\u2122 of the cup\u2026 ",
    "\uff2a\uff21\uff27\uff35\uff21\uff32 means a car, or a cat?",
    "caf\u00e9 and cafe\u0301, \u00bd a page\u00a0wide",
    "emoji \U0001f600 and \u6771\u4eac are not in the sample",
    "one\ttab, two\u3000wide, zero\u200bwidth",
    "<pad>[E]Turin[/E] won",
    "",
    " ",
]

CHOICES = {
    "unigram": {"user_defined_symbols": ["[E]", "[/E]"]},
    "t5": {"bos_id": -1, "eos_id": 1, "unk_id": 2, "pad_id": 0},
    "bytes": {"byte_fallback": True, "add_dummy_prefix": False, "remove_extra_whitespaces": False, "vocab_size": 500},
    "bpe": {"model_type": "bpe"},
}

expected = []
with tempfile.TemporaryDirectory() as folder:
    rules = Path(folder) / "rules.tsv"
    rules.write_text(
        "".join(
            f"{' '.join(f'{ord(c):X}' for c in old)}\t{' '.join(f'{ord(c):X}' for c in new)}\n"
            for old, new in RULES.items()
        )
    )
    for name, options in CHOICES.items():
        prefix = str(OUT / name)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(TEXTS),
            model_prefix=prefix,
            normalization_rule_tsv=str(rules),
            minloglevel=2,
            **{"vocab_size": 300, **options},
        )
        Path(f"{prefix}.vocab").unlink()
        model = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
        expected += [{"model": name, "text": line, "ids": model.encode(line)} for line in LINES]

(OUT / "expected.jsonl").write_text(
    "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in expected), encoding="utf8"
)
