import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { entityTextOf, textFingerprint } from "../../models/encoders/entity-text.js";
import { blinkEntity } from "../../sources/blink-entities.js";
import { displayName, lines } from "../../sources/text-file.js";
import { EntityRows } from "./import-vectors.js";

/**
 * Finds the entities of BLINK's vectors: the line of an entity in `entity.jsonl`, counted from 0, is the row of its vector.
 *
 * @param rows of the matrix
 * @returns lines whose entity the KB does not have are rows without one
 * @throws {NamesakeError} IMPORT_MISMATCH where there are not as many lines; SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 */
export async function blinkEntityRows(
  path: string,
  kb: KnowledgeBase,
  rows: number,
  progress: (fraction: number) => void = () => {},
): Promise<EntityRows> {
  const found = new EntityRows(rows);
  let count = 0;
  for await (const { number, text } of lines(path)) {
    count = number;
    if (number > rows) continue;
    const record = recordOf(text, `${displayName(path)}, line ${number}`);
    const entity = record === undefined ? undefined : kb.index(record.id);
    if (record === undefined || entity === undefined) continue;
    // The vector is of this text, also where the KB has another one by now.
    found.set(number - 1, entity, textFingerprint(entityTextOf(kb, record)));
    if (number % 10_000 === 0) progress(number / rows);
  }
  if (count !== rows)
    throw new NamesakeError("IMPORT_MISMATCH", {
      path,
      expected: `${rows.toLocaleString("en")} lines, one for each vector`,
      found: `${count.toLocaleString("en")}`,
    });
  return found;
}

/** A line that is no entity has no number in the KB, which named it when it was built. */
function recordOf(text: string, where: string) {
  try {
    return blinkEntity(JSON.parse(text), where);
  } catch (error) {
    if (error instanceof NamesakeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
