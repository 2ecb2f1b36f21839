import type { GoldDocument } from "../../eval/dataset.js";
import type { Link } from "../../link/link.js";

/** A document with what was decided about its mentions. */
export interface PredictedDocument {
  document: GoldDocument;
  /** Its position in the input, from 0. */
  position: number;
  /** In order of their starts; parallel to the document's mentions, unless `found`. */
  links: readonly Link[];
  /** Whether the mentions of the links were found, and not given. */
  found: boolean;
  /** What the document's mentions mean, as the KB calls it where it has the entity; `null` = NIL. Parallel to them. */
  gold: readonly (string | null)[];
}

/** One way to write predictions. */
export interface PredictionFormat {
  /** The lines of a document, each with its line end. */
  lines(predicted: PredictedDocument): string;
}

/** The natural logarithm of a probability; finite, as JSON has no other numbers. */
export const logarithm = (probability: number): number => Math.log(Math.max(probability, Number.MIN_VALUE));
