import { readFileSync } from "node:fs";
import { writeAtomically } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";
import { murmur128 } from "../kb/content-hash.js";
import type { AssignedAxis, AssignedTypes } from "./assigned-types.js";
import type { EntityGraph } from "./graph/entity-graph.js";

/** Version of the layout. A newer one is refused. */
const FORMAT_VERSION = 1;
const FORMAT = "namesake-types";

/** What stands before the classes. */
interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly system: string;
  readonly kb: EntityGraph["kb"];
  readonly rows: number;
  readonly axes: readonly { readonly name: string; readonly classes: readonly string[] }[];
  /** Hash of what follows. */
  readonly hash: string;
}

/** The graph of the KB whose entities the types are of; a page may give what it knows of it. */
type Rows = Pick<EntityGraph, "kb" | "size">;
type KnownRows = Pick<EntityGraph, "kb"> & { readonly size?: number };

/**
 * Types as bytes: a line of JSON, and for each axis the class of every row in one byte, or two (little-endian) where there are more than
 * 256 classes.
 */
export function encodeAssignedTypes({ system, axes }: AssignedTypes, { kb, size: rows }: Rows): Uint8Array {
  const columns = axes.map(({ classes, classOf }) =>
    bytesOf(classes.length) === 1 ? Uint8Array.from(classOf) : littleEndian(classOf),
  );
  const body = joined(columns);
  const header: Header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    system,
    kb,
    rows,
    axes: axes.map(({ name, classes }) => ({ name, classes })),
    hash: hashOf(body),
  };
  return joined([new TextEncoder().encode(`${JSON.stringify(header)}\n`), body]);
}

/**
 * Reads what {@link encodeAssignedTypes} wrote. Entities that were added to the KB since are in class 0; where the number of rows is not
 * given, they have none.
 *
 * @param path names the bytes in messages
 * @throws {NamesakeError} ASSIGNED_TYPES_INVALID, ASSIGNED_TYPES_NEWER; ASSIGNED_TYPES_FOREIGN where they are of another KB
 */
export function decodeAssignedTypes(bytes: Uint8Array, { kb, size }: KnownRows, path: string): AssignedTypes {
  const invalid = (why: string) => new NamesakeError("ASSIGNED_TYPES_INVALID", { path, why });
  const end = bytes.indexOf(0x0a);
  const header = headerOf(bytes.subarray(0, Math.max(0, end)), path);
  if (header.kb.contentHash !== kb.contentHash)
    throw new NamesakeError("ASSIGNED_TYPES_FOREIGN", {
      path,
      expected: inWords(kb),
      found: inWords(header.kb),
    });
  const body = bytes.subarray(end + 1);
  if (hashOf(body) !== header.hash) throw invalid("it was cut off or changed");
  let at = 0;
  const axes = header.axes.map(({ name, classes }): AssignedAxis => {
    const width = bytesOf(classes.length);
    const classOf = new Uint16Array(size ?? header.rows);
    for (let row = 0; row < Math.min(classOf.length, header.rows); row++) {
      const place = at + width * row;
      classOf[row] = (body[place] ?? 0) | (width === 1 ? 0 : (body[place + 1] ?? 0) << 8);
    }
    at += width * header.rows;
    return { name, classes, classOf };
  });
  if (at !== body.length) throw invalid(`it has classes of ${body.length} bytes instead of ${at}`);
  return { system: header.system, axes };
}

/** @throws {NamesakeError} WRITE_FAILED */
export const writeAssignedTypes = (path: string, types: AssignedTypes, graph: Rows): Promise<void> =>
  writeAtomically(path, [encodeAssignedTypes(types, graph)]);

/**
 * @throws {NamesakeError} SOURCE_NOT_FOUND, and as {@link decodeAssignedTypes}
 * @example
 * ```ts
 * await writeAssignedTypes("kinds.types", assignTypes(system, graph), graph);
 * readAssignedTypes("kinds.types", graph).axes[0]?.classes; // ["other", "person", …]
 * ```
 */
export function readAssignedTypes(path: string, graph: KnownRows): AssignedTypes {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  }
  return decodeAssignedTypes(bytes, graph, path);
}

/** Whether a file begins as assigned types do, and not as YAML. */
export const isAssignedTypes = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 100)).startsWith(`{"format":"${FORMAT}"`);

function headerOf(bytes: Uint8Array, path: string): Header {
  const invalid = (why: string) => new NamesakeError("ASSIGNED_TYPES_INVALID", { path, why });
  let found: Partial<Header> | null;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw invalid("it does not begin as one");
  }
  const version: unknown = found?.version;
  if (found?.format !== FORMAT || typeof version !== "number") throw invalid(`it does not say "${FORMAT}"`);
  if (version > FORMAT_VERSION)
    throw new NamesakeError("ASSIGNED_TYPES_NEWER", { path, found: version, known: FORMAT_VERSION });
  const isWhole =
    typeof found.system === "string" &&
    typeof found.kb?.contentHash === "string" &&
    Number.isSafeInteger(found.rows) &&
    Array.isArray(found.axes) &&
    found.axes.every(({ name, classes }) => typeof name === "string" && Array.isArray(classes));
  if (!isWhole) throw invalid("its header lacks fields");
  return found as Header;
}

const bytesOf = (classes: number): 1 | 2 => (classes <= 0x100 ? 1 : 2);

function littleEndian(numbers: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * numbers.length);
  numbers.forEach((number, i) => {
    bytes[2 * i] = number & 0xff;
    bytes[2 * i + 1] = number >>> 8;
  });
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const hashOf = (bytes: Uint8Array): string => murmur128(bytes).join(" ");

const inWords = ({ name, contentHash }: EntityGraph["kb"]): string =>
  `the knowledge base "${name}" (${contentHash.slice(0, 8)})`;
