import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { Conversion } from "./convert.js";
import { type GoldDocument, OPTIONAL_FIELDS } from "./dataset.js";
import type { Omission, Piece, Problem } from "./formats/format.js";
import { namesakeFormat } from "./formats/namesake.js";
import { DOCUMENTS, datasetOf } from "./small-kb.contract.js";

type Writable = ConstructorParameters<typeof Conversion>[1];
/** The format that keeps all, or all but some fields. */
const format = (loses: readonly string[] = []): Writable => ({
  ...(namesakeFormat as Writable),
  keeps: OPTIONAL_FIELDS.filter((field) => !loses.includes(field)),
});

async function convert(dataset: ReturnType<typeof datasetOf>, target = format()) {
  const problems: Problem[] = [];
  const counts: number[] = [];
  const conversion = new Conversion(dataset, target, {
    problem: (problem) => void problems.push(problem),
    progress: (count) => counts.push(count),
  });
  const pieces: Piece[] = [];
  for await (const piece of conversion.pieces()) pieces.push(piece);
  return { pieces, problems, counts, result: conversion.result };
}

describe("Conversion", () => {
  it("writes all documents and counts them", async () => {
    const { pieces, counts, result } = await convert(datasetOf(DOCUMENTS));
    const written = pieces.map(({ text }) => JSON.parse(text) as GoldDocument);
    expect(written).toEqual(DOCUMENTS);
    expect(result).toEqual({ documents: 3, mentions: 7, omitted: undefined, lost: [] });
    expect(counts).toEqual([1, 2, 3]);
  });

  it("names what is lost, where it is there at all", async () => {
    const loses = ["candidates", "others", "label", "optional", "ignore", "title"];
    const [first] = DOCUMENTS;
    const documents = [...DOCUMENTS, { ...(first as GoldDocument), id: "4", ignore: [], title: "T" }];
    const { result } = await convert(datasetOf(documents), format(loses));
    expect(result.lost).toEqual(["title", "candidates", "label"]);
  });

  it("counts what the new format has no room for", async () => {
    const at = (start: number, end: number) => ({ start, end, entity: null });
    const dataset = datasetOf([
      { id: "1", text: "To the University of Lyon", mentions: [at(7, 25), at(7, 25), at(7, 17), at(21, 25)] },
      { id: "2", text: "Nothing", mentions: [] },
    ]);
    const counted = async (omits: Omission) => {
      const { documents, mentions, omitted } = (await convert(dataset, { ...format(), omits })).result;
      return [documents, mentions, omitted?.what, omitted?.count];
    };
    expect(await counted("overlapping mentions")).toEqual([2, 1, "overlapping mentions", 3]);
    expect(await counted("mentions on one span")).toEqual([2, 3, "mentions on one span", 1]);
    expect(await counted("documents without mentions")).toEqual([1, 4, "documents without mentions", 1]);
  });

  it("passes problems on, and counts them where nothing is left", async () => {
    const broken = new NamesakeError("RECORD_INVALID", { where: "x", field: "f", expected: "a", found: "b" });
    const damaged = (documents: readonly GoldDocument[]) => ({
      ...datasetOf([]),
      read({ problem }: { problem(one: Problem): void }) {
        problem(broken);
        return documents;
      },
    });
    await expect(convert(damaged([]))).rejects.toMatchObject({
      code: "DATASET_EMPTY",
      details: { problems: 1 },
    });
    expect((await convert(damaged(DOCUMENTS))).problems).toEqual([broken]);
  });
});
