import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { shippedWeights } from "../../linker-parts.js";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import { type Link, scoreOf } from "../link.js";
import { Linker, type LinkOptions } from "../linker.js";
import { FIXED_LONGER_NAME, FIXED_NAME } from "./trust.js";

const RECORDS: EntityRecord[] = [
  { id: "loc:jordan", name: "Jordan", description: "a kingdom", types: { ner: ["LOC"] }, count: 900 },
  { id: "river:jordan", name: "Jordan River", aliases: ["Jordan"], types: { ner: ["LOC"] }, count: 20 },
  {
    id: "per:jordan",
    name: "Michael Jordan",
    aliases: [{ text: "Jordan", count: 1 }],
    types: { ner: ["PER"] },
    count: 50,
    sameAs: ["Q41421"],
  },
  { id: "loc:chicago", name: "Chicago", types: { ner: ["LOC"] }, count: 90 },
  { id: "film:chicago", name: "Chicago (film)", aliases: ["Chicago"], count: 9 },
  { id: "org:widgets", name: "Amalgamated Widgets", count: 5 },
  {
    id: "per:quill",
    name: "Zara Quill",
    relations: [{ relation: "founder of", object: "org:widgets" }],
    count: 1,
  },
  { id: "town:quill", name: "Quill", aliases: [{ text: "Zara Quill", count: 40 }], count: 40 },
];

async function linked(text: string, options: LinkOptions = {}): Promise<Link[]> {
  const kb = await createKnowledgeBase(RECORDS);
  const noEncoder = () => Promise.reject(new Error("not wanted"));
  const linker = new Linker(kb, new AliasSpotter(kb), noEncoder, shippedWeights());
  return linker.link(text, { budget: "prior", ...options });
}
const answers = (links: readonly Link[]) =>
  links.map(({ text, entity }) => [text, entity?.id ?? null] as const);
/** The nth place of a name in a text, as a fixed mention. */
function fix(text: string, surface: string, entity: string | null, nth = 0) {
  let start = text.indexOf(surface);
  for (let i = 0; i < nth; i++) start = text.indexOf(surface, start + 1);
  return { start, end: start + surface.length, entity };
}

describe("a fixed mention", () => {
  const text = "Jordan left Chicago.";

  it("has its answer, as sure as can be, and no other candidate", async () => {
    const [link, other] = await linked(text, { fixed: [fix(text, "Jordan", "per:jordan")] });
    expect(link).toEqual({
      ...{ start: 0, end: 6, text: "Jordan", fixed: true, confidence: 1 },
      entity: expect.objectContaining({ id: "per:jordan", probability: 1, evidence: {} }) as unknown,
      candidates: [link?.entity],
      nil: { probability: 0, evidence: {} },
    });
    expect(other).not.toHaveProperty("fixed");
    const [nil] = await linked(text, { fixed: [fix(text, "Jordan", null)] });
    expect(nil).toMatchObject({ fixed: true, entity: null, confidence: 1, candidates: [] });
    expect(nil?.nil).toEqual({ probability: 1, evidence: {} });
  });

  it("may be named by an id of elsewhere, and be any span of the text", async () => {
    const said = "The player left Chicago.";
    const links = await linked(said, { fixed: [fix(said, "The player", "Q41421")] });
    expect(answers(links)).toEqual([
      ["The player", "per:jordan"],
      ["Chicago", "loc:chicago"],
    ]);
  });

  it("takes the place of what overlaps it, found or given", async () => {
    const said = "Michael Jordan left Chicago.";
    const fixed = [fix(said, "Jordan left", null)];
    expect(answers(await linked(said, { fixed }))).toEqual([
      ["Jordan left", null],
      ["Chicago", "loc:chicago"],
    ]);
    const mentions = [
      { start: 0, end: 14 },
      { start: 8, end: 14 },
      { start: 20, end: 27 },
    ];
    expect(await linked(said, { fixed, mentions })).toEqual(await linked(said, { fixed }));
  });

  it("is not held to what other answers are restricted to, nor to a threshold", async () => {
    const fixed = [fix(text, "Jordan", "per:jordan")];
    const links = await linked(text, { fixed, candidates: ["film:chicago"], threshold: 1 });
    expect(links.map(({ entity, candidates }) => [entity?.id, candidates.map(({ id }) => id)])).toEqual([
      ["per:jordan", ["per:jordan"]],
      [undefined, ["film:chicago"]],
    ]);
  });

  it("changes nothing where there is none", async () => {
    expect(await linked(text, { fixed: [] })).toEqual(await linked(text));
  });

  it.each<[string, readonly unknown[], string]>([
    ["outside of the text", [{ start: 0, end: 99, entity: null }], "SPAN_INVALID"],
    ["over another", [fix(text, "Jordan", null), fix(text, "Jordan left", null)], "FIXED_OVERLAP"],
    ["twice", [fix(text, "Jordan", null), fix(text, "Jordan", null)], "FIXED_OVERLAP"],
    ["as what the KB lacks", [fix(text, "Jordan", "loc:jordn")], "CANDIDATE_UNKNOWN"],
    ["without an entity", [{ start: 0, end: 6 }], "OPTION_INVALID"],
    ["as nothing", [null], "OPTION_INVALID"],
  ])("is refused %s", async (_name, fixed, code) => {
    await expect(linked(text, { fixed: fixed as NonNullable<LinkOptions["fixed"]> })).rejects.toMatchObject({
      code,
    });
  });
});

