import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../src/kb/knowledge-base.js";
import type { EntityRecord } from "../src/kb/record.js";
import type { Link } from "../src/link/link.js";
import type { Linker } from "../src/link/linker.js";
import { type Document, parseDocument } from "../src/text/document.js";

/**
 * Ambiguous sentences, half of them with a less popular sense right. A sentence counts when each of its labelled mentions is
 * found in the raw text, with exactly these offsets, and linked to its entity.
 */
const read = (name: string): Document[] =>
  readFileSync(new URL(`acceptance/${name}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line, i) => parseDocument(line, `${name}.jsonl, line ${i + 1}`));

/** The code here, or an installed package. */
const installed = process.env["NAMESAKE_PACKAGE"];
const load = (): Promise<typeof import("../src/load.js")> =>
  installed === undefined ? import("../src/load.js") : import(`${installed}/dist/load.js`);

let kb: KnowledgeBase;
let linker: Linker;

beforeAll(async () => {
  const { createLinker, loadKnowledgeBase } = await load();
  kb = await loadKnowledgeBase("starter");
  linker = createLinker(kb);
  if (installed !== undefined) expect(kb.manifest.store).toBe("memory");
});
afterAll(() => linker.close());

/** An entity that has taken in another answers to its id. */
const is = (id: string, entity: Pick<EntityRecord, "id" | "sameAs"> | null | undefined): boolean =>
  entity !== null && entity !== undefined && (entity.id === id || entity.sameAs?.includes(id) === true);

async function rightByLinker(document: Document): Promise<boolean> {
  const links = await linker.link(document.text, { mode: "all" });
  const at = ({ start, end }: { start: number; end: number }): Link | undefined =>
    links.find((link) => link.start === start && link.end === end);
  return (document.mentions ?? []).every((mention) => is(mention.entity ?? "", at(mention)?.entity));
}

/** The most counted entity of the mention's text, whatever stands around it. */
const rightByPrior = ({ text, mentions = [] }: Document): boolean =>
  mentions.every(({ start, end, entity }) =>
    is(entity ?? "", kb.candidates(text.slice(start, end))[0]?.entity),
  );

async function score(name: string): Promise<{ prior: number; linker: number; wrong: string[] }> {
  const documents = read(name);
  expect(documents).toHaveLength(40);
  const result = { prior: 0, linker: 0, wrong: [] as string[] };
  for (const document of documents) {
    if (rightByPrior(document)) result.prior++;
    if (await rightByLinker(document)) result.linker++;
    else result.wrong.push(document.id);
  }
  console.log(`${name} sentences: linker ${result.linker} of 40 right, prior alone ${result.prior} of 40`);
  return result;
}

describe("ambiguous sentences", () => {
  it("are linked better than by popularity, on sentences the rules were made with", async () => {
    const { prior, linker, wrong } = await score("known");
    expect(prior).toBeLessThanOrEqual(22);
    expect(linker, `wrong: ${wrong.join(", ")}`).toBeGreaterThanOrEqual(34);
  });

  it("are linked better than by popularity, on sentences nobody looked at before", async () => {
    const { linker } = await score("unseen");
    expect(linker).toBeGreaterThanOrEqual(30);
  });
});
