import { linkedTexts } from "../../dist/cli/train/linked-texts.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { givenMentions } from "../../dist/link/given-mentions.js";
import type { FoundMention } from "../../dist/mentions/mention-finder.js";

/** A mention whose entity is to be found. */
export interface HeldBackMention {
  found: FoundMention;
  /** Of its entity. */
  row: number;
  /** Whether its entity has a description. */
  described: boolean;
  /** Whether its entity is never one of the training set. */
  unseen: boolean;
}

export interface HeldBackText {
  text: string;
  /** In order of their starts. */
  mentions: HeldBackMention[];
}

/** The parts of the mentions that are told apart. */
export const SLICES: Readonly<Record<string, (mention: HeldBackMention) => boolean>> = {
  all: () => true,
  "with a description": ({ described }) => described,
  "never in training": ({ unseen }) => unseen,
  "never in training, with a description": ({ unseen, described }) => unseen && described,
};

const NO_DATA = { training: [], development: [] };

/**
 * Reads the mentions of a file whose entities the KB has.
 *
 * @param training the file of the training set
 * @param entities of how many entities, the first
 */
export async function heldBackTexts(
  kb: KnowledgeBase,
  path: string,
  training: string,
  entities: number,
): Promise<HeldBackText[]> {
  const seen = new Set<number | null>();
  for await (const { mentions } of (await linkedTexts(kb, [training], NO_DATA))())
    for (const { row } of mentions) seen.add(row);
  const texts: HeldBackText[] = [];
  for await (const { text, mentions } of (await linkedTexts(kb, [path], NO_DATA))()) {
    const known = mentions.flatMap(({ start, end, row }) =>
      row === null || row >= entities ? [] : [{ start, end, row }],
    );
    texts.push({
      text,
      mentions: known.flatMap(({ row, ...span }) =>
        givenMentions(text, [span]).map(({ found }) => ({
          found,
          row,
          described: (kb.at(row)?.description ?? "") !== "",
          unseen: !seen.has(row),
        })),
      ),
    });
  }
  return texts.filter(({ mentions }) => mentions.length > 0);
}

/** Every n-th mention, so that about so many are left. */
export function sampled(texts: readonly HeldBackText[], most: number): HeldBackText[] {
  const all = texts.reduce((sum, { mentions }) => sum + mentions.length, 0);
  const every = Math.max(1, Math.ceil(all / most));
  let place = 0;
  return texts
    .map(({ text, mentions }) => ({ text, mentions: mentions.filter(() => place++ % every === 0) }))
    .filter(({ mentions }) => mentions.length > 0);
}
