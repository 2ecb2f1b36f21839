import type { Span } from "../dataset.js";
import type { JudgedDocument, ResolvedMention } from "../judged.js";

/** Whether a span lies in the part of the document that is evaluated. */
export function isEvaluated({ evaluationSpan }: Pick<JudgedDocument, "evaluationSpan">, span: Span): boolean {
  return (
    evaluationSpan === undefined || (span.start >= evaluationSpan.start && span.end <= evaluationSpan.end)
  );
}

/** Whether a gold mention counts: it is not optional and lies in the part of the document that is evaluated. */
export function isCounted(
  document: Pick<JudgedDocument, "evaluationSpan">,
  mention: Pick<ResolvedMention, "start" | "end" | "optional">,
): boolean {
  return !mention.optional && isEvaluated(document, mention);
}
