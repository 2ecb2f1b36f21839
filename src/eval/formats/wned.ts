import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { displayName } from "../../sources/text-file.js";
import { type GoldDocument, type GoldMention, type Span, sortMentions } from "../dataset.js";
import { DocumentFolder, fileNameOf } from "./document-folder.js";
import type { DatasetFormat, Piece, ReadOptions } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid, reported } from "./problems.js";
import { isNil, reference, title } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";
import { escapeXml, xmlElements } from "./xml-elements.js";

const ROOT = /<[^<>\s/]*entityAnnotation[\s>]/;
const ANNOTATIONS = /\.xml(?:\.gz)?$/i;
/** "RawText" in WNED's own folders, "RawTexts" in older ones. */
const TEXTS = /^raw_?texts?$/i;

/** How far from its offset a mention is looked for: offsets that count line ends or bytes otherwise drift. */
const REACH = 100;

/** The elements of an annotation by name. */
type Annotation = Readonly<Record<string, string>>;

/** The place of `surface` in `text` that is nearest to `start`; -1 where it is not within {@link REACH}. */
function nearest(text: string, surface: string, start: number): number {
  const places = [text.lastIndexOf(surface, start), text.indexOf(surface, start)];
  const distance = (at: number) => Math.abs(at - start);
  const found = places.filter((at) => at !== -1).sort((a, b) => distance(a) - distance(b))[0] ?? -1;
  return distance(found) > REACH ? -1 : found;
}

/** Reads the annotations of one document. */
class AnnotationReader {
  private readonly spans: SpanReader;

  constructor(
    private readonly text: string,
    private readonly where: string,
    private readonly options: ReadOptions,
  ) {
    this.spans = new SpanReader(text, "code points", where);
  }

  read(annotations: readonly Annotation[]): GoldMention[] {
    const mentions = annotations.map((annotation) =>
      reported(this.options, () => {
        const name = annotation["wikiName"];
        return { ...this.place(annotation), entity: isNil(name) ? null : title(reference(name)) };
      }),
    );
    return sortMentions(mentions.filter((mention) => mention !== undefined));
  }

  /** Where a mention stands. One that stands beside its offset is found, and reported. */
  private place(annotation: Annotation): Span {
    const { mention } = annotation;
    const start = Number(annotation["offset"] || Number.NaN);
    const end = start + Number(annotation["length"] || Number.NaN);
    try {
      return this.spans.read(start, end, mention, "offset");
    } catch (error) {
      if (!mention || !Number.isInteger(start)) throw error;
      const at = nearest(this.text, mention, start);
      if (at === -1) throw error;
      const span = { start: at, end: at + mention.length };
      const [from, to] = this.spans.write(span);
      const expected = `the place of ${JSON.stringify(mention)}`;
      const found = `${start} to ${end}; the nearest, ${from} to ${to}, was taken`;
      const { where } = this;
      this.options.problem(new NamesakeError("RECORD_INVALID", { where, field: "offset", expected, found }));
      return span;
    }
  }
}

/** The files of annotations, and the folder with the texts. */
async function locate(path: string, options: ReadOptions): Promise<{ files: string[]; texts: string }> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const folder = isFolder ? path : dirname(path);
    const names = (await readdir(folder)).sort();
    const texts =
      options.files?.["documents"] ?? join(folder, names.find((name) => TEXTS.test(name)) ?? "RawText");
    const files = isFolder
      ? names.filter((name) => ANNOTATIONS.test(name)).map((name) => join(path, name))
      : [path];
    return { files, texts };
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}

/** The documents of a file of annotations, each with its annotations. */
async function* annotated(path: string) {
  let fields: Record<string, string> = {};
  let annotations: Annotation[] = [];
  for await (const { name, attributes, text, where } of xmlElements(path)) {
    if (name === "annotation") {
      annotations.push(fields);
      fields = {};
    } else if (name === "document") {
      yield { id: attributes["docName"] ?? "", where, annotations };
      annotations = [];
    } else fields[name] = text;
  }
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const { files, texts } = await locate(path, options);
  const ids = new UniqueIds(options);
  let folder: DocumentFolder | undefined;
  for (const file of files) {
    for await (const { id, where, annotations } of annotated(file)) {
      folder ??= await DocumentFolder.open(texts);
      const textFile = folder.path(id);
      if (textFile === undefined) {
        options.problem(invalid(where, "docName", `the name of a file in ${displayName(texts)}`, id));
        continue;
      }
      const text = await folder.text(textFile, where, options);
      if (text === undefined) continue;
      const mentions = new AnnotationReader(text, `${displayName(file)}, document ${id}`, options).read(
        annotations,
      );
      yield { id: ids.take(id, where), text, mentions };
    }
  }
  if (folder !== undefined) return;
  throw new NamesakeError("RECORD_INVALID", {
    where: displayName(path),
    field: "file",
    expected: "XML with documents and their annotations beside a folder RawText",
    found: files.length === 0 ? "no XML" : "no document",
  });
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  // A file is written in one go, so the annotations wait for the texts.
  const annotations: string[] = [];
  for await (const { id, text, mentions } of documents) {
    const name = plainText(id); // what XML can hold of it, so that both are called alike
    yield { file: `RawText/${fileNameOf(name)}`, text: plainText(text) };
    const spans = new SpanReader(text, "code points", id);
    const own = mentions.map((mention) => {
      const [start, end] = spans.write(mention);
      const surface = escapeXml(plainText(text.slice(mention.start, mention.end)));
      const wikiName = escapeXml(mention.entity ?? "NIL");
      return `      <annotation>
         <mention>${surface}</mention>
         <wikiName>${wikiName}</wikiName>
         <offset>${start}</offset>
         <length>${end - start}</length>
      </annotation>\n`;
    });
    annotations.push(`   <document docName="${escapeXml(name)}">\n${own.join("")}   </document>\n`);
  }
  const file = "namesake.xml";
  yield { file, text: '<?xml version="1.0" encoding="UTF-8"?>\n<namesake.entityAnnotation>\n' };
  for (const text of annotations) yield { file, text };
  yield { file, text: "</namesake.entityAnnotation>\n" };
}

/**
 * The format of the data sets of WNED and its kin (AIDA, MSNBC, AQUAINT, ACE2004, WIKI, CWEB): SET.xml with the annotations, and
 * a folder RawText with one file a document, called by its `docName`. Offsets count code points of that file, line ends as
 * they are. Where a mention stands a little beside its offset, which it does in some of these sets, the nearest place is taken.
 *
 * Reads the folder, or the XML file; `files.documents` names the folder of the texts. Source: Guo and Barbosa, Robust named entity
 * disambiguation with random walks, Semantic Web 9 (2018).
 */
export const wnedFormat: DatasetFormat = {
  name: "wned",
  description: "WNED XML with a folder RawText (ACE2004, AQUAINT, MSNBC, WIKI, CWEB)",
  detect({ head, names }) {
    if (ROOT.test(head)) return 1;
    return names.some((name) => TEXTS.test(name)) && names.some((name) => ANNOTATIONS.test(name)) ? 0.9 : 0;
  },
  read,
  write,
  keeps: [],
  roles: ["documents"],
  folder: true,
};
