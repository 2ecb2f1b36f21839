import type { EntityFacts } from "../errors/entity-facts.js";
import type { JudgedDocument, Prediction, ResolvedMention } from "../judged.js";

/** Entities of the samples: id, name, class, count. */
export const ENTITIES: [string, string, string, number][] = [
  ["paris", "Paris", "LOC", 2_000_000],
  ["paris-texas", "Paris, Texas", "LOC", 25_000],
  ["paris-troy", "Paris", "SUPER", 4_000],
  ["paris-fc", "Paris FC", "ORG", 9_000],
  ["jordan", "Jordan", "LOC", 900_000],
  ["michael-jordan", "Michael Jordan", "PER", 300_000],
  ["barbara-jordan", "Barbara Jordan", "PER", 9_000],
  ["rome", "Rome", "LOC", 1_500_000],
  ["roman-empire", "Roman Empire", "LOC", 400_000],
  ["mercury-planet", "Mercury", "CEL", 80_000],
  ["mercury-metal", "mercury", "PHYS", 60_000],
  ["mercury-god", "Mercury", "SUPER", 30_000],
  ["oslo", "Oslo", "LOC", 500_000],
  ["university-oslo", "University of Oslo", "ORG", 20_000],
  ["amazon-river", "Amazon", "LOC", 120_000],
  ["amazon-company", "Amazon", "ORG", 700_000],
  ["java-island", "Java", "LOC", 90_000],
  ["java-language", "Java", "MEDIA", 200_000],
];

/** What the samples' KB knows. */
export const sampleFacts: EntityFacts = {
  name: (id) => ENTITIES.find(([known]) => known === id)?.[1],
  classOf: (id) => ENTITIES.find(([known]) => known === id)?.[2],
  count: (id) => ENTITIES.find(([known]) => known === id)?.[3] ?? 0,
};

/** A stretch of the sample's text: its words, and which of their occurrences, from 0. */
type Place = string | [words: string, occurrence: number];

function spanOf(text: string, place: Place): { start: number; end: number } {
  const [words, occurrence] = typeof place === "string" ? [place, 0] : place;
  let start = -1;
  for (let i = 0; i <= occurrence; i++) start = text.indexOf(words, start + 1);
  if (start < 0) throw new Error(`"${words}" is not in the sample`);
  return { start, end: start + words.length };
}

export interface GoldSample extends Partial<ResolvedMention> {
  at: Place;
  /** Id of what is meant; absent = NIL. */
  id?: string;
}

export interface AnswerSample {
  at: Place;
  /** Candidates with probabilities, best first; the first is the answer unless `nil` is set. */
  ranked: [string, number][];
  nil?: boolean;
}

function prediction(text: string, { at, ranked, nil }: AnswerSample): Prediction {
  const [best] = ranked;
  const sum = ranked.reduce((total, [, probability]) => total + probability, 0);
  const isNil = nil === true || best === undefined;
  return {
    ...spanOf(text, at),
    entity: isNil ? null : best[0],
    confidence: isNil ? 1 - sum : best[1],
    candidates: ranked.map(([id, probability]) => ({ id, probability })),
  };
}

/**
 * A judged document from the words of its mentions. `given` answers its gold mentions one by one; of `found` each says where it is.
 */
export function sampleDocument(
  id: string,
  text: string,
  gold: readonly GoldSample[],
  answers: { given?: (Omit<AnswerSample, "at"> | null)[]; found?: AnswerSample[] },
  rest: Partial<JudgedDocument> = {},
): JudgedDocument {
  const mentions = gold.map(({ at, id: entity, ...more }): ResolvedMention => {
    const span = spanOf(text, at);
    return {
      ...span,
      text: text.slice(span.start, span.end),
      reference: entity === undefined ? null : (sampleFacts.name(entity) ?? entity),
      right: entity === undefined ? [] : [entity],
      label: entity === undefined ? undefined : sampleFacts.classOf(entity),
      optional: false,
      parent: undefined,
      slices: [],
      count: entity === undefined ? undefined : sampleFacts.count(entity),
      ambiguity: 2,
      context: {
        left: text.slice(Math.max(0, span.start - 60), span.start),
        right: text.slice(span.end, span.end + 60),
      },
      ...more,
    };
  });
  return {
    id,
    world: undefined,
    text,
    gold: mentions,
    ignore: [],
    evaluationSpan: undefined,
    given:
      answers.given?.map((answer, i) =>
        answer === null ? null : prediction(text, { ...answer, at: gold[i]?.at ?? "" }),
      ) ?? null,
    generated: null,
    found: answers.found?.map((answer) => prediction(text, answer)).sort((a, b) => a.start - b.start) ?? null,
    milliseconds: 12,
    ...rest,
  };
}

/** What no text of a report may break out of. */
export const HOSTILE = `</script><img src=x onerror="document.title='broken'"> <!-- & "quoted"`;
