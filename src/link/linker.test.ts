import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { cacheFolder } from "../kb/location.js";
import type { EntityRecord } from "../kb/record.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import { type Encoder, loadEncoder } from "../models/encoder.js";
import { sentenceContexts } from "./context-encoder.js";
import { FEATURES, type FeatureName } from "./features.js";
import { type Link, scoreOf } from "./link.js";
import { Linker, type LinkOptions } from "./linker.js";
import type { Weights } from "./weights.js";

const chosen: Partial<Weights["features"]> = {
  prior: 0.6,
  similarity: 10,
  overlap: 1.7,
  missingCapital: -2.5,
  needlessCapital: -2.5,
};
const WEIGHTS: Weights = {
  features: Object.fromEntries(
    (Object.keys(FEATURES) as FeatureName[]).map((name) => [name, chosen[name] ?? 0.2]),
  ) as Weights["features"],
  nil: -6,
  temperature: 1,
};

const RECORDS: EntityRecord[] = [
  {
    id: "org:jaguar",
    name: "Jaguar Cars",
    aliases: [{ text: "Jaguar", count: 40 }],
    description: "a British maker of luxury cars and sports cars",
    types: { ner: ["ORG"] },
    count: 50,
  },
  {
    id: "cat:jaguar",
    name: "jaguar",
    description: "a large spotted cat of the rainforest, a predator that hunts prey",
    types: { ner: ["ANIM"] },
    count: 40,
  },
  {
    id: "loc:jordan",
    name: "Jordan",
    description: "a kingdom in the Middle East",
    types: { ner: ["LOC"] },
    count: 60,
  },
  {
    id: "river:jordan",
    name: "Jordan River",
    aliases: ["Jordan", "River Jordan"],
    description: "a river that flows into the Dead Sea",
    types: { ner: ["LOC"] },
    count: 20,
  },
  {
    id: "per:jordan",
    name: "Michael Jordan",
    aliases: [{ text: "Jordan", count: 30 }],
    description: "an American basketball player of the Chicago Bulls",
    types: { ner: ["PER"] },
    count: 50,
    url: "https://example.org/jordan",
    sameAs: ["Q41421"],
  },
  {
    id: "loc:chicago",
    name: "Chicago",
    description: "a city in Illinois",
    types: { ner: ["LOC"] },
    count: 50,
  },
];
const TEXT =
  "Jordan scored for Chicago. A Jaguar overtook us. The Jordan flows into the Dead Sea. Jordan is a kingdom.";

let encoder: Encoder;
beforeAll(async () => {
  encoder = await loadEncoder({ folder: cacheFolder() });
});
afterAll(() => encoder.close());

const linkerOver = <Type extends string>(kb: KnowledgeBase<Type>) =>
  new Linker<Type>(kb, new AliasSpotter(kb), async () => sentenceContexts(encoder), WEIGHTS);
const freshLinker = async () => linkerOver(await createKnowledgeBase(RECORDS));
const ids = (links: readonly Link[]) => links.map(({ entity }) => entity?.id ?? null);
const spanOf = (text: string, surface: string) => {
  const start = text.indexOf(surface);
  return { start, end: start + surface.length };
};
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof NamesakeError ? error.code : error;
};

