import { Resolver } from "../../eval/linkers/resolve.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { LinkedMention, LinkedText, LinkedTexts } from "../../train/encoders/linked-texts.js";
import { type DataFiles, documentsOf } from "./data.js";

/**
 * The texts of data sets with their mentions as a KB sees them. Mentions whose entity the KB lacks are left out: nothing can be
 * learned of them, not even that the KB lacks it, which depends on the KB.
 *
 * @param problem told of each thing that is left out, in every reading
 */
export async function linkedTexts(
  kb: KnowledgeBase,
  paths: readonly string[],
  data: DataFiles,
  problem?: Parameters<typeof documentsOf>[2],
): Promise<LinkedTexts> {
  const documents = await documentsOf(paths, data, problem);
  const resolver = new Resolver(kb);
  return async function* (): AsyncGenerator<LinkedText> {
    for await (const { text, mentions } of documents())
      yield {
        text,
        mentions: mentions.flatMap(({ start, end, entity, sameAs = [], candidates }): LinkedMention[] => {
          const listed = candidates && {
            given: [...new Set(candidates.flatMap((one) => resolver.ids([one])))],
          };
          if (entity === null) return [{ start, end, row: null, ...listed }];
          const [id] = resolver.ids([entity, ...sameAs]);
          const row = id === undefined ? undefined : kb.index(id);
          return row === undefined ? [] : [{ start, end, row, ...listed }];
        }),
      };
  };
}
