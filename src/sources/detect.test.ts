import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { fileSource } from "./detect.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-detect-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function names(path: string, languages?: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const source = fileSource(join(folder, path), languages === undefined ? {} : { languages });
  for await (const { name } of source.records({ rejected: (message) => expect.fail(message) }))
    found.push(name);
  return found;
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>";
const ATOM = "C1|ENG|P|L1|PF|S1|Y|A1||||KILN|PT|1|Kiln lung|0|N||\n";

describe("fileSource", () => {
  it("knows vocabularies by their endings", async () => {
    write("a.obo", "[Term]\nid: K:1\nname: kiln\n");
    write("a.obo.gz", gzipSync("[Term]\nid: K:1\nname: kiln\n"));
    write("a.nt", `<http://x/1> ${LABEL} "oven"@en .\n<http://x/1> ${LABEL} "Ofen"@de .\n`);
    write("a.ttl", `@prefix r: <http://www.w3.org/2000/01/rdf-schema#> .\n<http://x/1> r:label "glaze" .\n`);
    expect(await names("a.obo")).toEqual(["kiln"]);
    expect(await names("a.obo.gz")).toEqual(["kiln"]);
    expect(await names("a.nt")).toEqual(["oven"]);
    expect(await names("a.nt", ["de"])).toEqual(["Ofen"]);
    expect(await names("a.ttl")).toEqual(["glaze"]);
  });

  it("knows folders by what they hold", async () => {
    write("META/MRCONSO.RRF", ATOM);
    write("db/entity_mappings/alias2qids.json", '{"kiln": [["K1", 3]]}');
    write("db/entity_mappings/qid2title.json", '{"K1": "Kiln"}');
    write("wn/dict/index.sense", "kiln%1:06:00:: 00000201 1 3\n");
    write("wn/dict/data.noun", "00000201 06 n 01 kiln 0 000 | an oven  \n");
    expect(await names("META")).toEqual(["Kiln lung"]);
    expect(await names("META/MRCONSO.RRF")).toEqual(["Kiln lung"]);
    expect(await names("db")).toEqual(["Kiln"]);
    expect(await names("wn")).toEqual(["kiln"]);
  });

  it("says that it does not know another folder", async () => {
    mkdirSync(join(folder, "other"));
    await expect(names("other")).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
