import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKnowledgeBase } from "../src/kb/folder.js";
import type { Linker } from "../src/link/linker.js";
import { createLinker } from "../src/load.js";
import { csvSource } from "../src/sources/csv.js";
import { parseDocument } from "../src/text/document.js";

const domain = (name: string): string =>
  fileURLToPath(new URL(`../examples/domains/${name}`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "namesake-domain-"));
let linker: Linker;

beforeAll(async () => {
  const table = csvSource(domain("drugs.csv"));
  const rejected: string[] = [];
  const { knowledgeBase } = await buildKnowledgeBase(
    table.records({ rejected: (message) => rejected.push(message) }),
    join(folder, "drugs"),
    () => table.info,
  );
  expect(rejected).toEqual([]);
  linker = createLinker(knowledgeBase) as unknown as Linker;
});
afterAll(async () => {
  await linker.close();
  rmSync(folder, { recursive: true });
});

/** A text is right when exactly its labelled entities are linked, each at its place. */
async function judged(name: string): Promise<{ right: number; texts: number; nil: number; wrong: string[] }> {
  const result = { right: 0, texts: 0, nil: 0, wrong: [] as string[] };
  for (const [i, line] of readFileSync(domain(name), "utf8").trim().split("\n").entries()) {
    const { id, text, mentions = [] } = parseDocument(line, `${name}, line ${i + 1}`);
    const links = await linker.link(text);
    const found = links.flatMap(({ start, end, entity }) =>
      entity === null ? [] : [`${start}-${end} ${entity.id}`],
    );
    const wanted = mentions.flatMap(({ start, end, entity }) =>
      entity === null || entity === undefined ? [] : [`${start}-${end} ${entity}`],
    );
    result.texts++;
    if (wanted.length === 0) result.nil++;
    if (found.join("\n") === wanted.join("\n")) result.right++;
    else result.wrong.push(id);
  }
  console.log(`${name}: ${result.right} of ${result.texts} right`);
  return result;
}

describe("a knowledge base of one domain, without training", () => {
  it("links at least 90 of 100 sentences rightly, and of those that nobody looked at before 36 of 40", async () => {
    const known = await judged("sentences.jsonl");
    const unseen = await judged("held-out.jsonl");
    expect([known.texts, unseen.texts]).toEqual([60, 40]);
    expect(known.nil + unseen.nil).toBeGreaterThanOrEqual(20);
    const wrong = [...known.wrong, ...unseen.wrong].join(", ");
    expect(known.right + unseen.right, `wrong: ${wrong}`).toBeGreaterThanOrEqual(90);
    expect(unseen.right, `wrong: ${wrong}`).toBeGreaterThanOrEqual(36);
  });
});

describe("the example tables", () => {
  it("are read whole", async () => {
    const rejected: string[] = [];
    const ids: string[] = [];
    for (const name of ["drugs.csv", "conditions.csv"])
      for await (const record of csvSource(domain(name)).records({
        rejected: (message) => rejected.push(message),
      }))
        ids.push(record.id);
    expect(rejected).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(360);
  });
});
