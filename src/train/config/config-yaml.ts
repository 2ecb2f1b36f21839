import { Document, isScalar, type Node, Scalar, YAMLMap } from "yaml";
import { Leaf } from "./leaf.js";
import { type ConfigSchema, type SchemaTree, type ValuesOf, valueAt } from "./schema.js";

/**
 * Writes a whole configuration as YAML with the help beside each value. It reads back as an equal configuration, so it is kept
 * with what was trained.
 *
 * @example
 * ```yaml
 * optimiser:
 *   rate: 0.0003 # peak learning rate; a number > 0; default 0.001
 *   schedule: linear # one of constant, linear, cosine
 * ```
 */
export function configToYaml<T extends SchemaTree>(config: ValuesOf<T>, schema: ConfigSchema<T>): string {
  const document = new Document(null, { version: "1.2", schema: "core" });
  const write = (tree: SchemaTree, prefix: string): YAMLMap => {
    const group = new YAMLMap(document.schema);
    for (const [key, part] of Object.entries(tree))
      group.set(
        key,
        part instanceof Leaf
          ? leafNode(document, part, valueAt(config, prefix + key))
          : write(part, `${prefix}${key}.`),
      );
    return group;
  };
  document.contents = write(schema.tree, "") as Document["contents"];
  return document.toString({ lineWidth: 0, blockQuote: false, flowCollectionPadding: false });
}

function leafNode(document: Document, leaf: Leaf<unknown>, value: unknown): Node {
  const node = document.createNode(value, { flow: true, aliasDuplicateObjects: false });
  for (const scalar of "items" in node ? (node.items as Node[]) : [node])
    if (isScalar(scalar) && typeof scalar.value === "string" && !PLAIN.test(scalar.value))
      scalar.type = Scalar.QUOTE_DOUBLE;
  const given = JSON.stringify(value) !== JSON.stringify(leaf.standard);
  const help = [leaf.about, leaf.expected, given ? `default ${JSON.stringify(leaf.standard)}` : ""];
  node.comment = ` ${help.filter((part) => part !== "").join("; ")}`;
  return node;
}

/** Texts that need no escapes; whether they need quotes is the writer's to know. */
const PLAIN = /^[\x20-\x7e]*$/;
