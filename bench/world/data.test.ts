import { describe, expect, it } from "vitest";
import { type Problem, readDataset } from "../../dist/eval/index.js";
import { dataFile, hasData } from "./data.js";

/** What the data for development say of themselves: documents, links, NIL. */
const SETS = [
  ["aida-train", 946, 18_541, 4_855],
  ["aida-testa", 216, 4_791, 1_126],
  ["gum-train", 177, 5_202, 0],
  ["gum-dev", 30, 733, 0],
  ["iitb", 104, 11_194, 7_114],
  ["nil-el-train", 7_939, 5_272, 2_667],
  ["nil-el-valid", 992, 661, 331],
] as const;

async function contentOf(path: string) {
  const problems: Problem[] = [];
  const found = { documents: 0, links: 0, nil: 0 };
  const { format, read } = await readDataset(path);
  for await (const { mentions } of read({ problem: (problem) => problems.push(problem) })) {
    found.documents++;
    for (const { entity } of mentions)
      if (entity === null) found.nil++;
      else found.links++;
  }
  return { ...found, format, problems: problems.map(({ message }) => message) };
}

describe.skipIf(!hasData())("the data for development", () => {
  it.each(SETS)("%s is read whole", async (name, documents, links, nil) => {
    const path = dataFile("bench", `${name}.jsonl.gz`);
    expect(await contentOf(path)).toEqual({ documents, links, nil, format: "bench", problems: [] });
  });

  it("are read in the formats of their makers too", async () => {
    const { format, documents, links, nil, problems } = await contentOf(dataFile("nil/valid.jsonl"));
    expect({ format, documents, links, nil, problems }).toEqual({
      format: "ner4el",
      documents: 992,
      links: 661,
      nil: 331,
      problems: [],
    });
    const sentences = await contentOf(dataFile("bootleg-sample/sample_text_data/dev.jsonl"));
    expect(sentences).toMatchObject({ format: "bootleg", documents: 51, problems: [] });
  });
});
