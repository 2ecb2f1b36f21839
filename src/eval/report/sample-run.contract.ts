import { classifyErrors } from "../errors/error-classes.js";
import type { JudgedSet } from "../judged.js";
import { measure } from "../metrics/measure.js";
import type { Evaluation, LinkerResult, Result } from "../result.js";
import {
  type AnswerSample,
  ENTITIES,
  type GoldSample,
  HOSTILE,
  sampleDocument,
  sampleFacts,
} from "./sample.contract.js";

/** Two linkers' answers to a sample. */
interface Sample {
  dataset: string;
  id: string;
  text: string;
  gold: GoldSample[];
  answers: Record<string, { given: (Omit<AnswerSample, "at"> | null)[]; found: AnswerSample[] }>;
}

const SAMPLES: Sample[] = [
  {
    dataset: "news",
    id: "cup",
    text: "Paris won the cup in extra time, and the streets of Paris were full until morning.",
    gold: [
      { at: "Paris", id: "paris-fc" },
      { at: ["Paris", 1], id: "paris" },
    ],
    answers: {
      namesake: {
        given: [
          {
            ranked: [
              ["paris-fc", 0.62],
              ["paris", 0.31],
              ["paris-troy", 0.02],
            ],
          },
          {
            ranked: [
              ["paris", 0.93],
              ["paris-fc", 0.04],
            ],
          },
        ],
        found: [
          {
            at: "Paris",
            ranked: [
              ["paris-fc", 0.62],
              ["paris", 0.31],
            ],
          },
          { at: "streets of Paris", ranked: [["paris", 0.71]] },
        ],
      },
      prior: {
        given: [
          {
            ranked: [
              ["paris", 0.9],
              ["paris-fc", 0.1],
            ],
          },
          {
            ranked: [
              ["paris", 0.9],
              ["paris-fc", 0.1],
            ],
          },
        ],
        found: [
          {
            at: "Paris",
            ranked: [
              ["paris", 0.9],
              ["paris-fc", 0.1],
            ],
          },
          {
            at: ["Paris", 1],
            ranked: [
              ["paris", 0.9],
              ["paris-fc", 0.1],
            ],
          },
        ],
      },
    },
  },
  {
    dataset: "news",
    id: "shot",
    text: "Jordan took the last shot. Years later Michael Jordan spoke in Amman about his road to Jordan.",
    gold: [
      { at: "Jordan", id: "michael-jordan" },
      { at: "Michael Jordan", id: "michael-jordan" },
      { at: "Amman", reference: "Amman", label: "LOC", count: 40 },
      { at: ["Jordan", 2], id: "jordan", slices: ["second meaning"] },
    ],
    answers: {
      namesake: {
        given: [
          {
            ranked: [
              ["barbara-jordan", 0.44],
              ["michael-jordan", 0.4],
              ["jordan", 0.1],
            ],
          },
          { ranked: [["michael-jordan", 0.98]] },
          { ranked: [["jordan", 0.12]], nil: true },
          {
            ranked: [
              ["jordan", 0.83],
              ["michael-jordan", 0.11],
            ],
          },
        ],
        found: [
          {
            at: "Jordan",
            ranked: [
              ["barbara-jordan", 0.44],
              ["michael-jordan", 0.4],
            ],
          },
          { at: "Michael Jordan", ranked: [["michael-jordan", 0.98]] },
          { at: ["Jordan", 2], ranked: [["jordan", 0.83]] },
        ],
      },
      prior: {
        given: [
          {
            ranked: [
              ["jordan", 0.75],
              ["michael-jordan", 0.25],
            ],
          },
          { ranked: [["michael-jordan", 1]] },
          null,
          {
            ranked: [
              ["jordan", 0.75],
              ["michael-jordan", 0.25],
            ],
          },
        ],
        found: [
          { at: "Jordan", ranked: [["jordan", 0.75]] },
          { at: ["Jordan", 1], ranked: [["jordan", 0.75]] },
          { at: ["Jordan", 2], ranked: [["jordan", 0.75]] },
        ],
      },
    },
  },
  {
    dataset: "news",
    id: "lab",
    text: "The University of Oslo opened a lab for java developers near Java Lane.",
    gold: [
      { at: "University of Oslo", id: "university-oslo" },
      { at: "java", id: "java-language" },
      { at: "Java Lane" },
    ],
    answers: {
      namesake: {
        given: [
          { ranked: [["university-oslo", 0.97]] },
          {
            ranked: [
              ["java-language", 0.3],
              ["java-island", 0.2],
            ],
            nil: true,
          },
          {
            ranked: [
              ["java-island", 0.51],
              ["java-language", 0.2],
            ],
          },
        ],
        found: [
          { at: "Oslo", ranked: [["oslo", 0.66]] },
          { at: "Java Lane", ranked: [["java-island", 0.51]] },
        ],
      },
      prior: {
        given: [{ ranked: [["university-oslo", 1]] }, { ranked: [["java-language", 0.7]] }, null],
        found: [
          { at: "University of Oslo", ranked: [["university-oslo", 1]] },
          { at: "java", ranked: [["java-language", 0.7]] },
        ],
      },
    },
  },
  {
    dataset: "stories",
    id: "traders",
    text: "Roman traders filled the old gauge with Mercury, while Mercury rose over Rome.",
    gold: [
      { at: "Roman", id: "rome" },
      { at: "Mercury", id: "mercury-metal" },
      { at: ["Mercury", 1], id: "mercury-planet" },
      { at: "Rome", id: "rome", optional: true },
    ],
    answers: {
      namesake: {
        given: [
          {
            ranked: [
              ["roman-empire", 0.58],
              ["rome", 0.4],
            ],
          },
          {
            ranked: [
              ["mercury-planet", 0.5],
              ["mercury-metal", 0.45],
            ],
          },
          {
            ranked: [
              ["mercury-planet", 0.77],
              ["mercury-god", 0.1],
            ],
          },
          { ranked: [["rome", 0.95]] },
        ],
        found: [
          {
            at: "Mercury",
            ranked: [
              ["mercury-planet", 0.5],
              ["mercury-metal", 0.45],
            ],
          },
          { at: ["Mercury", 1], ranked: [["mercury-planet", 0.77]] },
          { at: "Rome", ranked: [["rome", 0.95]] },
        ],
      },
      prior: {
        given: [
          { ranked: [["roman-empire", 0.8]] },
          { ranked: [["mercury-planet", 0.5]] },
          { ranked: [["mercury-planet", 0.5]] },
          { ranked: [["rome", 1]] },
        ],
        found: [{ at: "Roman", ranked: [["roman-empire", 0.8]] }],
      },
    },
  },
  {
    dataset: "stories",
    id: HOSTILE,
    text: `A note said: ${HOSTILE} and it came from Oslo.`,
    gold: [
      { at: HOSTILE, reference: HOSTILE, label: HOSTILE, slices: [HOSTILE] },
      { at: "Oslo", id: "oslo" },
    ],
    answers: {
      namesake: {
        given: [{ ranked: [[HOSTILE, 0.5]] }, { ranked: [["oslo", 0.99]] }],
        found: [{ at: HOSTILE, ranked: [[HOSTILE, 0.5]] }],
      },
      prior: { given: [null, { ranked: [["oslo", 1]] }], found: [] },
    },
  },
  ...Array.from({ length: 8 }, (_, i): Sample => {
    const answer: [string, number][] = [["oslo", 0.8 + i / 50]];
    return {
      dataset: "stories",
      id: `letter ${i + 1}`,
      text: `Letter ${i + 1}. It rained in Oslo for ${i + 2} days, so we stayed in and read.`,
      gold: [{ at: "Oslo", id: "oslo" }],
      answers: {
        namesake: { given: [{ ranked: answer }], found: [{ at: "Oslo", ranked: answer }] },
        prior: { given: [{ ranked: answer }], found: [{ at: "Oslo", ranked: answer }] },
      },
    };
  }),
];

