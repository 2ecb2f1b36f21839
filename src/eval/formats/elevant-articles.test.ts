import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { elevantArticlesFormat } from "./elevant-articles.js";
import { formatContract, readAll, store } from "./format.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-articles-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "small.linked_articles.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents, problems } = await readAll(elevantArticlesFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

formatContract(elevantArticlesFormat, { entities: "qids" });

describe("elevant-articles", () => {
  const article = {
    id: 3,
    title: "Trams",
    text: "😀 Lyon and Odo Brannt; he left.",
    entity_mentions: [
      { span: [11, 21], id: "<NIL>", recognized_by: "A", linked_by: "A", candidates: [] },
      { span: [2, 6], id: "Q456", linked_by: "A", candidates: ["Q1", "Q456", "<NIL>", "Q9"] },
      { span: [11, 14], linked_by: "A", candidates: ["Q8"] },
      { span: [23, 25], id: "Q8", referenced_span: [11, 21], candidates: ["Q8"] },
    ],
    labels: [{ id: 0, span: [2, 6], entity_id: "Q456", name: "Lyon", type: "OTHER" }],
  };
  const predictions = [
    {
      start: 3,
      end: 7,
      entity: "Q456",
      candidates: [{ entity: "Q456" }, { entity: "Q1" }, { entity: "Q9" }],
    },
    { start: 12, end: 22, entity: null },
    { start: 12, end: 15, entity: null, candidates: [{ entity: "Q8" }] },
  ];

  it("reads what a linker said beside the labels", async () => {
    const { documents, problems } = await read(article, { id: 4, title: "", text: "Nothing." });
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "3",
        title: "Trams",
        text: article.text,
        mentions: [{ start: 3, end: 7, entity: "Q456", sameAs: ["Lyon"] }],
        predictions,
      },
      { id: "4", text: "Nothing.", mentions: [], predictions: [] },
    ]);
  });

  it("writes predictions that it reads back", async () => {
    const { documents } = await read(article);
    const path = await store(elevantArticlesFormat.write?.(documents) ?? [], folder);
    expect(await readAll(elevantArticlesFormat, path)).toEqual({ documents, problems: [] });
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read({
      id: 3,
      text: "Lyon",
      entity_mentions: [
        { span: [0, 9], id: "Q1" },
        { span: [0, 4], id: 5 },
        { id: "Q1" },
        { span: [0, 4], candidates: "Q1" },
        null,
        { span: [0, 4], id: "Q456" },
      ],
    });
    expect(documents[0]?.predictions).toEqual([{ start: 0, end: 4, entity: "Q456" }]);
    expect(problems.length).toBe(5);
    expect(problems.every((message) => message.startsWith("small.linked_articles.jsonl, line 1: "))).toBe(
      true,
    );
    const broken = await read({ id: 3, text: "Lyon", entity_mentions: "none" });
    expect(broken.problems).toEqual([
      'small.linked_articles.jsonl, line 1: "entity_mentions" should be a list, found "none".',
    ]);
    expect(broken.documents[0]?.predictions).toEqual([]);
  });
});