describe("the rest of the text", () => {
  const text = "Jordan scored. Then Jordan left for Chicago, and Jordan rested.";

  it("follows where it says the name again, and says why", async () => {
    expect(answers(await linked(text)).filter(([, id]) => id === "loc:jordan")).toHaveLength(3);
    const links = await linked(text, { fixed: [fix(text, "Jordan", "per:jordan", 1)] });
    expect(answers(links)).toEqual([
      ["Jordan", "per:jordan"],
      ["Jordan", "per:jordan"],
      ["Chicago", "loc:chicago"],
      ["Jordan", "per:jordan"],
    ]);
    for (const { candidates, entity, nil } of [links[0], links[3]] as Link[]) {
      expect(entity?.evidence.fixed).toBe(FIXED_NAME);
      const all = [...candidates, nil];
      const scores = all.map(({ evidence }) => Math.exp(scoreOf(evidence) / shippedWeights().temperature));
      const sum = scores.reduce((total, score) => total + score, 0);
      all.forEach(({ probability }, i) => {
        expect(probability).toBeCloseTo((scores[i] as number) / sum, 9);
      });
    }
    expect(links[2]?.entity?.evidence.fixed).toBeUndefined();
  });

  it("follows to NIL likewise", async () => {
    const links = await linked(text, { fixed: [fix(text, "Jordan", null)] });
    expect(answers(links).map(([, id]) => id)).toEqual([null, null, "loc:chicago", null]);
    expect(links[1]?.nil.evidence.fixed).toBe(FIXED_NAME);
    expect(links[1]?.candidates.length).toBeGreaterThan(0);
  });

  it("follows where it uses a short form, of an entity or of NIL", async () => {
    const said = "Pat Jordan Chicago met A. Widget Works. Chicago is her name, AWW the firm's.";
    const fixed = [fix(said, "Pat Jordan Chicago", "per:quill"), fix(said, "A. Widget Works", "org:widgets")];
    const mentions = [{ start: 40, end: 47 }, fix(said, "AWW", null)].map(({ start, end }) => ({
      start,
      end,
    }));
    const links = await linked(said, { fixed, mentions });
    expect(answers(links).slice(2)).toEqual([
      ["Chicago", "per:quill"],
      ["AWW", "org:widgets"],
    ]);
    expect(links[2]?.entity?.evidence.fixed).toBe(FIXED_LONGER_NAME);
    const [nil] = (await linked(said, { fixed: [fix(said, "Pat Jordan Chicago", null)], mentions })).slice(1);
    expect(nil).toMatchObject({ text: "Chicago", entity: null });
    expect(nil?.nil.evidence.fixed).toBe(FIXED_LONGER_NAME);
  });

  it("follows the name itself rather than a longer one, and other ways to write it not", async () => {
    const said = "Michael Jordan is not Jordan. So Jordan is another. The jordan is a word, JORDAN is not.";
    const fixed = [fix(said, "Michael Jordan", "per:jordan"), fix(said, "Jordan", "river:jordan", 1)];
    const mentions = ["Jordan is another", "jordan is a word", "JORDAN"].map((piece) => {
      const start = said.indexOf(piece);
      return { start, end: start + 6 };
    });
    const links = await linked(said, { fixed, mentions });
    expect(answers(links).map(([, id]) => id)).toEqual([
      "per:jordan",
      "river:jordan",
      "river:jordan",
      expect.not.stringContaining("river"),
      "river:jordan",
    ]);
  });

  it("is left to choose where one name is fixed as two things", async () => {
    const fixed = [fix(text, "Jordan", "per:jordan"), fix(text, "Jordan", "river:jordan", 1)];
    const last = (await linked(text, { fixed })).at(-1);
    expect(last?.candidates.slice(0, 2).map(({ id, evidence }) => [id, evidence.fixed])).toEqual(
      expect.arrayContaining([
        ["per:jordan", FIXED_NAME / 2],
        ["river:jordan", FIXED_NAME / 2],
      ]),
    );
  });

  it("is found where only the fixed mention makes it a name", async () => {
    const said = "The Firm hired. Later the Firm of Chicago, The Firm, and Firms like The Firmament grew.";
    const links = await linked(said, { fixed: [fix(said, "The Firm", "org:widgets")] });
    expect(answers(links)).toEqual([
      ["The Firm", "org:widgets"],
      ["Chicago", "loc:chicago"],
      ["The Firm", "org:widgets"],
    ]);
    const nil = await linked(said, { fixed: [fix(said, "The Firm", null)] });
    expect(answers(nil).map(([name]) => name)).toEqual(["The Firm", "Chicago"]);
  });

  it("has a repeat in the place of what is found inside of it", async () => {
    const said = "Greater Chicago Mills closed. Everyone in Greater Chicago Mills left.";
    const links = await linked(said, { fixed: [fix(said, "Greater Chicago Mills", "org:widgets")] });
    expect(answers(links)).toEqual([
      ["Greater Chicago Mills", "org:widgets"],
      ["Greater Chicago Mills", "org:widgets"],
    ]);
  });

  it("believes that what is fixed is spoken of: what is related to it gains", async () => {
    const said = "The company was founded by Zara Quill.";
    const kb = await createKnowledgeBase(RECORDS);
    const zeros = { ...shippedWeights(), features: { ...shippedWeights().features, similarity: 0 } };
    const encoder = {
      ...{ id: "none", feature: "similarity" as const },
      compared: (dots: readonly number[]) => dots,
      encodeContexts: async (_text: string, mentions: readonly unknown[]) =>
        mentions.map(() => new Float32Array(4)),
      textOf: ({ name }: EntityRecord) => name,
      encodeEntities: async (records: readonly EntityRecord[]) => records.map(() => new Float32Array(4)),
      close: async () => {},
    };
    const linker = new Linker(kb, new AliasSpotter(kb), async () => encoder, zeros);
    const related = async (fixed: LinkOptions["fixed"] = []) =>
      (await linker.link(said, { fixed }))
        .find(({ text }) => text === "Zara Quill")
        ?.candidates.find(({ id }) => id === "per:quill")?.evidence.coherence ?? 0;
    const before = await related();
    expect(await related([fix(said, "The company", "org:widgets")])).toBeGreaterThan(before);
  });
});
