/** A stretch of a text. Offsets are UTF-16 units, end-exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** What annotators say of a mention. Readers convert every format to it, offsets included. */
export interface GoldMention extends Span {
  /** The entity as the data set names it: a Wikipedia title with spaces, a QID, an id of the KB. `null` = NIL. */
  entity: string | null;
  /** Other names of the same entity, e.g. its QID beside its title. */
  sameAs?: string[];
  /** Other entities that count as right as well. */
  others?: string[];
  /** The candidates that the data set gives, named as `entity` is. */
  candidates?: string[];
  /** NER class. */
  label?: string;
  /** Neither missing it nor finding it counts. */
  optional?: boolean;
  /** Position, in the document's mentions, of the longer mention that this one is a reading of: either of the two will do. */
  parent?: number;
  /** Named subsets of the data that it is in. */
  slices?: string[];
}

/** What a linker said of a mention, as a data set of predictions has it. */
export interface GivenPrediction extends Span {
  /** Named as in {@link GoldMention.entity}; `null` = NIL. */
  entity: string | null;
  /** What the entity is called, for people. */
  name?: string;
  /** 0 to 1. */
  confidence?: number;
  /** Probability that the KB has nothing that is meant. */
  nil?: number;
  /** Best first. */
  candidates?: { entity: string; name?: string; probability?: number }[];
  /** The entity that annotators named, as the linker's KB calls it, where the mention was theirs; `null` = NIL. For people. */
  gold?: string | null;
}

/** A document of a data set. */
export interface GoldDocument {
  /** Unique in its data set. */
  id: string;
  text: string;
  title?: string;
  /** Sorted by start, longer first. */
  mentions: GoldMention[];
  /** Neither right nor wrong: predictions that overlap one, and are not gold, do not count. */
  ignore?: Span[];
  /** Only what lies in it counts. */
  evaluationSpan?: Span;
  /** The part of the data set it belongs to, such as a world of Zeshel. */
  world?: string;
  /** What a linker said before, in formats of predictions. */
  predictions?: GivenPrediction[];
}

/** What a document or a mention may have beside what makes it one. */
export const OPTIONAL_FIELDS = [
  "title",
  "world",
  "ignore",
  "evaluationSpan",
  "predictions",
  "sameAs",
  "others",
  "candidates",
  "label",
  "optional",
  "parent",
  "slices",
] as const satisfies readonly (keyof GoldDocument | keyof GoldMention)[];
export type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** Sorts mentions as {@link GoldDocument.mentions} has them, and keeps `parent` pointing at the same mentions. */
export function sortMentions(mentions: readonly GoldMention[]): GoldMention[] {
  const order = mentions
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [mentions[a] as GoldMention, mentions[b] as GoldMention];
      return x.start - y.start || y.end - x.end || a - b;
    });
  const places = new Map(order.map((from, to) => [from, to]));
  return order.map((from) => {
    const mention = mentions[from] as GoldMention;
    const parent = mention.parent === undefined ? undefined : places.get(mention.parent);
    if (parent === mention.parent) return mention;
    const { parent: _, ...rest } = mention;
    return parent === undefined ? rest : { ...rest, parent };
  });
}