describe("link", () => {
  it("decides by the context", async () => {
    const linker = await freshLinker();
    const links = await linker.link(TEXT);
    expect(links.map(({ text }) => text)).toEqual(["Jordan", "Chicago", "Jaguar", "Jordan", "Jordan"]);
    expect(ids(links)[1]).toBe("loc:chicago");
    expect(ids(await linker.link("The basketball player Jordan led the Bulls."))).toEqual(["per:jordan"]);
    expect(ids(await linker.link("The jaguar hunts its prey in the rainforest.", { mode: "all" }))).toEqual([
      "cat:jaguar",
    ]);
  });

  it("gives each mention with its offsets, ranked candidates and all that the KB knows", async () => {
    const links = await (await freshLinker()).link(TEXT);
    for (const { start, end, text, candidates, entity } of links) {
      expect(TEXT.slice(start, end)).toBe(text);
      const order = candidates.map(({ probability }) => probability);
      expect(order).toEqual(order.toSorted((a, b) => b - a));
      expect(entity).toBe(candidates[0]);
    }
    const player = links[0]?.candidates.find(({ id }) => id === "per:jordan");
    expect(player).toMatchObject({
      name: "Michael Jordan",
      types: ["PER"],
      url: "https://example.org/jordan",
      sameAs: ["Q41421"],
    });
  });

  it.each<LinkOptions>([{ budget: "prior" }, { budget: "fast" }, {}])(
    "has probabilities that sum to 1 and follow from the evidence: %j",
    async (options) => {
      for (const { candidates, nil, confidence, entity } of await (await freshLinker()).link(TEXT, options)) {
        const all = [...candidates, nil];
        expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        const first = all[0];
        for (const { probability, evidence } of all) {
          const ratio = probability / (first?.probability ?? 0);
          expect(Math.log(ratio)).toBeCloseTo(scoreOf(evidence) - scoreOf(first?.evidence ?? {}), 6);
        }
        expect(confidence).toBe(entity?.probability);
      }
    },
  );

  it("reads no context and loads no encoder under the budget prior", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const linker = new Linker(
      kb,
      new AliasSpotter(kb),
      () => Promise.reject(new Error("not wanted")),
      WEIGHTS,
    );
    const [basket] = await linker.link("Jordan scored.", { budget: "prior" });
    const [river] = await linker.link("Jordan flows.", { budget: "prior" });
    expect(basket?.candidates).toEqual(river?.candidates);
    expect(basket?.entity?.evidence.context).toBeUndefined();
  });

  it("tries again to load an encoder that failed to load", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    let calls = 0;
    const load = async () => {
      if (calls++ === 0) throw new NamesakeError("ENCODER_MISSING", { why: "for a test" });
      return sentenceContexts(encoder);
    };
    const linker = new Linker(kb, new AliasSpotter(kb), load, WEIGHTS);
    expect(await codeOf(linker.link(TEXT))).toBe("ENCODER_MISSING");
    expect(await linker.link(TEXT)).toHaveLength(5);
    await linker.link(TEXT);
    expect(calls).toBe(2);
  });

  it("gives nothing for a text without mentions", async () => {
    const linker = await freshLinker();
    for (const text of ["", " ", "\n", "nothing here", "\ud800", "🦊"])
      expect(await linker.link(text)).toEqual([]);
  });

  it("turns what is too uncertain into NIL and keeps the candidates", async () => {
    const linker = await freshLinker();
    const [free] = await linker.link("Jordan is here.");
    const [bound] = await linker.link("Jordan is here.", { threshold: 1 });
    expect(free?.entity).not.toBeNull();
    expect(bound?.entity).toBeNull();
    expect(bound?.candidates).toEqual(free?.candidates);
    expect(bound?.confidence).toBe(free?.nil.probability);
  });

  it("returns the best topK candidates", async () => {
    const linker = await freshLinker();
    const [all] = await linker.link("Jordan is here.");
    const [two] = await linker.link("Jordan is here.", { topK: 2 });
    expect(all?.candidates).toHaveLength(3);
    expect(two?.candidates).toEqual(all?.candidates.slice(0, 2));
  });

  it("orders what is equal by id", async () => {
    const twins = ["b", "a", "C", "10", "9"].map((id) => ({ id, name: "Springfield", count: 1 }));
    const [link] = await linkerOver(await createKnowledgeBase(twins)).link("We left Springfield.");
    expect(link?.candidates.map(({ id }) => id)).toEqual(["10", "9", "C", "a", "b"]);
  });
});

describe("allowed candidates", () => {
  it("restrict all mentions, or one", async () => {
    const linker = await freshLinker();
    const text = "Jordan left Chicago.";
    const links = await linker.link(text, { candidates: ["river:jordan"] });
    expect(links.map(({ candidates }) => candidates.map(({ id }) => id))).toEqual([["river:jordan"], []]);
    expect(ids(links)).toEqual(["river:jordan", null]);
    const mentions = [
      { ...spanOf(text, "Jordan"), candidates: ["per:jordan", "loc:jordan"] },
      spanOf(text, "Chicago"),
    ];
    const given = await linker.link(text, { mentions });
    expect(given[0]?.candidates.map(({ id }) => id).sort()).toEqual(["loc:jordan", "per:jordan"]);
    expect(ids(given)[1]).toBe("loc:chicago");
  });

  it("of a mention are its candidates, whatever it is called", async () => {
    const linker = await freshLinker();
    const text = "Jordan left Chicago.";
    const mentions = [{ ...spanOf(text, "Chicago"), candidates: ["per:jordan", "loc:chicago"] }];
    const [link] = await linker.link(text, { mentions });
    expect(link?.candidates.map(({ id }) => id)).toEqual(["loc:chicago", "per:jordan"]);
    expect(await linker.generate(text, { mentions }, 10)).toEqual([["loc:chicago", "per:jordan"]]);
  });

  it("are generated in an order of their own, without the context", async () => {
    const linker = await freshLinker();
    const text = "Jordan flows into the Dead Sea.";
    const mentions = [spanOf(text, "Jordan")];
    const [all = []] = await linker.generate(text, { mentions }, 10);
    const [link] = await linker.link(text, { mentions });
    expect([...all].sort()).toEqual(link?.candidates.map(({ id }) => id).sort());
    expect(await linker.generate(text, { mentions }, 2)).toEqual([all.slice(0, 2)]);
  });

  it("that the KB does not have are an error, with the one that was probably meant", async () => {
    const linker = await freshLinker();
    const error = await linker
      .link("Jordan left.", { candidates: ["loc:jordn"] })
      .catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: "CANDIDATE_UNKNOWN",
      details: { id: "loc:jordn", near: "loc:jordan" },
    });
  });

  it("leave no answer where none is allowed", async () => {
    const [link] = await (await freshLinker()).link("Jordan left.", { candidates: [] });
    expect(link).toMatchObject({ entity: null, candidates: [], confidence: 1 });
  });
});

