import { readDataset } from "../../dist/eval/read-dataset.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";

/** A text with the gold mentions whose entity the KB has. */
export interface KnownText {
  text: string;
  /** With the indexes of the entities that are right. */
  mentions: { start: number; end: number; entities: ReadonlySet<number> }[];
}

/**
 * Reads a data set.
 *
 * @param most paragraphs, after which the document that is being read is the last
 */
export async function knownTexts(kb: KnowledgeBase, path: string, most: number): Promise<KnownText[]> {
  const texts: KnownText[] = [];
  let paragraphs = 0;
  const dataset = await readDataset(path);
  for await (const { text, mentions } of dataset.read({ problem: (line) => console.error(line) })) {
    if (paragraphs >= most) break;
    paragraphs += text.split("\n").length;
    const known = mentions.flatMap(({ start, end, entity, others = [] }) => {
      const entities = [entity, ...others].flatMap((id) => {
        const own = id === null ? undefined : kb.resolve(id);
        return own === undefined ? [] : [kb.index(own) as number];
      });
      return entities.length === 0 ? [] : [{ start, end, entities: new Set(entities) }];
    });
    if (known.length > 0) texts.push({ text, mentions: known });
  }
  return texts;
}
