import { initialNumbers } from "../../nn/layers/initial.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";
import { spanGraph } from "./network.js";
import type { SpanDefinition } from "./settings.js";

/**
 * A model of spans with numbers written by hand, for tests: its mentions are runs of words with a capital, of which the longest are
 * the likeliest. It has a small transformer that it does not listen to, so that its states are as good as any.
 */
export interface CapitalSpans {
  settings: SpanDefinition;
  tokeniser: Tokeniser;
  parameters: Parameters;
}

/** Shapes of words with a capital. */
const CAPITALS = [6, 7, 8, 9, 11, 12, 13, 14];
const WIDTH = 8;

/** @param contextTokens the most tokens of a window */
export async function capitalSpans(contextTokens: number): Promise<CapitalSpans> {
  const letters = ["abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 . , - '"];
  const tokeniser = new Tokeniser(
    await trainWordPiece(letters, { size: 200, lowercase: false, minFrequency: 1 }),
  );
  const rows = tokeniser.rows;
  const settings: SpanDefinition = {
    trunk: {
      kind: "bert",
      vocabulary: rows + 6,
      width: WIDTH,
      positions: 64,
      segments: 0,
      layers: 1,
      heads: 2,
      inner: 16,
    },
    special: {
      pad: 0,
      mask: rows,
      mentionStart: rows + 1,
      mentionEnd: rows + 2,
      type: rows + 3,
      relation: rows + 4,
      alias: rows + 5,
      description: rows + 5,
    },
    head: { words: 4, shapeWidth: 1, width: 0 },
    contextTokens,
  };
  const { scope } = spanGraph(settings, false);
  const parameters = new Map(
    [...scope.parameters].map(([name, spec]) => [name, initialNumbers(name, spec, 1)] as const),
  );
  parameters.get("shapes.weight")?.fill(0);
  for (const shape of CAPITALS) (parameters.get("shapes.weight") as Float32Array)[shape] = 1;
  // A part with a capital adds 2, one without takes 10 away; a span has 1 less than the sum of its parts.
  const weight = parameters.get("spans.scores.weight") as Float32Array;
  weight.fill(0);
  weight[3 * (WIDTH + 1) - 1] = 12;
  parameters.get("spans.scores.bias")?.set([-1, 0, -10]);
  return { settings, tokeniser, parameters };
}
