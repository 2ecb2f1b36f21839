import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { CountingEncoder } from "./counting-encoder.contract.js";
import { writeEntityVectors } from "./write-entity-vectors.js";

export const recordOf = (number: number): EntityRecord => ({
  id: `e${number}`,
  name: `Entity ${number}`,
  description: `the number ${number}`,
});

/** @param count how many, numbered from 0 */
export const recordsOf = (count: number): EntityRecord[] =>
  Array.from({ length: count }, (_, number) => recordOf(number));

export const kbOf = async (records: readonly EntityRecord[]): Promise<KnowledgeBase> =>
  (await createKnowledgeBase(records)) as KnowledgeBase;

/** The path of a folder that is not there yet, and is removed at the end of the test. */
export function temporaryFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), "namesake-dense-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, "vectors");
}

/** Rows of a shard in tests. */
export const SHARD = 16;

/** A KB with the folder of its vectors. */
export async function embedded(records: readonly EntityRecord[]) {
  const kb = await kbOf(records);
  const path = temporaryFolder();
  const encoder = new CountingEncoder();
  await writeEntityVectors(path, kb, encoder, { shardRows: SHARD });
  encoder.taken();
  return { kb, path, encoder };
}