/** Runs of two linkers on two data sets, with gold mentions given and end to end. */
export function sampleSets(linkers: readonly string[] = ["namesake", "prior"]): JudgedSet[] {
  return linkers.flatMap((linker) =>
    [...new Set(SAMPLES.map(({ dataset }) => dataset))].map((dataset) => ({
      dataset,
      linker,
      documents: SAMPLES.filter((sample) => sample.dataset === dataset).map(({ id, text, gold, answers }) => {
        const document = sampleDocument(id, text, gold, answers[linker] ?? {});
        const generated =
          document.given?.map((answer) => answer?.candidates.map((one) => one.id) ?? []) ?? null;
        return { ...document, generated };
      }),
    })),
  );
}

/** An evaluation of sets, measured as `evaluate` does; the last linker is the baseline. */
export function sampleEvaluation(sets: readonly JudgedSet[]): Evaluation {
  const linkers = [...new Set(sets.map(({ linker }) => linker))];
  const result = (some: readonly JudgedSet[], intervals = false): Result => {
    const documents = some.flatMap((set) => set.documents);
    return {
      ...measure(documents, { ks: [1, 2, 10], classOf: sampleFacts.classOf, intervals }),
      errors: classifyErrors(documents, sampleFacts).classes,
    };
  };
  const results = Object.fromEntries(
    linkers.map((linker) => {
      const own = sets.filter((set) => set.linker === linker);
      const datasets = Object.fromEntries(own.map((set) => [set.dataset, result([set])]));
      return [linker, { ...result(own, true), datasets }];
    }),
  );
  const [first = "", best = ""] = [linkers[0], linkers.at(-1)];
  const main = results[first] as LinkerResult;
  const overall = results[best]?.overall ?? {};
  return {
    version: 1,
    created: "2030-01-02T03:04:05.000Z",
    linker: first,
    kb: { name: "samples", entities: ENTITIES.length, contentHash: "0123456789abcdef" },
    options: { mode: "both", note: HOSTILE },
    ...main,
    baseline: {
      best,
      overall,
      aboveBaseline: (main.overall.inKbAccuracy ?? 0) - (overall.inKbAccuracy ?? 0),
      linkers: { [best]: overall },
      datasets: Object.fromEntries(
        Object.entries(results[best]?.datasets ?? {}).map(([name, one]) => [name, { [best]: one.overall }]),
      ),
    },
    datasets: Object.fromEntries(
      sets
        .filter((set) => set.linker === first)
        .map(({ dataset, documents }) => [
          dataset,
          {
            path: `${dataset}.jsonl`,
            format: "namesake",
            documents: documents.length,
            mentions: documents.reduce((sum, { gold }) => sum + gold.length, 0),
            problems: 0,
          },
        ]),
    ),
    linkers: results,
    comparisons: [
      { linker: first, against: best, headlines: { inKbAccuracy: { difference: 0.125, p: 0.03125 } } },
    ],
    problems: { count: 1, first: [HOSTILE] },
  };
}
