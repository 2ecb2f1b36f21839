/**
 * What `namesake eval --json` prints. Keys are stable: fields may be added, none changes its meaning. Shares and scores are
 * from 0 to 1; `null` = not measured or not defined (nothing to divide by).
 */
export type Share = number | null;

/**
 * Precision = tp / (tp + fp), recall = tp / (tp + fn), F1 = their harmonic mean; all `null` when nothing is there to find or found.
 * Where something is to be found and nothing was, precision alone is `null`, and F1 is 0.
 */
export interface Score {
  precision: Share;
  recall: Share;
  f1: Share;
  tp: number;
  fp: number;
  fn: number;
}

/** Calibration of the decision's confidence, over all mentions that have one. */
export interface Calibration {
  /** Mean of (confidence - right)². */
  brier: Share;
  /** Expected calibration error: mean over bins of |confidence - accuracy|, weighed by their size. */
  ece: Share;
  /** Bins of equal width, 0 to 1; empty ones left out. */
  reliability: { from: number; to: number; confidence: number; accuracy: number; mentions: number }[];
  /**
   * How much can be kept at a precision: the largest number of links, the surest first, as a share of all mentions (of all links
   * found, where mentions were not given), and the confidence from which on they are kept.
   */
  coverage: { precision: number; coverage: Share; threshold: Share }[];
}

/** Gold mentions given: disambiguation. */
export interface Disambiguation {
  mentions: number;
  /** Gold mentions whose entity the KB has. */
  inKb: number;
  /** Gold mentions whose entity it lacks; NIL is right for them. */
  notInKb: number;
  nilMentions: number;
  /** Right among the mentions whose entity is in the KB. */
  inKbAccuracy: Share;
  /** The same, as the mean over documents that have such mentions. */
  inKbAccuracyMacro: Share;
  /** Right among all mentions, NIL included. */
  accuracy: Share;
  accuracyMacro: Share;
  /** Right among the mentions whose entity is among the generated candidates. */
  normalisedAccuracy: Share;
  /**
   * Mean of 1 / rank of the right entity among the linker's candidates, 0 where it is absent; over mentions in the KB. `null` also
   * where the linker lists no candidates.
   */
  mrr: Share;
  /** Share of mentions in the KB with a right entity among the first k generated, by k. */
  candidateRecall: Record<string, Share>;
  /** "NIL" as an answer: right where nothing in the KB is meant. */
  nil: Score;
}

/** Raw text given: end-to-end linking. NIL predictions are no links and count neither for nor against. */
export interface EndToEnd {
  documents: number;
  /** Gold mentions that are links, whether the KB has their entity or not. */
  links: number;
  /** Same span, right entity; micro over mentions. */
  strict: Score;
  /** Overlapping span, right entity, one to one. */
  weak: Score;
  /** Mean of the documents' precision, recall and F1, each over the documents where it is defined. */
  macro: {
    strict: Pick<Score, "precision" | "recall" | "f1">;
    weak: Pick<Score, "precision" | "recall" | "f1">;
  };
  /** Spans alone, whatever the entity, NIL included on both sides. */
  detection: Score;
  /** Right among the gold mentions in the KB whose span was found exactly. */
  foundAccuracy: Share;
}

/**
 * The parts that were run. `intervals` are named by the path of their number, such as "accuracy", "strict.f1" or
 * "candidateRecall.30"; numbers that stand on fewer than two documents have none.
 */
export type Overall = Partial<Disambiguation> &
  Partial<EndToEnd> &
  Partial<Calibration> & { intervals?: Record<string, Interval> };

/** 95 % bootstrap interval over documents. */
export interface Interval {
  low: number;
  high: number;
}

/** A part of the mentions: accuracies and recall of gold mentions given, recall of strict links end to end. */
export interface Slice {
  mentions: number;
  inKb: number;
  inKbAccuracy: Share;
  accuracy: Share;
  /** What papers on Zeshel tell of each world. */
  normalisedAccuracy: Share;
  /** Share that is found and right end to end; `null` when not measured. */
  strictRecall: Share;
  candidateRecall: Record<string, Share>;
}

/** By group: `popularity` (unseen, tail, torso, head), `class`, `ambiguity`, `data` (slices named in the data), `world`. */
export type Slices = Record<string, Record<string, Slice>>;

/** Classes of right entities against classes of what was answered. */
export interface Confusion {
  /** Row and column names; "NIL" is one, "-" stands for entities without a class. */
  classes: string[];
  /** [gold][predicted] */
  counts: number[][];
  scores: Record<string, Score>;
}

export interface Timing {
  /** Milliseconds, mean. */
  documentMs: number;
  /** Milliseconds; a mention takes its document's time divided by the document's mentions. */
  mentionP50Ms: number;
  mentionP99Ms: number;
  /** Peak resident memory of the process, bytes; told of the whole run only. */
  peakMemory?: number;
}

/** One linker on one data set (or on all together). */
export interface Result {
  overall: Overall;
  slices: Slices;
  confusion?: Confusion;
  timing?: Timing;
  /** Errors by class, with the number of mentions that could have had them. */
  errors?: Record<string, { errors: number; opportunities: number }>;
}

/** How two linkers differ on the same mentions, and how likely so large a difference is by chance. */
export interface Comparison {
  linker: string;
  against: string;
  /** By headline: difference and two-sided p of a paired test over documents. */
  headlines: Record<string, { difference: number; p: number }>;
}

export interface LinkerResult extends Result {
  datasets: Record<string, Result>;
}

/** The whole answer; its own `overall`, `slices` and so on are those of the first linker. */
export interface Evaluation extends Result {
  version: 1;
  created: string;
  /** The first linker. */
  linker: string;
  /** `version` counts its edits; absent in runs of earlier versions of Namesake. */
  kb: { name: string; entities: number; contentHash: string; version?: number };
  options: Record<string, unknown>;
  /** The popularity baselines, on each data set too, and the better one. "Above the baseline" = above `best`. */
  baseline: {
    best: string;
    overall: Overall;
    aboveBaseline: Share;
    linkers: Record<string, Overall>;
    /** By data set, then by baseline. */
    datasets: Record<string, Record<string, Overall>>;
  };
  datasets: Record<
    string,
    { path: string; format: string; documents: number; mentions: number; problems: number }
  >;
  linkers: Record<string, LinkerResult>;
  comparisons: Comparison[];
  problems: { count: number; first: string[] };
}
