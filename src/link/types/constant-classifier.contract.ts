import { Vocabulary } from "../../models/tagger/vocabulary.js";
import { HEAD, typeGraph } from "../../models/types/network.js";
import type { ClassifiedTypes, TypeDefinition } from "../../models/types/settings.js";
import { WordReader } from "../../models/types/word-reader.js";
import { sizeOf } from "../../nn/onnx.js";
import { saveTypes } from "../../train/types/save.js";

/** Writes a classifier that finds the same types in all contexts, as `namesake train types` would write it. */
export async function writeConstantClassifier(
  folder: string,
  { system, axes }: ClassifiedTypes,
  probabilities: readonly (readonly number[])[],
): Promise<void> {
  const vocabulary = new Vocabulary(["the"], ["t"], []);
  const widths = { wordWidth: 2, shapeWidth: 2, characterWidth: 2, filters: 2, letters: 4 };
  const lstm = { affixes: 8, affixWidth: 2, width: 2, layers: 1 };
  const sizes = { ...vocabulary.sizes, ...widths, ...lstm };
  const settings: TypeDefinition = {
    system,
    axes: axes.map(({ name, classes }) => ({ name, classes })),
    network: { kind: "lstm", sizes },
    hidden: 0,
    contextTokens: 16,
    mentionTokens: 4,
  };
  const specs = typeGraph(settings).scope.parameters;
  const parameters = new Map([...specs].map(([name, { shape }]) => [name, new Float32Array(sizeOf(shape))]));
  // Where all weights are 0, the biases of the last layer are the scores.
  const last = [...specs.keys()].findLast((name) => name.startsWith(`${HEAD}.`) && name.endsWith(".bias"));
  parameters.set(last as string, Float32Array.from(probabilities.flat(), Math.log));
  const reader = new WordReader(vocabulary, sizes);
  await saveTypes(folder, { preparation: { settings, reader, tower: new Map() }, parameters });
}
