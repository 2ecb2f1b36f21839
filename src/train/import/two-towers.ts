import { isDeepStrictEqual } from "node:util";
import { NamesakeError } from "../../errors.js";
import type { Side } from "../../models/encoders/network.js";
import type { SpecialIds, TrunkSettings } from "../../models/encoders/settings.js";
import { type LoadedEncoder, type LoadedEncoders, under } from "../../nn/layers/load-encoders.js";
import type { Parameters } from "../../nn/layers/model.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";

/** A bi-encoder of two transformers of one size. */
export interface TwoTowers {
  trunk: Extract<TrunkSettings, { kind: "bert" }>;
  /** Numbers of a vector that a projection behind the pooler makes; 0 = there is none. */
  projection: number;
  /** By their names in `biEncoderGraph`. */
  parameters: Parameters;
}

/** What `encoderNames` calls the towers. */
const TOWERS: Readonly<Record<Side, string>> = { mention: "context", entity: "entity" };

/**
 * The towers of a checkpoint as one bi-encoder.
 *
 * @param path for messages
 * @throws {NamesakeError} IMPORT_MISMATCH where they are of different sizes
 */
export function twoTowers({ encoders }: LoadedEncoders, path: string): TwoTowers {
  const towerOf = (side: Side): LoadedEncoder => {
    const tower = encoders.get(TOWERS[side]);
    if (tower !== undefined) return tower;
    throw mismatch(path, `a tower that reads ${side === "mention" ? "contexts" : "entities"}`, "none");
  };
  const [mention, entity] = [towerOf("mention"), towerOf("entity")];
  if (!isDeepStrictEqual(mention.options, entity.options) || mention.projection !== entity.projection)
    throw mismatch(path, "two towers of one size", `${sizeOf(mention)} and ${sizeOf(entity)}`);
  return {
    trunk: { kind: "bert", ...mention.options },
    projection: mention.projection,
    parameters: new Map([...parametersOf("mention", mention), ...parametersOf("entity", entity)]),
  };
}

const mismatch = (path: string, expected: string, found: string) =>
  new NamesakeError("IMPORT_MISMATCH", { path, expected, found });

const sizeOf = ({ options: { layers, width, vocabulary }, projection }: LoadedEncoder): string =>
  `${layers} layers of ${width} over ${vocabulary} tokens${projection === 0 ? "" : `, projected to ${projection}`}`;

/** A head has a name beside the trunk, not in it; a pooler without a projection behind it is none. */
function parametersOf(side: Side, { parameters, projection }: LoadedEncoder): [string, Float32Array][] {
  return [...under(side, parameters)].flatMap(([name, numbers]): [string, Float32Array][] => {
    const own = name.slice(side.length + 1);
    if (!/^(pooler|projection)\./.test(own)) return [[`${side}.trunk.${own}`, numbers]];
    return projection === 0 ? [] : [[`${side}.${own.replace(/^projection\./, "output.")}`, numbers]];
  });
}

/** The tokens that every BERT has. */
export function bertTokens(tokeniser: Tokeniser, path: string) {
  const begin = requiredToken(tokeniser, "[CLS]", path);
  const separator = requiredToken(tokeniser, "[SEP]", path);
  const pad = tokeniser.idOf("[PAD]") ?? 0;
  return { begin, separator, pad, mask: tokeniser.idOf("[MASK]") ?? pad } satisfies Partial<SpecialIds>;
}

/** @throws {NamesakeError} IMPORT_MISMATCH where a vocabulary has no such token */
export function requiredToken(tokeniser: Tokeniser, token: string, path: string): number {
  const id = tokeniser.idOf(token);
  if (id === undefined)
    throw mismatch(path, `a vocabulary of an English BERT, with the token ${token}`, "none of that name");
  return id;
}
