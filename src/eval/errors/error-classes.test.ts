import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "../judged.js";
import { countDisambiguation, type DisambiguationCounts } from "../metrics/disambiguation.js";
import { measureEndToEnd } from "../metrics/end-to-end.js";
import { judgedDocument } from "../metrics/judged-samples.contract.js";
import {
  type AnswerSample,
  type GoldSample,
  sampleDocument,
  sampleFacts,
} from "../report/sample.contract.js";
import type { EntityFacts } from "./entity-facts.js";
import { classifyErrors, contextOf } from "./error-classes.js";
import { ERROR_GROUPS, ERROR_KINDS, readErrorClass } from "./error-taxonomy.js";

const classify = (document: JudgedDocument, facts = sampleFacts) =>
  classifyErrors([document], facts, "samples");
/** The classes of the document's errors, without the mode. */
const kinds = (document: JudgedDocument, facts = sampleFacts) =>
  classify(document, facts).errors.map(({ text, classes }) => [
    text,
    ...classes.map((name) => name.split("/")[1]),
  ]);

/** Entities of drawn documents. */
const letterFacts: EntityFacts = {
  name: (id) => `${id} xx`,
  classOf: (id) => ({ A: "LOC", B: "ORG", C: "PER" })[id],
  count: (id) => id.charCodeAt(0),
};

/** One gold mention that is given, and its answer. */
const given = (text: string, gold: GoldSample, answer: Omit<AnswerSample, "at"> | null, rest = {}) =>
  sampleDocument("d", text, [gold], { given: [answer] }, rest);
/** Gold mentions, and what was found. */
const found = (text: string, gold: GoldSample[], answers: AnswerSample[], rest = {}) =>
  sampleDocument("d", text, gold, { found: answers }, rest);

