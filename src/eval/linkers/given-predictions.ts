import { NamesakeError } from "../../errors.js";
import type { Prediction } from "../judged.js";
import type { EvaluatedLinker, LinkingTask } from "./linkers.js";
import type { Resolver } from "./resolve.js";

/**
 * The linker "predictions": what the data set itself brings, of a linker that was run before. Given mentions are answered with the
 * prediction on the same span. Entities are the KB's where it knows them, else named as they are.
 *
 * Where a document has no list of predictions, not even an empty one, asking throws RECORD_INVALID.
 */
export function givenPredictions(resolver: Resolver): EvaluatedLinker {
  const idOf = (entity: string) => resolver.id(entity) ?? entity;
  const answer = async ({ id, predictions }: LinkingTask): Promise<Prediction[]> => {
    if (predictions === undefined)
      throw new NamesakeError("RECORD_INVALID", {
        where: `document ${id}`,
        field: "predictions",
        expected: "what a linker said of it",
        found: "nothing",
      });
    return predictions.map(({ start, end, entity, confidence, candidates = [] }) => ({
      start,
      end,
      entity: entity === null ? null : idOf(entity),
      confidence,
      candidates: candidates.map(({ entity: candidate, probability = 0 }) => ({
        id: idOf(candidate),
        probability,
      })),
    }));
  };
  return { name: "predictions", disambiguate: answer, annotate: answer, close: async () => {} };
}
