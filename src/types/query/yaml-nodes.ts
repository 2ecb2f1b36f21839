import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from "yaml";
import { NamesakeError } from "../../errors.js";

type Parsed = ParsedNode | null;

/** Aliases that are followed; a file that repeats itself more often is made to be large in memory. */
const MOST_ALIASES = 10_000;
/** How deep queries may lie in each other. */
const MOST_DEPTH = 100;

/** A comparison that YAML takes for the beginning of a block, or for a tag. */
const UNQUOTED = /[:[,]\s*(>|!=)/;

/** A part of a YAML file that knows where it stands; aliases are followed. */
export class YamlNode {
  constructor(
    private readonly file: YamlFile,
    private readonly node: Exclude<Parsed, Alias.Parsed>,
    /** "kinds.yaml, line 7" */
    readonly where: string,
    private readonly depth: number,
  ) {}

  /** The pairs of a mapping in their order, none of nothing; undefined where the node is something else. */
  pairs(): { key: string; where: string; value: YamlNode }[] | undefined {
    if (this.isNothing()) return [];
    if (!isMap<ParsedNode, Parsed>(this.node)) return undefined;
    return this.node.items.map(({ key, value }) => {
      const where = this.file.where(key);
      return {
        key: isScalar(key) ? String(key.value) : "",
        where,
        value: this.file.nodeOf(value, where, this.depth + 1),
      };
    });
  }

  /** The items of a sequence; undefined where the node is something else. */
  items(): YamlNode[] | undefined {
    if (!isSeq<ParsedNode>(this.node)) return undefined;
    return this.node.items.map((item) => this.file.nodeOf(item, this.where, this.depth + 1));
  }

  /** A scalar as it was written, without quotes: an id such as 007 keeps its zeros. Undefined where it is none, or empty. */
  text(): string | undefined {
    if (!isScalar(this.node) || this.node.value === null) return undefined;
    return typeof this.node.value === "string"
      ? this.node.value
      : (this.node.source ?? String(this.node.value));
  }

  /** The number that a scalar is; undefined where it is none. */
  number(): number | undefined {
    return isScalar(this.node) && typeof this.node.value === "number" ? this.node.value : undefined;
  }

  isNothing(): boolean {
    return this.node === null || (isScalar(this.node) && this.node.value === null);
  }

  /** What the node is, for messages. */
  describe(): string {
    if (this.isNothing()) return "nothing";
    if (isMap(this.node)) return "a mapping";
    if (isSeq(this.node)) return "a list";
    return `"${this.text() ?? ""}"`;
  }

  /** The error of a node that is not as it should be; `where` is that of a key in it. */
  refuse(expected: string, found = this.describe(), where = this.where): NamesakeError {
    return new NamesakeError("TYPES_INVALID", { where, expected, found });
  }
}

class YamlFile {
  private readonly document: ReturnType<typeof parseDocument<ParsedNode>>;
  private readonly lines = new LineCounter();
  private aliases = 0;

  constructor(
    private readonly name: string,
    text: string,
  ) {
    this.document = parseDocument(text, {
      version: "1.2",
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      stringKeys: true,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter: this.lines,
    });
    const problem = this.document.errors[0] ?? this.document.warnings[0];
    if (problem === undefined) return;
    const [offset] = problem.pos;
    const line = text.split("\n")[this.lineAt(offset) - 1] ?? "";
    if (problem.code === "DUPLICATE_KEY") throw this.unreadable(offset, "a name is there twice");
    if (UNQUOTED.test(line))
      throw this.unreadable(offset, 'a comparison by ">" or "!=" has to stand in quotes, such as ">= 1950"');
    throw this.unreadable(offset, `the parser of YAML says: ${problem.message}`);
  }

  root(): YamlNode {
    return this.nodeOf(this.document.contents, this.whereAt(0), 0);
  }

  where(node: ParsedNode): string {
    return this.whereAt(node.range[0]);
  }

  /** @param where nothing stands */
  nodeOf(node: Parsed, where: string, depth: number): YamlNode {
    const offset = node?.range[0] ?? 0;
    if (depth > MOST_DEPTH) throw this.unreadable(offset, `it is nested more than ${MOST_DEPTH} deep`);
    if (!isAlias(node))
      return new YamlNode(
        this,
        node as Exclude<Parsed, Alias.Parsed>,
        node === null ? where : this.where(node),
        depth,
      );
    if (++this.aliases > MOST_ALIASES)
      throw this.unreadable(offset, `it follows more than ${MOST_ALIASES} aliases`);
    const found = node.resolve(this.document) as ParsedNode | undefined;
    if (found === undefined) throw this.unreadable(offset, `nothing before it is called "&${node.source}"`);
    return this.nodeOf(found, where, depth + 1);
  }

  private whereAt(offset: number): string {
    return `${this.name}, line ${this.lineAt(offset)}`;
  }

  private lineAt(offset: number): number {
    return Math.max(1, this.lines.linePos(offset).line);
  }

  private unreadable(offset: number, why: string): NamesakeError {
    return new NamesakeError("TYPES_UNREADABLE", { where: this.whereAt(offset), why });
  }
}

/**
 * Parses a text in YAML 1.2 (core schema; no tags of its own, no merge keys, no key twice).
 *
 * @param name of the file, for messages
 * @throws {NamesakeError} TYPES_UNREADABLE
 */
export const parseYaml = (name: string, text: string): YamlNode => new YamlFile(name, text).root();
