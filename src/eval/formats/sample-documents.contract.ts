import fc from "fast-check";
import type { GoldDocument, GoldMention } from "../dataset.js";

/** What a format cannot hold, so that the documents made for it have none of it. */
export interface Limits {
  /**
   * `"nil"`: mentions without an entity; `"nested"`: mentions in mentions; `"empty"`: documents without mentions (those of a format
   * of one mention a record have one always).
   */
  without?: readonly ("nil" | "nested" | "empty")[];
  /** The only names of entities it has. Default: both. */
  entities?: "titles" | "qids";
}

const ENTITIES: readonly (readonly [title: string, qid: string])[] = [
  ["Lyon", "Q456"],
  ["Paris (Texas)", "Q830149"],
  ["AC/DC", "Q27593"],
  ["Smith, John & Sons", "Q7001"],
  ['"Weird Al" Yankovic', "Q7002"],
  ["Łódź", "Q580"],
  ["東京", "Q1490"],
  ["100% Wolf", "Q7003"],
  ["Who's Next?", "Q7004"],
  ["𝒜 Story", "Q7005"],
];

/** A title with its QID beside it, or a QID alone. */
function named(n: number, limits: Limits, wantTitle: boolean): Pick<GoldMention, "entity" | "sameAs"> {
  const [title, qid] = ENTITIES[n % ENTITIES.length] as [string, string];
  if (limits.entities === "qids" || (limits.entities === undefined && !wantTitle)) return { entity: qid };
  return limits.entities === "titles" || n % 2 === 0 ? { entity: title } : { entity: title, sameAs: [qid] };
}

const nameOf = (n: number, limits: Limits): string => named(n, limits, true).entity as string;

/** Finds its words in a text, in order. */
function mentionsOf(
  text: string,
  parts: readonly (readonly [surface: string, about: Omit<GoldMention, "start" | "end">])[],
): GoldMention[] {
  let from = 0;
  return parts.map(([surface, about]) => {
    const start = text.indexOf(surface, from);
    if (start === -1) throw new Error(`${surface} is not in the text`);
    from = start;
    return { start, end: start + surface.length, ...about };
  });
}

/** Documents as people write them, with what the format can hold. */
export function sampleDocuments(limits: Limits = {}): GoldDocument[] {
  const can = (what: "nil" | "nested" | "empty") => !(limits.without ?? []).includes(what);
  const first = "The tram to Lyon stopped.\nIn Paris, Texas, nobody had heard of Odo Brannt.";
  const second = "Two fans 😀😀 of AC/DC met in Łódź; cafe\u0301s were shut.";
  const documents: GoldDocument[] = [
    {
      id: "first",
      text: first,
      title: "A tram",
      world: "rails",
      mentions: mentionsOf(first, [
        [
          "Lyon",
          { ...named(0, limits, true), label: "LOC", candidates: [nameOf(0, limits), nameOf(5, limits)] },
        ],
        ["Paris, Texas", { ...named(1, limits, true), label: "LOC", slices: ["rare"] }],
        ...(can("nested") ? ([["Texas", { ...named(6, limits, false), parent: 1 }]] as const) : []),
        ...(can("nil") ? ([["Odo Brannt", { entity: null, label: "PER" }]] as const) : []),
      ]),
    },
    {
      id: "second",
      text: second,
      mentions: mentionsOf(second, [
        ["AC/DC", { ...named(2, limits, true), others: [nameOf(3, limits)] }],
        ["Łódź", { ...named(5, limits, true), optional: true }],
      ]),
      ignore: [{ start: 0, end: 8 }],
      evaluationSpan: { start: 0, end: second.length },
    },
  ];
  if (can("empty")) documents.push({ id: "third", text: "Nothing of note was said.", mentions: [] });
  return documents;
}

/** Words with characters of two units, combining marks, and all that formats have a meaning of their own for. */
const WORDS = [
  "a",
  "Lyon",
  "cafe\u0301",
  "\u0301",
  "😀",
  "𝒜b",
  "東京",
  "é",
  "&amp;",
  "<b>",
  '"quoted"',
  "it's",
  "\\n",
  "|",
  ",",
  ".",
  "#",
  "%20",
  "(",
  "]",
  "{}",
  "1",
  "-",
  "_",
  "=",
];
const SPACES = ["", " ", " ", " ", " ", "  ", "\n", "\t", "\u00a0"];

