import type { Tensor } from "../../nn/graph/tensor.js";
import { bert } from "../../nn/layers/bert.js";
import type { Scope } from "../../nn/layers/scope.js";
import { USE_LITE, useLiteStates } from "../../nn/layers/use-lite.js";
import type { TrunkSettings } from "./settings.js";

/**
 * The states of the tokens of texts.
 *
 * @param ids int32 [batch, tokens]
 * @param mask which of them are tokens, bool [batch, tokens]
 * @param dropout share of numbers that is dropped in training
 * @param segments the kind of text that each token belongs to, int32 [batch, tokens]; only BERT uses it
 * @returns [batch, tokens, width]
 */
export function trunkStates(
  scope: Scope,
  ids: Tensor,
  mask: Tensor,
  trunk: TrunkSettings,
  dropout = 0,
  segments?: Tensor,
): Tensor {
  if (trunk.kind === "use-lite") return useLiteStates(scope, ids, mask, { dropout });
  const inputs = segments === undefined ? { ids, mask } : { ids, mask, segments };
  return bert(scope, inputs, { ...trunk, dropout, attentionDropout: dropout });
}

/** Numbers of a token's state. */
export const trunkWidth = (trunk: TrunkSettings): number =>
  trunk.kind === "use-lite" ? USE_LITE.outputs : trunk.width;

/** The most tokens of a sequence. */
export const trunkTokens = (trunk: TrunkSettings): number =>
  trunk.kind === "use-lite" ? USE_LITE.positions : trunk.positions - (trunk.firstPosition ?? 0);

/** Rows of the table of its tokens' embeddings. */
export const trunkRows = (trunk: TrunkSettings): number =>
  trunk.kind === "use-lite" ? USE_LITE.vocabulary : trunk.vocabulary;
