import { OverlapIndex } from "../metrics/overlap-index.js";
import type { Kinds } from "./disambiguation-errors.js";
import type { ErrorKind } from "./error-taxonomy.js";
import type { Case } from "./outcomes.js";

/** The first letter is small, or there is none; letters of scripts without case are not small. */
function isLowercased(text: string): boolean {
  const first = /\p{L}/u.exec(text)?.[0];
  return first === undefined || /\p{Ll}/u.test(first);
}

const hasCapitalisedWord = (text: string): boolean => /(?:^|\s)[\p{Lu}\p{Lt}\p{Lo}]/u.test(text);

/** Errors of detection in what became of the mentions of one document, end to end. */
export class DetectionErrors {
  /** Links that are false as detections. */
  private readonly false: readonly Case[];
  private readonly falseSpans: OverlapIndex;
  /** Gold mentions whose entity is in the KB. */
  private readonly meant: readonly Case[];
  private readonly meantSpans: OverlapIndex;

  /**
   * @param text of the document
   * @param cases of all its mentions and links
   */
  constructor(
    private readonly text: string,
    cases: readonly Case[],
  ) {
    this.false = cases.filter(({ outcome }) => outcome === "spurious" || outcome === "nil-linked");
    this.falseSpans = new OverlapIndex(this.false);
    this.meant = cases.filter(({ outcome }) => MEANT.has(outcome));
    this.meantSpans = new OverlapIndex(this.meant);
  }

  of(one: Case): Kinds {
    const errors: ErrorKind[] = [];
    const opportunities: ErrorKind[] = [];
    if (MEANT.has(one.outcome)) {
      opportunities.push("undetected", ...this.undetectedOpportunities(one));
      if (one.outcome === "missed") errors.push("undetected", this.undetectedKind(one));
    }
    const surface = this.text.slice(one.start, one.end);
    const isFalse = one.outcome === "spurious" || one.outcome === "nil-linked";
    if (isFalse || one.outcome === "right" || one.outcome === "wrong") {
      opportunities.push("false-detection", "false-detection-wrong-span", "false-detection-other");
      if (!hasCapitalisedWord(surface)) opportunities.push("false-detection-lowercased");
      if (isFalse) errors.push("false-detection", this.falseKind(one, surface));
    }
    if ((one.outcome === "nil" || one.outcome === "nil-linked") && hasCapitalisedWord(surface))
      opportunities.push("false-detection-unknown");
    return { errors, opportunities };
  }

  private undetectedKind(one: Case): ErrorKind {
    if (isLowercased(this.text.slice(one.start, one.end))) return "undetected-lowercased";
    const near = this.falseSpans.overlapping(one).map((position) => this.false[position] as Case);
    if (
      near.some(({ start, end }) => start >= one.start && end <= one.end && end - start < one.end - one.start)
    )
      return "undetected-partially-included";
    return near.length > 0 ? "undetected-partial-overlap" : "undetected-other";
  }

  private undetectedOpportunities(one: Case): ErrorKind[] {
    const surface = this.text.slice(one.start, one.end);
    if (isLowercased(surface)) return ["undetected-lowercased"];
    // Part of a single word is seldom found alone, so only names of several words are counted, and those where it happened.
    const canBeIncluded =
      /\s/.test(surface) ||
      (one.outcome === "missed" && this.undetectedKind(one) === "undetected-partially-included");
    return [
      "undetected-partial-overlap",
      "undetected-other",
      ...(canBeIncluded ? (["undetected-partially-included"] as const) : []),
    ];
  }

  private falseKind(one: Case, surface: string): ErrorKind {
    const linked = one.prediction?.entity ?? "";
    const near = this.meantSpans.overlapping(one).map((position) => this.meant[position] as Case);
    const isElsewhere = ({ start, end, mention }: Case) =>
      (start !== one.start || end !== one.end) && mention?.right.includes(linked) === true;
    if (near.some(isElsewhere)) return "false-detection-wrong-span";
    if (near.length === 0 && !hasCapitalisedWord(surface)) return "false-detection-lowercased";
    return one.outcome === "nil-linked" && hasCapitalisedWord(surface)
      ? "false-detection-unknown"
      : "false-detection-other";
  }
}

/** Outcomes of gold mentions whose entity is in the KB. */
const MEANT: ReadonlySet<string> = new Set(["right", "wrong", "answered-nil", "missed"]);
