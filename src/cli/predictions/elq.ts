import type { Span } from "../../eval/dataset.js";
import { type Token, tokenise } from "../../text/tokens.js";
import { printableJson } from "../terminal.js";
import { logarithm, type PredictionFormat } from "./format.js";

/** The first of the tokens from which on something holds; their number where it never does. */
function firstWhere(tokens: readonly Token[], holds: (token: Token) => boolean): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(tokens[middle] as Token)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The tokens that a span touches: [first, behind the last]. */
const tokensOf = (tokens: readonly Token[], { start, end }: Span): [number, number] => [
  firstWhere(tokens, (token) => token.end > start),
  firstWhere(tokens, (token) => token.start >= end),
];

/**
 * A line a document, with the fields that ELQ writes to `biencoder_outs.jsonl`: `pred_tuples_string`, the entity's name and the
 * mention's text; `pred_triples`, the entity's id and the mention's first token and the one behind its last; `scores`, the logarithm
 * of each probability; and the same of gold mentions. ELQ links no NIL, so these are left out. Its `tokens` are numbers of BERT's
 * vocabulary, here they are the words themselves.
 */
export const elqPredictions: PredictionFormat = {
  lines({ document: { id, text, mentions }, links, gold }) {
    const tokens = tokenise(text);
    const linked = links.flatMap((link) => (link.entity === null ? [] : [{ ...link, entity: link.entity }]));
    const known = mentions.flatMap((mention, i) => {
      const entity = gold[i] ?? null;
      return entity === null ? [] : [{ ...mention, id: entity }];
    });
    const line = {
      id,
      text,
      scores: linked.map(({ confidence }) => logarithm(confidence)),
      pred_tuples_string: linked.map(({ entity, text: surface }) => [entity.name, surface]),
      pred_triples: linked.map((link) => [link.entity.id, ...tokensOf(tokens, link)]),
      ...(known.length === 0
        ? {}
        : {
            gold_tuples_string: known.map(({ entity, start, end }) => [entity, text.slice(start, end)]),
            gold_triples: known.map((mention) => [mention.id, ...tokensOf(tokens, mention)]),
          }),
      tokens: tokens.map(({ start, end }) => text.slice(start, end)),
    };
    return `${printableJson(line)}\n`;
  },
};