describe("wrong disambiguation", () => {
  it("is a demonym where a place is called by its adjective", () => {
    const document = given(
      "Roman traders came first.",
      { at: "Roman", id: "rome" },
      { ranked: [["roman-empire", 0.7]] },
    );
    expect(kinds(document)).toEqual([["Roman", "wrong", "wrong-demonym", "wrong-candidates"]]);
  });

  it("asks the facts for demonyms where they know them", () => {
    const document = given(
      "Roman traders came first.",
      { at: "Roman", id: "rome" },
      { ranked: [["roman-empire", 0.7]] },
    );
    const facts = { ...sampleFacts, isDemonym: () => false };
    expect(kinds(document, facts)[0]).toContain("wrong-other");
    expect(kinds(document, { ...sampleFacts, isDemonym: (word) => word === "Roman" })[0]).toContain(
      "wrong-demonym",
    );
  });

  it("is a metonymy where a place stands for its club and the place was linked", () => {
    const text = "Paris won the cup in extra time.";
    const ranked: [string, number][] = [
      ["paris", 0.8],
      ["paris-fc", 0.1],
    ];
    expect(kinds(given(text, { at: "Paris", id: "paris-fc" }, { ranked }))).toEqual([
      ["Paris", "wrong", "wrong-metonymy", "wrong-multiple-candidates"],
    ]);
    // Another thing than the place was linked, so the place did not mislead.
    const other: [string, number][] = [
      ["paris-troy", 0.8],
      ["paris", 0.1],
      ["paris-fc", 0.05],
    ];
    expect(kinds(given(text, { at: "Paris", id: "paris-fc" }, { ranked: other }))[0]).toContain(
      "wrong-partial-name",
    );
  });

  it("is a partial name where the mention is some words of the name", () => {
    const document = given(
      "Jordan took the last shot.",
      { at: "Jordan", id: "michael-jordan" },
      { ranked: [["barbara-jordan", 0.5]] },
    );
    expect(kinds(document)).toEqual([["Jordan", "wrong", "wrong-partial-name", "wrong-candidates"]]);
  });

  it("is a rare meaning where the most popular candidate was linked", () => {
    const ranked: [string, number][] = [
      ["mercury-planet", 0.6],
      ["mercury-metal", 0.3],
    ];
    const document = given(
      "The old gauge was filled with Mercury.",
      { at: "Mercury", id: "mercury-metal" },
      { ranked },
    );
    expect(kinds(document)).toEqual([["Mercury", "wrong", "wrong-rare", "wrong-multiple-candidates"]]);
    const popular = { ...sampleFacts, mostPopular: () => ["mercury-god"] };
    expect(kinds(document, popular)[0]).toContain("wrong-other");
  });

  it("is another one where none of these fits", () => {
    const ranked: [string, number][] = [
      ["mercury-god", 0.6],
      ["mercury-planet", 0.3],
    ];
    const document = given(
      "Tonight Mercury is close to the moon.",
      { at: "Mercury", id: "mercury-planet" },
      { ranked },
    );
    expect(kinds(document)).toEqual([["Mercury", "wrong", "wrong-other", "wrong-multiple-candidates"]]);
  });

  it("prefers the candidate stage's own list to the ranked one", () => {
    const gold = { at: "Mercury", id: "mercury-planet" };
    const answer: Omit<AnswerSample, "at"> = { ranked: [["mercury-god", 0.6]] };
    const generated = [["mercury-god", "mercury-planet"]];
    expect(kinds(given("Mercury rises.", gold, answer, { generated }))[0]).toContain(
      "wrong-multiple-candidates",
    );
    expect(kinds(given("Mercury rises.", gold, answer))[0]).toContain("wrong-candidates");
  });

  it("says nothing of candidates where the linker told none", () => {
    const document = given(
      "Mercury rises.",
      { at: "Mercury", id: "mercury-planet" },
      { ranked: [["mercury-god", 0.6]] },
    );
    const bare = {
      ...document,
      given: document.given?.map((one) => one && { ...one, candidates: [] }) ?? null,
    };
    const { classes } = classify(bare);
    expect(classes["given/wrong-candidates"]).toEqual({ errors: 0, opportunities: 0 });
    expect(classes["given/wrong"]).toEqual({ errors: 1, opportunities: 1 });
  });

  it("counts right links among the opportunities of what they could have been", () => {
    const ranked: [string, number][] = [
      ["paris-fc", 0.8],
      ["paris", 0.1],
    ];
    const { classes, errors } = classify(
      given("Paris won again.", { at: "Paris", id: "paris-fc" }, { ranked }),
    );
    expect(errors).toEqual([]);
    const opportunities = Object.entries(classes).filter(([, counts]) => counts.opportunities > 0);
    expect(opportunities.map(([name]) => name.split("/")[1])).toEqual([
      "wrong",
      "wrong-metonymy",
      "wrong-other",
      "wrong-candidates",
      "wrong-multiple-candidates",
      "answered-nil",
    ]);
  });
});

describe("NIL decisions", () => {
  it("are wrong where an entity is meant", () => {
    const document = given("Oslo voted.", { at: "Oslo", id: "oslo" }, { ranked: [["oslo", 0.2]], nil: true });
    expect(kinds(document)).toEqual([["Oslo", "answered-nil"]]);
    expect(kinds(given("Oslo voted.", { at: "Oslo", id: "oslo" }, null))).toEqual([["Oslo", "answered-nil"]]);
  });

  it("are missing where nothing in the KB is meant", () => {
    const document = given("Java Lane is closed.", { at: "Java Lane" }, { ranked: [["java-island", 0.4]] });
    expect(kinds(document)).toEqual([["Java Lane", "nil-linked"]]);
  });

  it("are an error of their own for spans that were found", () => {
    const document = found(
      "Oslo voted.",
      [{ at: "Oslo", id: "oslo" }],
      [{ at: "Oslo", ranked: [["oslo", 0.2]], nil: true }],
    );
    expect(kinds(document)).toEqual([["Oslo", "answered-nil"]]);
    expect(classify(document).classes["found/undetected"]).toEqual({ errors: 0, opportunities: 1 });
  });
});

