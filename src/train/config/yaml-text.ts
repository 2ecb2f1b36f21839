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
import { NamesakeError, reason } from "../../errors.js";

/** Aliases that are followed; a file that repeats itself more often is made to be large in memory. */
const MOST_ALIASES = 100;

type Node = ParsedNode | null;

/** A key, the node of its value, and where they stand. */
export interface YamlPair {
  key: string;
  where: string;
  value: Node;
}

/**
 * A text in YAML 1.2 with the core schema, whose values know where they stand. There are no tags beyond the schema's, no merge
 * keys, and no key twice.
 */
export class YamlText {
  readonly root: Node;
  readonly #document: ReturnType<typeof parseDocument<ParsedNode>>;
  readonly #lines = new LineCounter();
  #aliases = 0;

  /**
   * @param whereOf how messages name a line of the text; lines count from 1
   * @throws {NamesakeError} CONFIG_UNREADABLE
   */
  constructor(
    text: string,
    readonly whereOf: (line: number) => string,
  ) {
    try {
      this.#document = parseDocument(text, {
        version: "1.2",
        schema: "core",
        merge: false,
        resolveKnownTags: false,
        stringKeys: true,
        uniqueKeys: true,
        prettyErrors: false,
        lineCounter: this.#lines,
      });
    } catch (error) {
      throw this.#unreadable(0, reason(error));
    }
    const { contents, directives, errors, warnings } = this.#document;
    const problem = errors[0] ?? warnings[0];
    if (problem !== undefined)
      throw this.#unreadable(problem.pos[0], PROBLEMS[problem.code] ?? `the parser says: ${problem.message}`);
    if (directives?.yaml.version !== "1.2") throw this.#unreadable(0, "it asks for another YAML than 1.2");
    this.root = contents;
  }

  /** Where a node begins. */
  where(node: Node): string {
    return this.#whereAt(node?.range[0] ?? 0);
  }

  /** The pairs of a mapping, none of nothing; undefined where the node is something else. */
  pairs(node: Node): YamlPair[] | undefined {
    const found = this.#followed(node);
    if (found === null || (isScalar(found) && found.value === null)) return [];
    if (!isMap(found)) return undefined;
    return found.items.map(({ key, value }) => ({
      key: String(isScalar(key) ? key.value : key),
      where: this.where(key as Node),
      value,
    }));
  }

  /** A node as a value of JavaScript; nothing is null. */
  plain(node: Node): unknown {
    const found = this.#followed(node);
    if (isSeq<ParsedNode>(found)) return found.items.map((item) => this.plain(item));
    if (isMap(found))
      return Object.fromEntries((this.pairs(found) ?? []).map(({ key, value }) => [key, this.plain(value)]));
    return isScalar(found) ? found.value : null;
  }

  #followed(node: Node): Exclude<Node, Alias.Parsed> {
    if (!isAlias(node)) return node as Exclude<Node, Alias.Parsed>;
    if (++this.#aliases > MOST_ALIASES)
      throw this.#unreadable(node.range[0], `it follows more than ${MOST_ALIASES} aliases`);
    const found = node.resolve(this.#document) as Node | undefined;
    if (found === undefined)
      throw this.#unreadable(node.range[0], `nothing before it is called "&${node.source}"`);
    return this.#followed(found);
  }

  #whereAt(offset: number): string {
    return this.whereOf(Math.max(1, this.#lines.linePos(offset).line));
  }

  #unreadable(offset: number, why: string): NamesakeError {
    return new NamesakeError("CONFIG_UNREADABLE", { where: this.#whereAt(offset), why });
  }
}

/** What is better said in other words than the parser's. */
const PROBLEMS: Readonly<Partial<Record<string, string>>> = {
  DUPLICATE_KEY: "a key is there twice",
  MULTIPLE_DOCS: "it is more than one document",
  NON_STRING_KEY: "a key is no text",
  TAG_RESOLVE_FAILED: "it has a tag of its own",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
};