const word = fc.constantFrom(...WORDS);
const space = fc.constantFrom(...SPACES);
const number = fc.nat({ max: ENTITIES.length - 1 });

/** Entity and all that is told of a mention but its place. */
const about = (limits: Limits) =>
  fc
    .record({
      n: number,
      title: fc.boolean(),
      nil: fc.integer({ min: 0, max: 4 }).map((i) => i === 0 && !limits.without?.includes("nil")),
      others: fc.uniqueArray(number, { maxLength: 2 }),
      candidates: fc.uniqueArray(number, { maxLength: 3 }),
      label: fc.option(fc.constantFrom("PER", "LOC", "ORG"), { nil: undefined }),
      optional: fc.boolean(),
      slices: fc.subarray(["new", "rare", "short"], { maxLength: 2 }), // a set: in alphabetical order
    })
    .map(({ n, title, nil, others, candidates, label, optional, slices }) => {
      const right = others.filter((other) => other !== n).map((other) => nameOf(other, limits));
      return {
        ...(nil ? { entity: null } : named(n, limits, title)),
        ...(nil || right.length === 0 ? {} : { others: right }),
        ...(candidates.length === 0 ? {} : { candidates: candidates.map((c) => nameOf(c, limits)) }),
        ...(label === undefined ? {} : { label }),
        ...(optional ? { optional } : {}),
        ...(slices.length === 0 ? {} : { slices }),
      };
    });

/** A run of words: outside of mentions, a mention, or a mention with one inside. */
const run = (limits: Limits) =>
  fc.record({
    words: fc.array(fc.tuple(word, space), { minLength: 1, maxLength: 4 }),
    mention: fc.option(about(limits), { nil: undefined }),
    inner: fc.option(about(limits), { nil: undefined }),
    innerStart: fc.nat({ max: 3 }),
    isReading: fc.boolean(),
  });

const document = (limits: Limits) =>
  fc
    .record({
      before: space,
      runs: fc.array(run(limits), { minLength: 1, maxLength: 5 }),
      title: fc.option(fc.constantFrom("A title", "Müller & Co."), { nil: undefined }),
      world: fc.option(fc.constantFrom("forest", "lego"), { nil: undefined }),
      ignored: fc.boolean(),
      evaluated: fc.boolean(),
    })
    .map(({ before, runs, title, world, ignored, evaluated }): Omit<GoldDocument, "id"> => {
      let text = before;
      const mentions: GoldMention[] = [];
      const others: { start: number; end: number }[] = [];
      for (const { words, mention, inner, innerStart, isReading } of runs) {
        const places = words.map(([letters, gap]) => {
          const start = text.length;
          text += letters + gap;
          return { start, end: start + letters.length };
        });
        const start = places[0]?.start ?? 0;
        const end = places.at(-1)?.end ?? 0;
        if (mention === undefined) {
          others.push({ start, end });
          continue;
        }
        mentions.push({ start, end, ...mention });
        const from = places[innerStart];
        if (inner === undefined || from === undefined || places.length < 2) continue;
        if (limits.without?.includes("nested")) continue;
        const to = innerStart === 0 ? from.end : end;
        const parent = isReading ? { parent: mentions.length - 1 } : {};
        mentions.push({ start: from.start, end: to, ...inner, ...parent });
      }
      return {
        text,
        mentions,
        ...(title === undefined ? {} : { title }),
        ...(world === undefined ? {} : { world }),
        ...(ignored && others.length > 0 ? { ignore: others } : {}),
        ...(evaluated ? { evaluationSpan: { start: 0, end: text.trimEnd().length } } : {}),
      };
    })
    .filter(({ mentions }) => mentions.length > 0 || !limits.without?.includes("empty"));

/** Data sets of any such documents. */
export const documents = (limits: Limits = {}): fc.Arbitrary<GoldDocument[]> =>
  fc
    .array(document(limits), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((one, i) => ({ id: `${"xyz"[i % 3]}${i}`, ...one })));
