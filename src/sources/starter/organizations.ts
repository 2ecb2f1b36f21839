import { readFileSync } from "node:fs";
import { checkRecord, type EntityRecord } from "../../kb/record.js";

/** Organisations, products, works, events and figures that no package has; written for this project, from general knowledge. */
export function* organizationRecords(): Generator<EntityRecord> {
  const file = new URL("../../../src/sources/starter/organizations.jsonl", import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n");
  for (const [i, line] of lines.entries())
    if (line !== "") yield checkRecord(JSON.parse(line), `organizations.jsonl, line ${i + 1}`);
}