describe("undetected mentions", () => {
  it("are lowercased", () => {
    expect(kinds(found("We like java best.", [{ at: "java", id: "java-language" }], []))).toEqual([
      ["java", "undetected", "undetected-lowercased"],
    ]);
  });

  it("are partially included", () => {
    const document = found(
      "She left the University of Oslo early.",
      [{ at: "University of Oslo", id: "university-oslo" }],
      [{ at: "Oslo", ranked: [["oslo", 0.9]] }],
    );
    expect(kinds(document)).toEqual([
      ["University of Oslo", "undetected", "undetected-partially-included"],
      ["Oslo", "false-detection", "false-detection-other"],
    ]);
  });

  it("are partially overlapped", () => {
    const document = found(
      "The Amazon Rome office opened.",
      [{ at: "Rome office", id: "rome" }],
      [{ at: "Amazon Rome", ranked: [["amazon-company", 0.9]] }],
    );
    expect(kinds(document)[1]).toEqual(["Rome office", "undetected", "undetected-partial-overlap"]);
  });

  it("are others, and those of scripts without case are not lowercased", () => {
    expect(kinds(found("Oslo voted.", [{ at: "Oslo", id: "oslo" }], []))).toEqual([
      ["Oslo", "undetected", "undetected-other"],
    ]);
    expect(kinds(found("我在羅馬。", [{ at: "羅馬", id: "rome" }], []))).toEqual([
      ["羅馬", "undetected", "undetected-other"],
    ]);
  });
});

describe("false detections", () => {
  it("are lowercased", () => {
    expect(
      kinds(found("A cup of java, please.", [], [{ at: "java", ranked: [["java-island", 0.5]] }])),
    ).toEqual([["java", "false-detection", "false-detection-lowercased"]]);
  });

  it("are NIL in the gold data", () => {
    const document = found(
      "Java Lane is closed.",
      [{ at: "Java Lane" }],
      [{ at: "Java Lane", ranked: [["java-island", 0.5]] }],
    );
    expect(kinds(document)).toEqual([["Java Lane", "false-detection", "false-detection-unknown"]]);
    expect(classify(document).classes["found/false-detection-unknown"]).toEqual({
      errors: 1,
      opportunities: 1,
    });
  });

  it("have the right entity on the wrong span", () => {
    const document = found(
      "The city of Rome fell.",
      [{ at: "Rome", id: "rome" }],
      [{ at: "city of Rome", ranked: [["rome", 0.9]] }],
    );
    expect(kinds(document)).toEqual([
      ["city of Rome", "false-detection", "false-detection-wrong-span"],
      ["Rome", "undetected", "undetected-partial-overlap"],
    ]);
  });

  it("are others", () => {
    expect(kinds(found("Call Jordan now.", [], [{ at: "Jordan", ranked: [["jordan", 0.5]] }]))).toEqual([
      ["Jordan", "false-detection", "false-detection-other"],
    ]);
  });

  it("do not count where they are ignored, optional, outside or NIL", () => {
    const link: AnswerSample = { at: "Jordan", ranked: [["jordan", 0.5]] };
    const text = "Call Jordan now.";
    expect(kinds(found(text, [], [link], { ignore: [{ start: 0, end: 8 }] }))).toEqual([]);
    expect(kinds(found(text, [], [link], { evaluationSpan: { start: 0, end: 4 } }))).toEqual([]);
    expect(kinds(found(text, [{ at: "Jordan", id: "michael-jordan", optional: true }], [link]))).toEqual([]);
    expect(kinds(found(text, [], [{ ...link, nil: true }]))).toEqual([]);
  });
});

