import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emit } from "../../nn/graph/emit.js";
import { Session } from "../../nn/session.js";
import { capitalSpans } from "./capital-spans.contract.js";
import { spanGraph } from "./network.js";
import { SpanModel } from "./span-model.js";

const models: SpanModel[] = [];
async function open(contextTokens: number, threshold: number): Promise<SpanModel> {
  const { settings, tokeniser, parameters } = await capitalSpans(contextTokens);
  const { inputs, outputs } = spanGraph(settings, false);
  const program = emit("spans", outputs, { inputs: Object.values(inputs), constants: parameters });
  const model = new SpanModel(settings, tokeniser, { scores: await Session.open(program) }, threshold);
  models.push(model);
  return model;
}

let model: SpanModel;
beforeAll(async () => {
  model = await open(24, 0.5);
});
afterAll(async () => {
  for (const one of models) await one.close();
});

const TEXT = "we met Ann Lee, the head of Lee & Sons, in New York's O'Hare-Building near L.A.";

describe("find", () => {
  it("takes the best of overlapping spans, in order, at the ends of words", async () => {
    const found = await model.find(TEXT);
    expect(found.map(({ start, end }) => TEXT.slice(start, end))).toEqual([
      "Ann Lee",
      "Lee",
      "Sons",
      "New York",
      "O'Hare",
      "Building",
      "L.A.",
    ]);
    for (const { probability } of found) expect(probability).toBeGreaterThanOrEqual(0.5);
  });

  it("is as sure as the scores say, and leaves out what is less likely than the threshold", async () => {
    const sure = await open(24, 0.9);
    const found = await sure.find(TEXT);
    expect(found.map(({ start, end }) => TEXT.slice(start, end))).toEqual(["Ann Lee", "New York"]);
    expect(found[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-3)), 5);
    expect(await (await open(24, 1)).find(TEXT)).toEqual([]);
  });

  it("says the same of a long text as of its pieces", async () => {
    const long = Array.from({ length: 12 }, () => TEXT).join(" ");
    const [pieces, whole] = [await model.find(TEXT), await model.find(long)];
    const expected = Array.from({ length: 12 }, (_, i) =>
      pieces.map(({ start, end }) => {
        const shift = i * (TEXT.length + 1);
        return { start: start + shift, end: end + shift };
      }),
    ).flat();
    expect(whole.map(({ start, end }) => ({ start, end }))).toEqual(expected);
  });

  it("reads texts without words, and characters that take two units", async () => {
    expect(await model.find("")).toEqual([]);
    expect(await model.find(" \n ")).toEqual([]);
    expect(await model.find("... !")).toEqual([]);
    const text = "👍🏽 we met Ann 😀 Lee";
    expect((await model.find(text)).map(({ start, end }) => text.slice(start, end))).toEqual(["Ann", "Lee"]);
  });

  it("takes no span that is longer than it was made for", async () => {
    const text = "we read Every Capital Of This Endless Line";
    const found = (await model.find(text)).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(["Every Capital Of This", "Endless Line"]);
  });
});

it("says that it makes no vectors, and that it is closed", async () => {
  const closed = await open(24, 0.5);
  await expect(closed.encode(TEXT)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  await closed.close();
  await closed.close();
  await expect(closed.find(TEXT)).rejects.toMatchObject({ code: "CLOSED" });
});
