import { expect, it } from "vitest";
import { readVocabulary, tokenReader } from "../use-lite.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "./use-lite-tokeniser.js";

const TEXTS = [
  "The prey saw the jaguar cross the jungle.",
  "Mercury (planet), the ½ of ﬁve  things: Ωmega, naïve café in Zürich",
  "日本 and 🦊 foxes",
];

it("cuts texts as the encoder's own reader does, and tells where the tokens stand", async () => {
  const tokeniser = await useLiteTokeniser();
  const read = tokenReader(await readVocabulary());
  for (const text of TEXTS) {
    const { ids, starts, ends } = tokeniser.encode(text);
    const own = read(text.replace(/ {2,}/g, " "));
    // Runs of unknown characters are one token in SentencePiece and several in TensorFlow.js.
    expect(ids.filter((id) => id !== 0)).toEqual(Int32Array.from(own.filter((id) => id !== 0)));
    expect([...starts].every((start, i) => start <= (ends[i] as number))).toBe(true);
  }
  const { starts, ends } = tokeniser.encode(TEXTS[0] as string);
  const pieces = [...starts].map((start, i) => TEXTS[0]?.slice(start, ends[i]));
  expect(pieces.join("").replaceAll(" ", "")).toBe(TEXTS[0]?.replaceAll(" ", ""));
});

it("lets no text lead to the ids that stand for no text", async () => {
  const tokeniser = await useLiteTokeniser();
  const special = new Set<number>(Object.values(USE_LITE_SPECIAL).filter((id) => id !== 0));
  const text = "<s> </s> extra_token_id_1 extra_token_id_2 extra_token_id_3 reserved 1 reserved 2 8000";
  expect([...tokeniser.encode(text).ids].filter((id) => special.has(id))).toEqual([]);
});
