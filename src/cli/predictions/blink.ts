import { entityFields, mentionFields } from "../../eval/formats/blink.js";
import { printableJson } from "../terminal.js";
import { logarithm, type PredictionFormat } from "./format.js";

/** What BLINK's annotator says of a mention that nobody has labelled. */
const UNLABELLED = { label: "unknown", label_id: -1 };

/**
 * A line a mention, as in BLINK's test files, with what its `run` returns of each beside: `predictions`, the names of the candidates,
 * best first, and `scores`, the logarithms of their probabilities; and their ids, `prediction_ids`, as names may be shared. BLINK
 * knows no NIL, so its probability is not told.
 */
export const blinkPredictions: PredictionFormat = {
  lines({ document, links, found }) {
    const { id, mentions } = document;
    return links
      .map((link, i) => {
        const gold = found ? undefined : mentions[i];
        const line = {
          ...mentionFields(links.length === 1 ? id : `${id}:${i}`, document, link),
          ...(gold === undefined ? UNLABELLED : entityFields(gold)),
          predictions: link.candidates.map(({ name }) => name),
          scores: link.candidates.map(({ probability }) => logarithm(probability)),
          prediction_ids: link.candidates.map(({ id: candidate }) => candidate),
        };
        return `${printableJson(line)}\n`;
      })
      .join("");
  },
};