describe("classifyErrors", () => {
  it("describes an error as a line of a file", () => {
    const ranked: [string, number][] = [
      ["mercury-planet", 0.6],
      ["mercury-metal", 0.3],
    ];
    const document = given("A drop of Mercury fell.", { at: "Mercury", id: "mercury-metal" }, { ranked });
    expect(classify(document).errors).toEqual([
      {
        dataset: "samples",
        document: "d",
        start: 10,
        end: 17,
        text: "Mercury",
        context: { left: "A drop of ", right: " fell." },
        gold: { reference: "mercury", ids: ["mercury-metal"], name: "mercury" },
        predicted: { id: "mercury-planet", name: "Mercury", confidence: 0.6 },
        candidates: [
          { id: "mercury-planet", name: "Mercury", probability: 0.6 },
          { id: "mercury-metal", name: "mercury", probability: 0.3 },
        ],
        mode: "given",
        classes: ["given/wrong", "given/wrong-rare", "given/wrong-multiple-candidates"],
      },
    ]);
  });

  it("gives spurious links their surroundings, in whole characters", () => {
    const text = `${"😀".repeat(40)} Jordan ${"😀".repeat(40)}`;
    const [error] = classify(found(text, [], [{ at: "Jordan", ranked: [["jordan", 0.5]] }])).errors;
    expect(error?.gold).toBeNull();
    expect(error?.context).toEqual({ left: `${"😀".repeat(29)} `, right: ` ${"😀".repeat(29)}` });
    expect(contextOf("ab", { start: 0, end: 1 })).toEqual({ left: "", right: "b" });
  });

  it("cuts surroundings between words", () => {
    const text = `${"bridge ".repeat(20)}Jordan ${"bridge ".repeat(20)}`;
    const around = ` ${"bridge ".repeat(8)}`;
    expect(contextOf(text, { start: 140, end: 146 })).toEqual({ left: around, right: around });
  });

  it("has the classes of the modes that were run", () => {
    const text = "Oslo voted.";
    const names = (document: JudgedDocument) => Object.keys(classify(document).classes);
    const only = names(given(text, { at: "Oslo", id: "oslo" }, null));
    expect(only).toContain("given/nil-linked");
    expect(only.every((name) => name.startsWith("given/"))).toBe(true);
    const end = names(found(text, [], []));
    expect(end).toContain("found/undetected");
    expect(end).not.toContain("found/nil-linked");
    for (const name of [...only, ...end])
      expect(ERROR_GROUPS).toHaveProperty(readErrorClass(name)?.group ?? "");
  });

  it("reads no other text as a class", () => {
    for (const name of ["", "given", "given/", "given/toString", "lost/wrong", "given/all"])
      expect(readErrorClass(name)).toBeUndefined();
  });
});

describe("counts", () => {
  it("never have more errors than opportunities, add up, and agree with the scores", () => {
    fc.assert(
      fc.property(fc.array(judgedDocument, { maxLength: 3 }), (documents) => {
        const { classes, errors } = classifyErrors(documents, letterFacts);
        for (const [name, counts] of Object.entries(classes)) {
          expect(counts.errors, name).toBeLessThanOrEqual(counts.opportunities);
          const listed = errors.filter((error) => (error.classes as string[]).includes(name));
          expect(listed.length, name).toBe(counts.errors);
        }
        expect(errors.every((error) => error.classes.length > 0)).toBe(true);
        const count = (name: string) => classes[name]?.errors ?? 0;
        for (const mode of ["given", "found"])
          for (const group of ["wrong", "undetected", "false-detection"]) {
            const parts = Object.entries(ERROR_KINDS)
              .filter(
                ([kind, text]) => text.group === group && kind !== group && !kind.endsWith("candidates"),
              )
              .map(([kind]) => count(`${mode}/${kind}`));
            expect(parts.reduce((sum, part) => sum + part, 0)).toBe(count(`${mode}/${group}`));
          }
        const { strict } = measureEndToEnd(documents);
        expect(count("found/wrong") + count("found/false-detection")).toBe(strict.fp);
        const counts = documents.map(countDisambiguation);
        const sum = (of: (one: DisambiguationCounts) => number) =>
          counts.reduce((all, one) => all + of(one), 0);
        expect(count("given/wrong") + count("given/answered-nil")).toBe(
          sum((one) => one.askedInKb - one.rightInKb),
        );
        expect(count("given/nil-linked")).toBe(sum(({ nilFn }) => nilFn));
      }),
      { numRuns: 150 },
    );
  });
});
