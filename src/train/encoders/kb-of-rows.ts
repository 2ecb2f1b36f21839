import type { KnowledgeBase } from "../../kb/knowledge-base.js";

/** The KB that numbers of entities belong to. Edits leave its rows as they are, so that an edited KB is the same one. */
export interface KbOfRows {
  name: string;
  /** Entities in it when this was noted. */
  size: number;
  /** `contentHash` of its manifest: of its records when it was built. */
  contentHash: string;
}

export const kbOfRows = ({ manifest, size }: KnowledgeBase): KbOfRows => ({
  name: manifest.name.slice(0, 100),
  size,
  contentHash: manifest.contentHash,
});

/** Whether the numbers of one mean the same in the other. */
export const haveSameRows = (one: KbOfRows, other: KbOfRows): boolean =>
  one.contentHash === other.contentHash;

/** `the knowledge base "world" of 743778 entities (0c1f3a9e)` */
export const kbInWords = ({ name, size, contentHash }: KbOfRows): string =>
  `the knowledge base "${name}" of ${size} entities (${contentHash.slice(0, 8)})`;