describe("given mentions", () => {
  it("are decided as they are, in the order of the text", async () => {
    const text = "The jordan river and the JORDAN, near Atlantis and chicagos";
    const mentions = ["chicagos", "Atlantis", "JORDAN", "jordan river", "jordan"].map((name) =>
      spanOf(text, name),
    );
    const links = await (await freshLinker()).link(text, { mentions });
    expect(links.map(({ text }) => text)).toEqual([
      "jordan river",
      "jordan",
      "JORDAN",
      "Atlantis",
      "chicagos",
    ]);
    expect(ids(links)[0]).toBe("river:jordan");
    expect(links[3]).toMatchObject({ entity: null, candidates: [], confidence: 1, nil: { probability: 1 } });
    expect(links[4]?.candidates.map(({ id }) => id)).toEqual(["loc:chicago"]);
  });

  it("may have no word in them, or half a character", async () => {
    const links = await (await freshLinker()).link(" … 🦊", {
      mentions: [
        { start: 0, end: 1 },
        { start: 1, end: 2 },
        { start: 3, end: 4 },
      ],
    });
    expect(ids(links)).toEqual([null, null, null]);
  });

  it("agree with what is found", async () => {
    const linker = await freshLinker();
    const found = await linker.link(TEXT);
    expect(await linker.link(TEXT, { mentions: found.map(({ start, end }) => ({ start, end })) })).toEqual(
      found,
    );
  });

  it.each([
    [{ start: -1, end: 3 }],
    [{ start: 3, end: 3 }],
    [{ start: 4, end: 3 }],
    [{ start: 0, end: 9 }],
    [{ start: 0.5, end: 2 }],
    [{ start: Number.NaN, end: 2 }],
  ])("must lie inside the text: %j", async (mention) => {
    expect(await codeOf((await freshLinker()).link("Jordan", { mentions: [mention] }))).toBe("SPAN_INVALID");
  });
});

describe("linkMentions", () => {
  it("decides mentions by the contexts on both sides", async () => {
    const linker = await freshLinker();
    const links = await linker.linkMentions([
      { contextLeft: "The basketball player", mention: "Jordan", contextRight: "of the Chicago Bulls won." },
      { contextLeft: "", mention: "Atlantis", contextRight: "" },
      { contextLeft: "The spotted cat, a ", mention: "jaguar", contextRight: ", hunts its prey." },
    ]);
    expect(ids(links)).toEqual(["per:jordan", null, "cat:jaguar"]);
    expect(links.map(({ text }) => text)).toEqual(["Jordan", "Atlantis", "jaguar"]);
    expect(links[0]?.start).toBe("The basketball player ".length);
  });

  it("refuses what is no text", async () => {
    const linker = await freshLinker();
    const half = [{ mention: "Jordan" }] as unknown as Parameters<typeof linker.linkMentions>[0];
    expect(await codeOf(linker.linkMentions(half))).toBe("TEXT_INVALID");
    const empty = [{ contextLeft: "a", mention: "", contextRight: "b" }];
    expect(await codeOf(linker.linkMentions(empty))).toBe("SPAN_INVALID");
  });
});

describe("wrong input", () => {
  it.each([null, undefined, 5, {}, ["a"]])("%j is no text", async (text) => {
    expect(await codeOf((await freshLinker()).link(text as unknown as string))).toBe("TEXT_INVALID");
  });

  it.each<[string, object]>([
    ["topK", { topK: 0 }],
    ["topK", { topK: 1.5 }],
    ["threshold", { threshold: Number.NaN }],
    ["threshold", { threshold: 2 }],
    ["mode", { mode: "some" }],
    ["budget", { budget: "cheap" }],
  ])("%s of %j", async (option, options) => {
    const error = await (await freshLinker())
      .link("Jordan", options as LinkOptions)
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "OPTION_INVALID", details: { option } });
  });
});

