import type { EntityRecord } from "../../kb/record.js";
import type { NerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import { PRECISION } from "./confidence.js";
import { type ClassSource, EVIDENCE_KINDS, type Evidence, type EvidenceKind } from "./evidence.js";
import { recordEvidence } from "./record-evidence.js";
import type { RecordOf } from "./type-evidence.js";

/** The class of an entity, where it is from, and how likely it is right. */
export interface Classification {
  class: NerClass;
  source: ClassSource;
  kind: EvidenceKind;
  /** A probability: of assignments with 0.9, nine of ten are right. */
  confidence: number;
}

export interface ClassifyOptions {
  /** Sources that are not asked. */
  without?: readonly ClassSource[];
  /** Finds the classes that relations name by id, to walk up from them. */
  recordOf?: RecordOf;
}

/**
 * The class of an entity by its own record: types, relations, attributes, title, description, and the form of its name.
 *
 * @returns undefined where nothing speaks
 * @example
 * ```ts
 * const lexicon = await readClassLexicon();
 * classifyRecord({ id: "1", name: "Jaguar (car)" }, lexicon);
 * // { class: "VEHI", source: "title", kind: "title:listed", confidence: 0.98 }
 * ```
 */
export function classifyRecord(
  record: EntityRecord,
  lexicon: ClassLexicon,
  { without = [], recordOf }: ClassifyOptions = {},
): Classification | undefined {
  return decide(recordEvidence(record, lexicon, recordOf, new Set(without)));
}

/**
 * The class that most evidence is for. Sources count as independent: the chance that all who name a class are wrong is the
 * product of theirs (noisy or). The confidence is that of the strongest kind of evidence for it, by whether others agree.
 */
export function decide(evidence: readonly Evidence[]): Classification | undefined {
  const doubts = new Map<NerClass, number>();
  for (const { class: name, kind } of evidence)
    doubts.set(name, (doubts.get(name) ?? 1) * (1 - PRECISION[kind].trust));
  let best: NerClass | undefined;
  for (const [name, doubt] of doubts) if (best === undefined || doubt < (doubts.get(best) ?? 1)) best = name;
  if (best === undefined) return undefined;

  let strongest: EvidenceKind | undefined;
  for (const { class: name, kind } of evidence)
    if (name === best && (strongest === undefined || PRECISION[kind].trust > PRECISION[strongest].trust))
      strongest = kind;
  const kind = strongest as EvidenceKind;
  const source = EVIDENCE_KINDS[kind];
  const others = evidence.filter((other) => EVIDENCE_KINDS[other.kind] !== source);
  const { alone, confirmed, contested } = PRECISION[kind];
  const confidence = others.some((other) => other.class !== best)
    ? contested
    : others.length > 0
      ? confirmed
      : alone;
  return { class: best, source, kind, confidence };
}
