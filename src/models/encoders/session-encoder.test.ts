import { expect, it } from "vitest";
import type { Tensor } from "../../nn/onnx.js";
import type { Session } from "../../nn/session.js";
import { SessionEncoder } from "./session-encoder.js";
import type { EncoderDefinition } from "./settings.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "./use-lite-tokeniser.js";

const SETTINGS: EncoderDefinition = {
  trunk: { kind: "use-lite" },
  shared: true,
  vectors: { pooling: "span", width: 1, unit: false },
  special: USE_LITE_SPECIAL,
  inputs: {
    markers: false,
    contextTokens: 32,
    mentionTokens: 8,
    entityTokens: 16,
    nameTokens: 8,
    typeTokens: 0,
    relationTokens: 0,
    aliasTokens: 0,
  },
};

/** The vector of a span is how many tokens it has. */
const lengths = {
  program: { inputs: [] },
  async run({ starts, ends }: Record<"starts" | "ends", Tensor>) {
    const data = Float32Array.from(ends.data as Int32Array, (end, i) => end - Number(starts.data[i]));
    return { mention: { data, dims: [...starts.dims, 1] } };
  },
} as unknown as Session;

const encoded = async (text: string, mentions: readonly { start: number; end: number }[]) => {
  const encoder = new SessionEncoder(
    SETTINGS,
    await useLiteTokeniser(),
    { mention: lengths, entity: lengths },
    "",
    1,
  );
  return (await encoder.encodeMentions(text, mentions)).map(([length]) => length);
};

it("reads as many mentions of a text as there are", async () => {
  const mentions = Array.from({ length: 200_000 }, (_, i) => ({ start: i % 2 === 0 ? 0 : 8, end: 15 }));
  const found = await encoded("Mercury planets are far away", mentions);
  expect(found).toHaveLength(mentions.length);
  expect(found.slice(0, 4)).toEqual([found[0], found[1], found[0], found[1]]);
  expect(found[0]).toBeGreaterThan(found[1] as number);
});

it("reads the first tokens of a mention that is longer than is read, and none of one without any", async () => {
  const long = "river ".repeat(20);
  expect(await encoded(`the ${long}is near`, [{ start: 4, end: 4 + long.length - 1 }])).toEqual([8]);
  expect(await encoded("   ", [{ start: 0, end: 1 }])).toEqual([0]);
});
