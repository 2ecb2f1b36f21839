import { isQid } from "../../eval/formats/references.js";
import { SpanReader } from "../../eval/formats/spans.js";
import type { Candidate } from "../../link/link.js";
import { printableJson } from "../terminal.js";
import type { PredictionFormat } from "./format.js";

/** What Bootleg calls "none of the candidates". */
const NO_CANDIDATE = "NC";

/** Bootleg names entities by their QIDs. */
const qidOf = ({ id, sameAs = [] }: Pick<Candidate, "id" | "sameAs">): string =>
  [id, ...sameAs].find(isQid) ?? id;

/**
 * A line a document, with the fields that Bootleg's `--mode dump_preds` writes: `sentence`, `sent_idx_unq`, `aliases`, `char_spans`
 * (in code points) and `gold` as in its input; `qids`, `probs`, `cands` and `cand_probs` of what was chosen and of the candidates;
 * `entity_ids`, the chosen entity's number in the KB, -1 for NIL. `sent_idx_unq` is the document's id where that is a number, else
 * its position, with `id` beside it.
 *
 * @param numberOf the number of an entity in the KB
 */
export function bootlegPredictions(numberOf: (id: string) => number | undefined): PredictionFormat {
  return {
    lines({ document: { id, text }, position, links }) {
      const spans = new SpanReader(text, "code points", id);
      const isNumber = /^(?:0|[1-9]\d{0,14})$/.test(id);
      const line = {
        sentence: text,
        sent_idx_unq: isNumber ? Number(id) : position,
        ...(isNumber ? {} : { id }),
        aliases: links.map((link) => link.text.toLowerCase()),
        char_spans: links.map((link) => spans.write(link)),
        gold: links.map(() => true),
        qids: links.map(({ entity }) => (entity === null ? NO_CANDIDATE : qidOf(entity))),
        probs: links.map(({ confidence }) => confidence),
        cands: links.map(({ candidates }) => candidates.map(qidOf)),
        cand_probs: links.map(({ candidates }) => candidates.map(({ probability }) => probability)),
        entity_ids: links.map(({ entity }) => (entity === null ? -1 : (numberOf(entity.id) ?? -1))),
      };
      return `${printableJson(line)}\n`;
    },
  };
}