describe("the same input gives the same bytes", () => {
  const bytes = async (linker: Linker, options: LinkOptions = {}) =>
    JSON.stringify(await linker.link(TEXT, options));

  it("of two linkers and of two runs, whatever came between", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const linker = linkerOver(kb);
    const first = await bytes(linker);
    await linker.link("Something else about a jaguar and Michael Jordan.", { mode: "all" });
    expect(await bytes(linker)).toBe(first);
    expect(await bytes(linkerOver(kb))).toBe(first);
    expect(await bytes(await freshLinker())).toBe(first);
    expect(await bytes(linkerOver(await createKnowledgeBase(RECORDS.toReversed())))).toBe(first);
  });

  it("of a mention whatever other mentions are decided with it", async () => {
    const linker = await freshLinker();
    const together = await linker.link(TEXT);
    for (const link of together) {
      const { start, end } = link;
      expect(JSON.stringify(await linker.link(TEXT, { mentions: [{ start, end }] }))).toBe(
        JSON.stringify([link]),
      );
    }
  });

  it("of calls at the same time", async () => {
    const linker = await freshLinker();
    const alone = await bytes(await freshLinker());
    expect(await Promise.all([bytes(linker), bytes(linker), bytes(linker)])).toEqual([alone, alone, alone]);
  });

  it("of long texts, which are decided in parts", async () => {
    const linker = await freshLinker();
    const sentence = "They met Jordan there.\n\n";
    const links = await linker.link(sentence.repeat(600), { mode: "names" });
    expect(links).toHaveLength(600);
    const [first, ...rest] = links.map(({ candidates, nil }) => JSON.stringify({ candidates, nil }));
    // Away from the ends, where there is less text around.
    for (const link of rest.slice(100, -100)) expect(link).toBe(rest[100]);
    expect(first).toBeDefined();
  });
});

describe("edits of the KB", () => {
  it("count from the next call on", async () => {
    const linker = await freshLinker();
    const text = "Jordan met Zara Quill in Chicago.";
    expect(ids(await linker.link(text)).at(-1)).toBe("loc:chicago");
    linker.kb.edit([
      { put: { id: "per:quill", name: "Zara Quill", description: "a novelist" } },
      { remove: "loc:chicago" },
    ]);
    const links = await linker.link(text);
    expect(links.map(({ text }) => text)).toEqual(["Jordan", "Zara Quill"]);
    expect(ids(links)[1]).toBe("per:quill");
  });

  it("change what an entity is recognised by", async () => {
    const linker = await freshLinker();
    const text = "The jaguar is an aircraft, a fighter jet with engines.";
    const before = (await linker.link(text, { mode: "all", budget: "best" })).find(
      ({ text }) => text === "jaguar",
    );
    const record = linker.kb.entity("cat:jaguar");
    expect(record).toBeDefined();
    if (record === undefined) return;
    linker.kb.edit([{ put: { ...record, description: "a fighter jet, an aircraft with two engines" } }]);
    const after = (await linker.link(text, { mode: "all", budget: "best" })).find(
      ({ text }) => text === "jaguar",
    );
    const context = (link: Link | undefined) =>
      link?.candidates.find(({ id }) => id === "cat:jaguar")?.evidence.context ?? 0;
    expect(context(after)).toBeGreaterThan(context(before) + 0.5);
    const edited = RECORDS.map((old) => (old.id === "cat:jaguar" ? (linker.kb.entity(old.id) ?? old) : old));
    const rebuilt = linkerOver(await createKnowledgeBase(edited));
    const vectors = (links: readonly Link[]) => links.map(({ candidates }) => candidates.map(({ id }) => id));
    expect(vectors(await linker.link(text, { mode: "all", budget: "best" }))).toEqual(
      vectors(await rebuilt.link(text, { mode: "all", budget: "best" })),
    );
  });

  it("made while a text is being linked do not reach later answers half", async () => {
    const linker = await freshLinker();
    const text = "The jaguar is a fighter jet.";
    const running = linker.link(text, { mode: "all" });
    const put = { id: "cat:jaguar", name: "jaguar", description: "a fighter jet", count: 40 };
    linker.kb.edit([{ put }]);
    const after = linker.link(text, { mode: "all" });
    await running;
    const fresh = await freshLinker();
    fresh.kb.edit([{ put }]);
    expect(await after).toEqual(await fresh.link(text, { mode: "all" }));
    expect(await linker.link(text, { mode: "all" })).toEqual(await after);
  });
});

describe("close", () => {
  it("closes the encoder and the KB, and may follow a failure", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    let closed = 0;
    const load = async () => sentenceContexts({ ...encoder, close: async () => void closed++ });
    const linker = new Linker(kb, new AliasSpotter(kb), load, WEIGHTS);
    await linker.warmUp("prior");
    expect(closed).toBe(0);
    await linker.warmUp();
    await linker.close();
    expect(closed).toBe(1);
    const broken = new Linker(
      await createKnowledgeBase(RECORDS),
      new AliasSpotter(kb),
      () => Promise.reject(new NamesakeError("ENCODER_MISSING", { why: "for a test" })),
      WEIGHTS,
    );
    expect(await codeOf(broken.warmUp())).toBe("ENCODER_MISSING");
    await broken.close();
  });
});
