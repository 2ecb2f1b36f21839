import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, expect, it } from "vitest";
import { addKbCommands } from "./kb.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-options-"));
const at = (name: string) => join(folder, name);
writeFileSync(at("people.jsonl"), '{"id": "1", "name": "One"}\n');
writeFileSync(at("people.csv"), "name;note\nOne;a\n");
mkdirSync(at("folder.csv"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function build(...words: string[]) {
  let code = -1;
  const program = new Command();
  addKbCommands(program, (given) => {
    code = given;
  });
  const out = ["--out", at("kb"), "--store", "memory"];
  await program.parseAsync(["kb", "build", ...words, ...out], { from: "user" });
  return code;
}

it.each<[string, string[], RegExp]>([
  ["--delimiter", [";"], /a table \(csv.*people\.jsonl/],
  ["--column", ["name=N"], /a table \(csv/],
  ["--records", [], /a table \(csv/],
  ["--site", ["enwiki"], /kind wikidata/],
  ["--threads", ["2"], /kind wikidata/],
  ["--no-ner", [], /kind wikidata/],
])("refuses %s where no source has a use for it", async (option, value, said) => {
  for (const source of [[at("people.jsonl")], ["jsonl", at("people.jsonl")], [at("folder.csv")]]) {
    const built = build(...source, option, ...value);
    await expect(built).rejects.toMatchObject({ code: "OPTION_INVALID", details: { option } });
    if (source[0] !== at("folder.csv")) await expect(built).rejects.toThrow(said);
  }
});

it("takes an option that one of several sources has a use for", async () => {
  expect(await build(at("people.csv"), `jsonl:${at("people.jsonl")}`, "--delimiter", ";")).toBe(0);
});

it("refuses options before a subcommand, and with the starter, which would do nothing", async () => {
  await expect(build("starter")).rejects.toMatchObject({ details: { option: "--out" } });
  const before = build("--min-count", "2", "wikipedia", at("dump.xml"));
  await expect(before).rejects.toMatchObject({ code: "OPTION_INVALID", details: { option: "--min-count" } });
});
