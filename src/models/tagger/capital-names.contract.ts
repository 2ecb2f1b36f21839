import { initialNumbers } from "../../nn/layers/initial.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";
import { type TaggerSizes, taggerGraph } from "./network.js";
import type { TaggerTrunk } from "./tagger-files.js";
import { Vocabulary } from "./vocabulary.js";

/**
 * A tagger with numbers written by hand, for tests: its names are runs of words with a capital. It has a small transformer that it does not
 * listen to.
 */
export interface CapitalNames {
  vocabulary: Vocabulary;
  encoder: TaggerTrunk & { tokeniser: Tokeniser };
  sizes: TaggerSizes;
  parameters: Parameters;
}

/** Shapes of words with a capital. */
const CAPITALS = [6, 7, 8, 9, 11, 12, 13, 14];
const SHAPE = 2;

export async function capitalNames(): Promise<CapitalNames> {
  const letters = ["abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 . , - '"];
  const tokeniser = new Tokeniser(
    await trainWordPiece(letters, { size: 200, lowercase: false, minFrequency: 1 }),
  );
  const rows = tokeniser.rows;
  const trunk = {
    vocabulary: rows + 6,
    width: 8,
    positions: 16,
    segments: 0,
    layers: 1,
    heads: 2,
    inner: 16,
  };
  const [mentionStart, mentionEnd, type, relation, alias] = [1, 2, 3, 4, 5].map((i) => rows + i) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const special = { pad: 0, mask: rows, mentionStart, mentionEnd, type, relation, alias, description: alias };
  const vocabulary = new Vocabulary([], [], ["NAME"]);
  const sizes: TaggerSizes = {
    ...vocabulary.sizes,
    trunk: { kind: "bert", ...trunk },
    letters: 3,
    wordWidth: SHAPE,
    shapeWidth: 1,
    characterWidth: 1,
    filters: 1,
    width: 0,
    dropout: 0,
  };
  const { scope } = taggerGraph(sizes);
  const parameters = new Map(
    [...scope.parameters].map(([name, spec]) => [name, initialNumbers(name, spec, 1)] as const),
  );
  const set = (name: string, numbers: Readonly<Record<number, number>>) => {
    const all = (parameters.get(name) as Float32Array).fill(0);
    for (const [at, number] of Object.entries(numbers)) all[Number(at)] = number;
  };
  set("shapes.weight", Object.fromEntries(CAPITALS.map((shape) => [shape, 1])));
  // O, B-NAME and I-NAME, of which a word with a capital has one of the last two, and I-NAME where it can.
  const width = (parameters.get("out.weight") as Float32Array).length / 3;
  set("out.weight", { [width + SHAPE]: 20, [2 * width + SHAPE]: 20 });
  set("out.bias", { 1: -10, 2: -9 });
  return {
    vocabulary,
    encoder: { trunk: { kind: "bert", ...trunk }, special, tokeniser },
    sizes,
    parameters,
  };
}
