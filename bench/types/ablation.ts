import { type EvaluatedLinker, localLinker } from "../../dist/eval/linkers/linkers.js";
import type { Resolver } from "../../dist/eval/linkers/resolve.js";
import type { Dataset } from "../../dist/eval/read-dataset.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import type { LinkOptions } from "../../dist/link/linker.js";
import { goldTypes } from "../../dist/link/types/judges.js";
import type { EntityTypes, TypeJudge } from "../../dist/link/types/type-judge.js";
import type { Weights } from "../../dist/link/weights.js";
import { type LinkerParts, shippedWeights } from "../../dist/linker-parts.js";
import { createLinker } from "../../dist/load.js";
import type { Document } from "../../dist/text/document.js";
import { fitTemperature, fitWeights } from "../../dist/train/fit-weights.js";
import { labelledMentions } from "../../dist/train/labelled-mentions.js";
import { STARTING_WEIGHTS } from "../../dist/train/starting-weights.js";

/** One row of the table: what of NER4EL's is switched on. */
export interface Row {
  name: string;
  /** Types of the classifier, or the right ones. */
  types: "classifier" | "gold";
  settings: Pick<LinkOptions, "typesDecoding" | "typesFilter">;
  /** The class in the texts of entities. */
  inText?: boolean;
  /** The encoder that was trained with negatives of the same class. */
  negatives?: boolean;
}

const CLASSIFIER = { types: "classifier" } as const;
const OFF = { typesDecoding: "off" } as const;
const SOFT = { typesDecoding: "soft" } as const;
const HARD = { typesDecoding: "hard" } as const;
const FILTER = { typesFilter: true } as const;

/** The rows of NER4EL's table (R: representation, NS: negatives, CG: candidates, CD: decoding), and what perfect types would give. */
export const ROWS: readonly Row[] = [
  { name: "without types", ...CLASSIFIER, settings: OFF },
  { name: "R", ...CLASSIFIER, settings: OFF, inText: true },
  { name: "NS", ...CLASSIFIER, settings: OFF, negatives: true },
  { name: "CG", ...CLASSIFIER, settings: { ...OFF, ...FILTER } },
  { name: "CD, hard", ...CLASSIFIER, settings: HARD },
  { name: "CD, soft", ...CLASSIFIER, settings: SOFT },
  { name: "R + NS", ...CLASSIFIER, settings: OFF, inText: true, negatives: true },
  { name: "R + CD, soft", ...CLASSIFIER, settings: SOFT, inText: true },
  { name: "NS + CG", ...CLASSIFIER, settings: { ...OFF, ...FILTER }, negatives: true },
  { name: "NS + CD, soft", ...CLASSIFIER, settings: SOFT, negatives: true },
  { name: "CG + CD, soft", ...CLASSIFIER, settings: { ...SOFT, ...FILTER } },
  { name: "R + NS + CD, soft", ...CLASSIFIER, settings: SOFT, inText: true, negatives: true },
  {
    name: "R + NS + CG + CD, soft",
    ...CLASSIFIER,
    settings: { ...SOFT, ...FILTER },
    inText: true,
    negatives: true,
  },
  { name: "right types, hard", types: "gold", settings: HARD },
  { name: "right types, soft", types: "gold", settings: SOFT },
];

/** Documents with the ids that their mentions mean in the KB. Problems of the data are told when it is measured with. */
export async function readGold(dataset: Dataset, resolver: Resolver, most: number): Promise<Document[]> {
  const documents: Document[] = [];
  for await (const { id, text, mentions } of dataset.read({ problem: () => {} })) {
    if (documents.length === most) break;
    const gold = resolver.mentions({ text, mentions });
    documents.push({
      ...{ id, text },
      mentions: gold.map(({ start, end, right }) => ({ start, end, entity: right[0] ?? null })),
    });
  }
  return documents;
}

/** The right types of the mentions of documents. */
export function rightTypes(kb: KnowledgeBase, types: EntityTypes, documents: readonly Document[]): TypeJudge {
  const answers = new Map(
    documents.flatMap(({ text, mentions = [] }) =>
      mentions.map(({ start, end, entity }) => [`${start}:${end}:${text}`, entity] as const),
    ),
  );
  return goldTypes(types, (text, { start, end }) => {
    const id = answers.get(`${start}:${end}:${text}`) ?? undefined;
    const [row, entity] = id === undefined ? [] : [kb.index(id), kb.entity(id)];
    return row === undefined || entity === undefined ? undefined : { entity, row };
  });
}

/** Weights that are fitted to development data for the parts of a row, how much types count among them. */
export async function fitted(
  kb: KnowledgeBase,
  parts: LinkerParts,
  documents: readonly Document[],
): Promise<Weights> {
  const { means } = shippedWeights();
  const start = { ...STARTING_WEIGHTS, ...(parts.encoder === undefined && means ? { means } : {}) };
  const measure = async (weights: Weights, budget: "best" | "balanced") => {
    const linker = createLinker(kb, { ...parts, weights });
    const measured = [];
    for (const document of documents) measured.push(...(await labelledMentions(linker, document, budget)));
    await linker.closeModels();
    return measured;
  };
  const found = fitWeights(await measure(start, "best"), start, { frozen: ["popularity"] });
  const weights = { ...found, ...("means" in start ? { means: start.means } : {}) } as Weights;
  return fitTemperature(await measure(weights, "balanced"), weights);
}

/** The linker of a row. */
export const linkerOf = (kb: KnowledgeBase, row: Row, parts: LinkerParts): EvaluatedLinker =>
  localLinker(row.name, createLinker(kb, parts), { budget: "balanced", ...row.settings });
