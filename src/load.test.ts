import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildKnowledgeBase } from "./kb/folder.js";
import { FEATURES } from "./link/features.js";
import { linkerParts, readWeights, shippedWeights } from "./linker-parts.js";
import { loadKnowledgeBase, loadLinker } from "./load.js";
import { capitalSpans } from "./models/spans/capital-spans.contract.js";
import { capitalNames } from "./models/tagger/capital-names.contract.js";
import { starterFolder } from "./starter.js";
import { configOf } from "./train/config/index.js";
import { saveSpans, spanSchema } from "./train/spans/index.js";
import { saveTagger, taggerSchema } from "./train/tagger/index.js";
import { isNerClass } from "./types/ner-classes.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-load-"));
  vi.stubEnv("NAMESAKE_HOME", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function build(path: string): Promise<void> {
  const { knowledgeBase } = await buildKnowledgeBase([{ id: "1", name: "Ann" }], path, () => []);
  await knowledgeBase.close();
}

describe("loadKnowledgeBase", () => {
  it("opens a KB by its name and by its folder", async () => {
    await build(join(folder, "kb", "people"));
    for (const name of ["people", join(folder, "kb", "people")]) {
      const kb = await loadKnowledgeBase(name);
      expect(kb.entity("1")?.name).toBe("Ann");
      await kb.close();
    }
  });

  it("names the KBs there are when there is none of a name", async () => {
    await build(join(folder, "kb", "people"));
    await expect(loadKnowledgeBase("persons")).rejects.toMatchObject({
      code: "KB_NOT_FOUND",
      details: { kb: "persons", known: expect.stringMatching(/^starter, people\b/) },
    });
    await expect(loadKnowledgeBase(join(folder, "nowhere"))).rejects.toMatchObject({ code: "KB_NOT_FOUND" });
  });

  it("opens the starter KB without building it again", async () => {
    const kb = await loadKnowledgeBase("starter", () => expect.unreachable("it is built already"));
    expect(kb.size).toBeGreaterThan(100_000);
    const classes = Object.keys(kb.stats().types["ner"] ?? {});
    expect(classes.filter((name) => !isNerClass(name))).toEqual([]);
    await kb.close();
  });

  it("does not overwrite a starter KB of a later version", async () => {
    vi.stubEnv("NAMESAKE_CACHE", folder);
    const starter = await starterFolder();
    mkdirSync(starter, { recursive: true });
    writeFileSync(join(starter, "manifest.json"), '{"format":"namesake-kb","version":99}');
    await expect(loadKnowledgeBase("starter")).rejects.toMatchObject({ code: "KB_NEWER" });
  });

  it("tells of a cache that cannot be written", async () => {
    writeFileSync(join(folder, "file"), "");
    for (const cache of ["file", "file/cache"]) {
      vi.stubEnv("NAMESAKE_CACHE", join(folder, cache));
      await expect(loadKnowledgeBase("starter")).rejects.toMatchObject({
        code: "CACHE_UNWRITABLE",
        details: { path: join(folder, cache) },
      });
    }
  });
});

describe("loadLinker", () => {
  it("links with the weights of the package", async () => {
    await build(join(folder, "kb", "people"));
    const linker = await loadLinker("people");
    const [link] = await linker.link("We met Ann there.");
    expect(link).toMatchObject({ text: "Ann", candidates: [{ id: "1" }] });
    await linker.close();
  });
});

describe("a linker's finder", () => {
  const linked = async (finder: NonNullable<Parameters<typeof loadLinker>[2]>["finder"]) => {
    const linker = await loadLinker("people", undefined, finder === undefined ? {} : { finder });
    const links = await linker.link("We met Ann and Bob there.", { budget: "prior" });
    await linker.close();
    return links.map(({ text }) => text);
  };

  it("is the aliases of the KB, a model of spans, a tagger, or one of your own", async () => {
    await build(join(folder, "kb", "people"));
    const { settings, tokeniser, parameters } = await capitalSpans(32);
    const preparation = { settings, tokeniser, tower: new Map() };
    const spans = join(folder, "tuned", "spans");
    await saveSpans(spans, {
      config: configOf(spanSchema, undefined),
      preparation,
      parameters,
      threshold: 0.5,
    });
    expect(await linked(undefined)).toEqual(["Ann"]);
    expect(await linked("aliases")).toEqual(["Ann"]);
    expect(await linked(spans)).toEqual(["We", "Ann", "Bob"]);
    expect(await linked({ find: () => [] })).toEqual([]);
    expect(linkerParts(join(folder, "tuned"))).toEqual({ finder: spans });
    const { vocabulary, encoder, sizes, parameters: numbers } = await capitalNames();
    const tagger = join(folder, "tagged", "tagger");
    const { letters, wordWidth, shapeWidth, characterWidth, filters, width } = sizes;
    const standard = configOf(taggerSchema, undefined);
    const model = { ...standard.model, letters, wordWidth, shapeWidth, characterWidth, filters, width };
    await saveTagger(tagger, {
      config: { ...standard, model },
      vocabulary,
      encoder,
      parameters: numbers,
      threshold: 0.5,
    });
    expect(await linked(tagger)).toEqual(["We", "Ann", "Bob"]);
    expect(linkerParts(join(folder, "tagged"))).toEqual({ finder: tagger });
    await expect(linked(join(folder, "nowhere"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});

describe("weights", () => {
  it("are shipped for all features", () => {
    expect(Object.keys(shippedWeights().features).sort()).toEqual(Object.keys(FEATURES).sort());
  });

  it("are read from a file, or it is said why not", () => {
    writeFileSync(join(folder, "half.json"), '{"nil":');
    expect(() => readWeights(join(folder, "half.json"))).toThrow(/half\.json: "file" should be JSON/);
    expect(() => readWeights(join(folder, "missing.json"))).toThrow(/missing\.json: it does not exist/);
  });
});
