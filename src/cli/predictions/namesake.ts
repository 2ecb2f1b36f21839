import { predictionLine } from "../../eval/formats/predictions.js";
import { printableJson } from "../terminal.js";
import type { PredictionFormat } from "./format.js";

/** A line a document, as the data-set format "predictions" reads it: with all that is known of the gold mentions. */
export const namesakePredictions: PredictionFormat = {
  lines({ document, links, found, gold }) {
    const predictions = links.map(({ start, end, entity, confidence, nil, candidates }, i) => ({
      start,
      end,
      entity: entity?.id ?? null,
      ...(entity === null ? {} : { name: entity.name }),
      confidence,
      nil: nil.probability,
      candidates: candidates.map(({ id, name, probability }) => ({ entity: id, name, probability })),
      ...(found ? {} : { gold: gold[i] ?? null }),
    }));
    return `${printableJson(predictionLine({ ...document, predictions }))}\n`;
  },
};
