import { readFileSync } from "node:fs";
import { randomFractions } from "../../random.js";

/** The sentences of the shipped sample. */
export function sampleTexts(): string[] {
  const path = new URL("../../../examples/sample/sentences.jsonl", import.meta.url);
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

/** What tokenisers trip over. */
const ODDITIES = [
  ...["😀", "👩‍👩‍👧", "🏳️‍🌈", "👍🏽", "\u{1f1e9}\u{1f1ea}", "𝔘𝔫𝔦", "𠜎"],
  ...[
    "e\u0301",
    "é",
    "ñ",
    "Ångström",
    "\u212b",
    "a\u0323\u0307",
    "a\u0307\u0323",
    "\u1e0b\u0323",
    "a\u0308\u0316",
  ],
  ...["\u0300\u0301", "\u0958", "\u0bcb", "\u09c7\u09be", "\u1fbe", "\u1112\u1161\u11ab", "カ\u3099"],
  ...["東京", "の", "서울", "한국어", "Москва", "й", "القاهرة", "עִבְרִית", "กรุงเทพ", "हिन्दी", "Σίσυφος"],
  ...[
    "İ",
    "ß",
    "ẞ",
    "ǅ",
    "ﬁ",
    "ﬃ",
    "½",
    "㎏",
    "™",
    "…",
    "ＦＵＬＬ",
    "１２",
    "「」",
    "，",
    "①",
    "Ⅷ",
    "٣",
    "№",
    "°C",
  ],
  ...[
    "\u0000",
    "\u0001",
    "\u0007",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u009f",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00ad",
  ],
  ...[
    "\u202e",
    "\t",
    "\n",
    "\r\n",
    "\u000b",
    "\f",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u2028",
    "  ",
    "   ",
    "\ufffd",
  ],
  ...["[MASK]", "<mask>", "</s>", "<s>", "[SEP]", "[UNK]", "<unk>", "Turin", "Turinese", "new  york"],
  ...[
    "``",
    "''",
    "--",
    "-",
    "'s",
    "n't",
    "don't",
    "123",
    "4,567.89",
    "$",
    "€",
    "_",
    "a_b",
    "C++",
    "!?",
    "...",
  ],
  ...["http://example.org/a?b=c", "▁", "##ing", "Ġ", "x".repeat(120), "\ud83d", "\udc00"],
];

/**
 * Lines made of the shipped sample's sentences, most with oddities put in, parts in capitals or left out, some of
 * oddities alone. The same seed gives the same lines.
 */
export function oddLines(count: number, seed: number): string[] {
  const random = randomFractions(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const oddity = (): string => ODDITIES[below(ODDITIES.length)] as string;
  const texts = sampleTexts();
  return Array.from({ length: count }, () => {
    if (random() < 0.1) return Array.from({ length: 1 + below(12) }, oddity).join(random() < 0.5 ? "" : " ");
    let line = texts[below(texts.length)] as string;
    for (let changes = below(4); changes > 0; changes--) {
      const at = below(line.length + 1);
      const kind = random();
      if (kind < 0.7) line = line.slice(0, at) + oddity() + line.slice(at);
      else if (kind < 0.85) line = line.slice(0, at) + line.slice(at).toUpperCase();
      else line = line.slice(0, at) + line.slice(at + below(20));
    }
    return line;
  });
}
