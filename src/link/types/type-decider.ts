import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../../kb/record.js";
import type { Span } from "../../text/sentences.js";
import { LazyModel } from "../lazy-model.js";
import { isCandidate, isDecodable, passing } from "./constraints.js";
import { TypeEvidence, type TypeWeights, UNFITTED_TYPE_WEIGHTS } from "./type-evidence.js";
import type { JudgedAxis, KnownClasses, TypeJudge, TypeProbabilities } from "./type-judge.js";

/** How types take part in a decision: as evidence, as a condition, or not at all. */
export const TYPE_DECODINGS = ["soft", "hard", "off"] as const;
export type TypeDecoding = (typeof TYPE_DECODINGS)[number];

export interface TypeOptions {
  /**
   * "soft": types are evidence, see {@link TypeEvidence}. "hard": entities of a class that the context does not have are no candidates,
   * see {@link isDecodable}, and types are no evidence.
   */
  decoding: TypeDecoding;
  /** Whether lists of candidates are filtered before they are cut to length, see {@link isCandidate}. */
  filter: boolean;
}

/** What types say of a candidate. */
export interface CandidateTypes {
  /** Of the mention: the same for all its candidates. */
  readonly context: TypeEvidence;
  readonly classes: KnownClasses;
  /** In log-odds. */
  readonly evidence: number;
}

/** An entity that a mention may mean. */
interface TypedEntity {
  entity: EntityRecord;
  index: number;
}

/** A mention with what it may mean, best first. */
export interface TypedMention<C> {
  found: Span;
  candidates: readonly C[];
  /** Of those that pass a filter, so many stay. */
  most: number;
  /** Whether the entity with this index is known to be meant, which no type rules out then; absent = none is. */
  trusted?: (index: number) => boolean;
}

/** What is left of a mention's candidates. */
export interface DecidedCandidates<C> {
  candidates: readonly C[];
  /** In their order; absent where types are no evidence. */
  types?: readonly CandidateTypes[];
}

/** Lets types decide which candidates mentions have, and what speaks for each. */
export class TypeDecider {
  private readonly model: LazyModel<TypeJudge>;

  /**
   * @param load called once, when types are first needed
   * @param weights how much types count as evidence
   */
  constructor(
    load: () => Promise<TypeJudge>,
    private readonly weights: TypeWeights = UNFITTED_TYPE_WEIGHTS,
  ) {
    this.model = new LazyModel(load);
  }

  /**
   * @param mentions of one text
   * @throws {NamesakeError} TYPES_INVALID, and what loading and asking the judge throws
   */
  async decide<C extends TypedEntity>(
    text: string,
    mentions: readonly TypedMention<C>[],
    { decoding, filter }: TypeOptions,
  ): Promise<DecidedCandidates<C>[]> {
    const asked = mentions.filter(({ candidates }) => candidates.length > 0);
    if (asked.length === 0) return [...mentions];
    const judge = await this.judge();
    const answers = await judge.judge(
      text,
      asked.map(({ found: { start, end } }) => ({ start, end })),
    );
    const probabilities = new Map(asked.map((mention, i) => [mention, checked(answers[i], judge.axes)]));
    return mentions.map((mention) => {
      const said = probabilities.get(mention);
      if (said === undefined) return mention;
      let candidates: readonly TypedCandidate<C>[] = mention.candidates.map((candidate) => ({
        candidate,
        classes: judge.classesOf(candidate.entity, candidate.index),
      }));
      const isTrusted = ({ candidate }: TypedCandidate<C>) => mention.trusted?.(candidate.index) === true;
      if (filter)
        candidates = passing(candidates, (one) => isTrusted(one) || isCandidate(said, one.classes)).slice(
          0,
          mention.most,
        );
      if (decoding === "hard")
        candidates = passing(candidates, (one) => isTrusted(one) || isDecodable(said, one.classes));
      const context = decoding === "soft" ? new TypeEvidence(judge.axes, said, this.weights) : undefined;
      return {
        candidates: candidates.map(({ candidate }) => candidate),
        ...(context && {
          types: candidates.map(({ classes }) => ({ context, classes, evidence: context.of(classes) })),
        }),
      };
    });
  }

  /** Loads the judge, if it is not there yet. */
  judge(): Promise<TypeJudge> {
    return this.model.get();
  }

  /** Frees the judge. */
  close(): Promise<void> {
    return this.model.close();
  }
}

interface TypedCandidate<C> {
  candidate: C;
  classes: KnownClasses;
}

/** Answers may come from anyone's function. */
function checked(said: TypeProbabilities | undefined, axes: readonly JudgedAxis[]): TypeProbabilities {
  const invalid = (expected: string, found: string) =>
    new NamesakeError("TYPES_INVALID", { where: "What judges types", expected, found });
  if (said?.length !== axes.length)
    throw invalid(`an answer for each of ${axes.length} axes`, `${said?.length ?? "no"} answers`);
  for (const [i, { name, classes }] of axes.entries()) {
    const shares = said[i];
    if (shares === undefined) continue;
    const wrong = Array.from(shares).find((share) => !(share >= 0 && share <= 1 + 1e-6));
    if (shares.length !== classes.length)
      throw invalid(`${classes.length} probabilities on the axis "${name}"`, `${shares.length}`);
    if (wrong !== undefined) throw invalid(`probabilities on the axis "${name}"`, `${wrong}`);
  }
  return said;
}
