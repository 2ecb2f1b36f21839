import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { displayName, lines } from "../../sources/text-file.js";
import { type GoldDocument, sortMentions } from "../dataset.js";
import { DEFAULT_FIELDS } from "./conllu-entities.js";
import { ConlluText } from "./conllu-text.js";
import { writeConllu } from "./conllu-writer.js";
import type { DatasetFormat, ReadOptions, Sample } from "./format.js";
import { invalid } from "./problems.js";
import { UniqueIds } from "./unique-ids.js";

const FILE_NAME = /\.conllu(?:\.gz)?$/i;
const COMMENT = /^#\s*(newdoc|newpar|global\.Entity|meta::title)(?:\s+id)?\s*(?:=\s*(.*?))?\s*$/;
const ID = /^\d+(?:[-.]\d+)?$/;

/** Columns of a row. */
const COLUMNS = 10;
const isRow = (columns: readonly string[]): boolean =>
  columns.length === COLUMNS && ID.test(columns[0] ?? "");

/** The files of a folder, sorted by their names; or the one file. */
async function filesOf(path: string): Promise<string[]> {
  if (path === "-") return [path];
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => FILE_NAME.test(name)).sort();
    return names.map((name) => join(path, name));
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}

/** A document while it is read. */
interface Draft {
  id: string;
  where: string;
  content: ConlluText;
}

async function* readFile(
  path: string,
  ids: UniqueIds,
  options: ReadOptions,
): AsyncGenerator<GoldDocument, void, undefined> {
  const name = displayName(path);
  let fields = DEFAULT_FIELDS;
  let title: string | undefined;
  let draft: Draft | undefined;
  let count = 0;
  const begin = (id: string, where: string): Draft => {
    count++;
    const fallback = name.replace(FILE_NAME, "") + (count === 1 ? "" : `-${count}`);
    return { id: id || fallback, where, content: new ConlluText(fields, options) };
  };
  const finish = ({ id, where, content }: Draft): GoldDocument => ({
    id: ids.take(id, where),
    text: content.finish(),
    ...(title === undefined ? {} : { title }),
    mentions: sortMentions(content.mentions),
  });
  const rejected = (found: string) => options.problem(invalid(name, "row", "a word a line", found));
  for await (const { number, text: line } of lines(path, { rejected })) {
    const where = `${name}, line ${number}`;
    if (line.startsWith("#")) {
      const [, key, value = ""] = COMMENT.exec(line) ?? [];
      if (key === "newdoc") {
        if (draft !== undefined) yield finish(draft);
        draft = begin(value, where);
        title = undefined;
      } else if (key === "newpar") draft?.content.startParagraph();
      else if (key === "meta::title" && value !== "") title = value;
      else if (key === "global.Entity") {
        fields = value;
        draft?.content.declareFields(value);
      }
      continue;
    }
    if (line.trim() === "") {
      draft?.content.endSentence();
      continue;
    }
    const columns = line.split("\t");
    if (isRow(columns)) {
      draft ??= begin("", where);
      draft.content.row(columns, where);
      continue;
    }
    const problem = invalid(where, "row", "ten columns, the first one a number", line);
    if (draft === undefined) throw problem;
    options.problem(problem);
  }
  if (draft !== undefined) yield finish(draft);
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const files = await filesOf(path);
  if (files.length === 0)
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: "it has no file ending in .conllu" });
  const ids = new UniqueIds(options);
  for (const file of files) yield* readFile(file, ids, options);
}

function detect({ head, names }: Sample): number {
  if (names.some((name) => FILE_NAME.test(name))) return 0.8;
  const rows = head.replace(/^\ufeff/, "").split("\n");
  const declared = rows.some((row) => /^#\s*global\.Entity\s*=/.test(row));
  const first = rows.find((row) => row.trim() !== "" && !row.startsWith("#"));
  if (first !== undefined && !isRow(first.trimEnd().split("\t")))
    return declared && first === rows.at(-1) ? 0.8 : 0;
  const brackets = rows.some((row) => /(?:^|\|)Entity=/.test(row.split("\t")[COLUMNS - 1] ?? ""));
  return declared || brackets ? 0.95 : 0;
}

/**
 * CoNLL-U (https://universaldependencies.org/format.html) with entities in the MISC column, as GUM and CorefUD have them:
 * `Entity=(1-person-new-sssss-cf1-1-coref-Ada_Lovelace`, closed by `Entity=1)`. A file, or a folder of `*.conllu` files.
 *
 * Mentions are the entities with an identity, a title of Wikipedia in URL escapes; these are names, but also descriptions and
 * pronouns. Which of them a mention is can be told by its coreference link ("coref", "sgl" for what is mentioned once, "ana" for
 * pronouns and so on), which becomes its slice. The order of the fields is that of "# global.Entity", else GUM's.
 *
 * The text is made of the words: a space between two unless `SpaceAfter=No` or `SpacesAfter=...` (UDPipe's `\s`, `\n`, `\t`) says
 * otherwise, a line break before "# newpar". NIL, of which GUM has none, is written as the identity "NIL".
 */
export const conlluFormat: DatasetFormat = {
  name: "conllu",
  description: "CoNLL-U with entities in MISC, as in GUM",
  detect,
  read,
  write: writeConllu,
  keeps: ["title", "label"],
};
