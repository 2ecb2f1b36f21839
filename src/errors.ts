/**
 * The one catalogue of errors. Every message says what was expected, what arrived and what to do about it;
 * the code is stable and machine-readable, the text is for people.
 */
const catalogue = {
  KB_NOT_FOUND: (p: { kb: string; known: string }) =>
    `There is no knowledge base "${p.kb}". Give a folder that holds one, or one of: ${p.known}. "namesake kb build" makes one.`,
  KB_FOREIGN: (p: { path: string; why: string }) =>
    `${p.path} is not a Namesake knowledge base: ${p.why}. Give the folder that "namesake kb build --out" wrote.`,
  KB_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or build the knowledge base again.`,
  KB_DAMAGED: (p: { path: string; why: string }) =>
    `The knowledge base in ${p.path} cannot be read: ${p.why}. Build it again from its source; nothing in the folder was changed.`,
  KB_STORE_MISSING: (p: { path: string; store: string; why: string }) =>
    `${p.path} is stored with "${p.store}", which cannot be loaded here (${p.why}). Install the optional package "${p.store}", or build the knowledge base again with "--store memory".`,
  KB_READ_ONLY: (p: { path: string; why: string }) =>
    `The knowledge base in ${p.path} cannot be changed: ${p.why}. Check the folder's permissions, or copy it somewhere you may write.`,
  KB_EXISTS: (p: { path: string }) =>
    `${p.path} exists and is not a knowledge base, so it is left alone. Choose another --out, or move it away.`,
  KB_EMPTY: (p: { source: string; rejected: number; seldom?: number; minCount?: number }) =>
    p.seldom === undefined || p.seldom === 0
      ? `${p.source} has no usable entity (${p.rejected} records were rejected), so no knowledge base was written. Each record needs an id and a name.`
      : `${p.source} has no entity that was counted ${p.minCount} times (${p.seldom} were counted less often, or not at all), so no knowledge base was written. Give a smaller --min-count, or leave it out where the source counts nothing.`,
  RECORD_INVALID: (p: { where: string; field: string; expected: string; found: string }) =>
    `${p.where}: "${p.field}" should be ${p.expected}, found ${p.found}.`,
  RECORD_DUPLICATE: (p: { where: string; id: string; taken?: string }) =>
    p.taken === undefined
      ? `${p.where}: the id "${p.id}" was used by an earlier record. Ids must be unique.`
      : `${p.where}: the knowledge base has an entity "${p.id}" already, ${p.taken}. Choose another id, or change that entity.`,
  MERGE_CONFLICT: (p: { ids: string; what: string; values: string }) =>
    `The records ${p.ids} are one thing but differ in ${p.what}: ${p.values}. Mend a source, or choose another rule than "error" for it.`,
  EDIT_CONFLICT: (p: { what: string; expected: string; found: string; id?: string }) =>
    `${p.what} was changed meanwhile: expected ${p.expected}, found ${p.found}. Nothing was changed; read it again, and repeat the edit.`,
  UNDO_IMPOSSIBLE: (p: { version: string; why: string }) =>
    `Version ${p.version} cannot be undone: ${p.why}. "namesake kb history" lists what was changed, when and by whom.`,
  SNAPSHOT_UNKNOWN: (p: { path: string; wanted: string; known: string }) =>
    `${p.path} has no snapshot ${p.wanted}. ${p.known === "" ? 'It has none at all; "namesake kb snapshot" takes one.' : `It has: ${p.known}.`}`,
  SNAPSHOT_EXISTS: (p: { path: string; name: string }) =>
    `${p.path} has a snapshot "${p.name}" already. Give another name, or remove that one: namesake kb snapshots --remove ${p.name}.`,
  KB_BUSY: (p: { path: string; what: string }) =>
    `${p.path} is busy: ${p.what}. Wait until that is done, and try again.`,
  SOURCE_UNKNOWN: (p: { source: string; known: string }) =>
    `Cannot tell what kind of source "${p.source}" is. Name the kind before the path, or give a file ending in: ${p.known}.`,
  SOURCE_NOT_FOUND: (p: { path: string; why: string }) => `Cannot read ${p.path}: ${p.why}. Check the path.`,
  SOURCE_NOT_TEXT: (p: { path: string; why: string }) =>
    `${p.path} is not readable text: ${p.why}. Expected CSV or JSON lines in UTF-8, UTF-16 or a Windows code page, plain or gzipped.`,
  TRIE_DAMAGED: (p: { path: string; at: number; why: string }) =>
    `The trie ${p.path} cannot be read: at byte ${p.at}, ${p.why}. Give a complete .marisa file as marisa-trie writes it; a download may have to be repeated.`,
  CSV_NO_NAME: (p: { path: string; columns: string }) =>
    `${p.path} has no column that looks like a name. Its columns are: ${p.columns}. Say which one is the name: --column name=COLUMN.`,
  CSV_UNKNOWN_COLUMN: (p: { column: string; columns: string }) =>
    `There is no column "${p.column}". The columns are: ${p.columns}.`,
  TEXT_INVALID: (p: { expected: string; found: string }) => `Expected ${p.expected}, found ${p.found}.`,
  SPAN_INVALID: (p: { start: unknown; end: unknown; length: number; unit?: string; where?: string }) =>
    `${p.where === undefined ? "A" : `${p.where}: a`} mention must lie inside the text: expected 0 <= start < end <= ${p.length} in ${p.unit === undefined || p.unit === "utf16" ? "UTF-16 units" : p.unit}, found start ${String(p.start)}, end ${String(p.end)}.`,
  FIXED_OVERLAP: (p: { first: string; second: string }) =>
    `Fixed mentions must lie apart: ${p.first} and ${p.second} overlap. Leave one of them out.`,
  CANDIDATE_UNKNOWN: (p: { id: string; near: string }) =>
    `The knowledge base has no entity "${p.id}". ${p.near === "" ? '"namesake kb search NAME" finds ids.' : `Did you mean ${p.near}?`}`,
  OPTION_INVALID: (p: { option: string; expected: string; found: string }) =>
    `${p.option} should be ${p.expected}, found "${p.found}".`,
  ENCODER_MISSING: (p: { why: string }) =>
    `The encoder cannot run: ${p.why}. Install the package again, or link without it: --budget prior.`,
  RUNTIME_MISSING: (p: { why: string }) =>
    `There is no ONNX Runtime: ${p.why}. Install it: npm install onnxruntime-node, or, where that has no binary, onnxruntime-web.`,
  DEVICE_MISSING: (p: { device: string; why: string; needs: string }) =>
    `The device "${p.device}" cannot be used: ${p.why}. ${p.needs}. "cpu" always works.`,
  GRAPH_INVALID: (p: { operator: string; operands: string; expected: string; found: string }) =>
    `${p.operator}(${p.operands}): expected ${p.expected}, found ${p.found}.`,
  PARAMETER_CONFLICT: (p: { parameter: string; first: string; second: string }) =>
    `The parameter "${p.parameter}" is asked for twice, with the shapes ${p.first} and ${p.second}. Give the parts of the model names of their own, or equal sizes where they share it.`,
  PARAMETER_MISSING: (p: { model: string; parameter: string; near: string }) =>
    `The model "${p.model}" has a parameter "${p.parameter}", for which there are no numbers: ${p.near === "" ? "none were given" : `given were ${p.near} and others`}. Give all those of the model that was trained.`,
  PARAMETER_UNKNOWN: (p: { match: string; nearest: string }) =>
    `No parameter is called "${p.match}". There are ${p.nearest} and others.`,
  EXAMPLE_TOO_LONG: (p: { length: number; limit: number }) =>
    `An example has ${p.length} tokens, more than the ${p.limit} of the longest batch. Cut it, add a longer bucket, or let long ones be skipped.`,
  DATA_EMPTY: (p: { model: string; measured?: true }) =>
    `There are no examples to ${p.measured === true ? "measure" : "train"} "${p.model}" on. Check the files, and whether all examples are too long for the batches.`,
  INITIAL_UNUSABLE: (p: { path: string; expected: string; found: string }) =>
    `Nothing in ${p.path} fits this model: its parameters are ${p.expected}, those of the file are ${p.found}. Give the folder of a model of the same kind, or leave --init out.`,
  VALIDATION_INVALID: (p: { model: string; name: string; found: string }) =>
    `The validation of "${p.model}" gave ${p.found} as ${p.name}; it should be a finite number. Check that the development data have examples.`,
  WORKER_FAILED: (p: { what: string; why: string }) =>
    `${p.what} ended before it was done: ${p.why}. Where memory was short, use smaller batches.`,
  TRAINING_DIVERGED: (p: { model: string; step: number; why: string; rate: number }) =>
    `The training of "${p.model}" went astray in step ${p.step}: ${p.why}. The learning rate was ${p.rate}: try a third of it, a longer warm-up, or a lower limit for the derivatives (clip).`,
  PARAMETER_MISMATCH: (p: { parameter: string; expected: string; found: string }) =>
    `The parameter "${p.parameter}" should have ${p.expected}, found ${p.found}. Load weights of the same model, or set its sizes to theirs.`,
  SEQUENCE_TOO_LONG: (p: { tokens: number; most: number }) =>
    `A sequence has ${p.tokens} tokens, but the model has positions for ${p.most}. Cut texts to ${p.most} tokens, special ones included.`,
  ARRAY_INVALID: (p: { found: string }) =>
    `The numbers of a tensor should be in a Float32Array, Int32Array, BigInt64Array, Int8Array or Uint8Array, or the bits of float16 in a Uint16Array; found ${/^[AEIOU]/.test(p.found) ? "an" : "a"} ${p.found}.`,
  FEED_INVALID: (p: { model: string; input: string; expected: string; found: string }) =>
    `The model "${p.model}" takes as "${p.input}" ${p.expected}, found ${p.found}.`,
  MODEL_FAILED: (p: { model: string; why: string }) =>
    `The model "${p.model}" failed: ${p.why}. Check the ids and the sizes that it was given, and use smaller batches where memory is short.`,
  MODEL_INVALID: (p: { path: string; why: string }) =>
    `Cannot use ${p.path} as a model: ${p.why}. Give a complete .onnx file, with the files of its weights beside it if it has any; a download may have to be repeated.`,
  CACHE_UNWRITABLE: (p: { path: string; why: string }) =>
    `Cannot write to the cache folder ${p.path}: ${p.why}. Free some space or permit writing there, or set NAMESAKE_CACHE to another folder.`,
  WRITE_FAILED: (p: { path: string; why: string }) =>
    `Cannot write ${p.path}: ${p.why}. Nothing that was there before has been changed.`,
  DATASET_UNKNOWN: (p: { path: string; known: string }) =>
    `Cannot tell which format ${p.path} has. Name it: --format with one of ${p.known}.`,
  DATASET_EMPTY: (p: { path: string; format: string; problems: number }) =>
    `${p.path}, read as ${p.format}, has nothing to evaluate (${p.problems} problems were reported). Check that it is the right file, and its --format.`,
  CORRECTIONS_FEW: (p: { kb: string; found: number; wanted: number }) =>
    `The knowledge base ${p.kb} has ${p.found} corrected mentions, and at least ${p.wanted} ${p.wanted === 1 ? "is" : "are"} needed. Correct more texts (namesake link TEXT --fix START:END=ID --save, or POST /v1/corrections), or give labelled files as well.`,
  DATASET_MISMATCH: (p: { what: string; expected: string; found: string }) =>
    `${p.what}: expected ${p.expected}, found ${p.found}. Compare runs of the same data with the same options.`,
  LINKER_FAILED: (p: { linker: string; why: string }) =>
    `The linker ${p.linker} did not answer: ${p.why}. Check that it runs and speaks "POST /v1/link".`,
  WEIGHTS_INVALID: (p: { path: string; why: string }) =>
    `Cannot read the weights in ${p.path}: ${p.why}. Give a complete safetensors file, or one that torch.save wrote; a download may have to be repeated.`,
  WEIGHTS_UNSAFE: (p: { path: string; object: string }) =>
    `${p.path} asks for the Python object ${p.object}, which weights do not need and which could run code; nothing was run. Save only the model's state_dict(), or convert the file to safetensors.`,
  WEIGHTS_MISMATCH: (p: { path: string; why: string }) =>
    `The tensors of ${p.path} do not make a transformer encoder: ${p.why}. Known are the names of BERT, RoBERTa, DistilBERT, MiniLM and BLINK.`,
  CHECKPOINT_INVALID: (p: { path: string; why: string }) =>
    `${p.path} is no checkpoint that a training run can go on from: ${p.why}. Give one that a run has written; where it is damaged, the other of last.safetensors and best.safetensors.`,
  CHECKPOINT_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or begin the training run anew.`,
  CHECKPOINT_MISMATCH: (p: { path: string; why: string }) =>
    `${p.path} belongs to another training run: ${p.why}. Go on with the model and the configuration that it was written with, or begin a new run in another folder.`,
  TENSOR_UNKNOWN: (p: { path: string; tensor: string; near: string }) =>
    `${p.path} has no tensor "${p.tensor}". ${p.near === "" ? "It has no tensor at all." : `Nearest: ${p.near}.`}`,
  TOKENISER_MISSING: (p: { path: string; looked: string }) =>
    `${p.path} has no tokeniser: there is none of ${p.looked}. Give the folder of a model, or its tokenizer.json.`,
  VOCABULARY_MISMATCH: (p: { path: string; entries: number; rows: number }) =>
    `The vocabulary has ${p.entries} entries, but the model in ${p.path} has embeddings for ${p.rows}. Give the vocabulary that belongs to the model.`,
  CONFIG_UNREADABLE: (p: { where: string; why: string }) =>
    `${p.where}: this cannot be read as a configuration, since ${p.why}. Give YAML of keys and values, such as "seed: 1".`,
  CONFIG_UNKNOWN: (p: { where: string; key: string; near: string }) =>
    `${p.where}: there is no setting "${p.key}". ${p.near === "" ? '"--print-config" shows all of them.' : `Did you mean ${p.near}?`}`,
  CONFIG_INVALID: (p: { where: string; key: string; expected: string; found: string }) =>
    `${p.where}: ${p.key} should be ${p.expected}, found ${p.found}.`,
  SEARCH_FOREIGN: (p: { path: string; what: string; expected: string; found: string }) =>
    `${p.path} has the trials of another search: ${p.what} is ${p.found} there and ${p.expected} here. Give the same to go on with it, or another file to begin anew.`,
  SEARCH_FAILED: (p: { trials: number; why: string }) =>
    `None of ${p.trials} trials succeeded; the last failed with: ${p.why} Narrow the ranges, or run one trial alone to see more.`,
  GROUP_FAILED: (p: { why: string }) =>
    `The processes that train together cannot go on: ${p.why}. Start all of them again, every rank once, with the same size, address and secret.`,
  VECTORS_MISMATCH: (p: { what: string; expected: string; found: string }) =>
    `${p.what} should have ${p.expected}, found ${p.found}. Vectors can be compared only with those of the same model: encode with that one, or encode the entities again with "namesake embed entities".`,
  VECTORS_FOREIGN: (p: { path: string; why: string }) =>
    `${p.path} is not a folder of Namesake vectors: ${p.why}. Give one that "namesake embed entities" wrote.`,
  VECTORS_EXISTS: (p: { path: string }) =>
    `${p.path} exists and has other files than Namesake's vectors, so it is left alone. Choose another folder, or move it away.`,
  VECTORS_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or encode the entities again.`,
  VECTORS_DAMAGED: (p: { path: string; why: string }) =>
    `The vectors in ${p.path} cannot be read: ${p.why}. Encode the entities again; nothing in the folder was changed.`,
  VECTORS_OUTDATED: (p: { path: string; kb: string; differences: number; entities: number }) =>
    `The vectors in ${p.path} are not those of the knowledge base ${p.kb} as it is now: ${p.differences} of its ${p.entities} entities differ. Bring them up to date: namesake embed entities --kb ${p.kb} --encoder FOLDER --out ${p.path}.`,
  EMBEDDINGS_INVALID: (p: { path: string; why: string }) =>
    `Cannot read the entity vectors in ${p.path}: ${p.why}. Give a file that "namesake train entities" wrote, or write it again.`,
  UNFINISHED_EXISTS: (p: { path: string }) =>
    `${p.path} was left by a run that did not come to its end. Give --resume to go on with it, or delete it to begin anew.`,
  UNFINISHED_UNUSABLE: (p: { path: string; why: string }) =>
    `Cannot go on with ${p.path}: ${p.why}. Give the same data and options as before, or delete it to begin anew.`,
  TEXT_INDEX_INVALID: (p: { path: string; why: string }) =>
    `${p.path} cannot be used as an index of texts: ${p.why}. Make it again from the knowledge base; nothing in it was changed.`,
  TEXT_INDEX_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or make the index of texts again.`,
  INDEX_DAMAGED: (p: { path: string; why: string }) =>
    `The vector index ${p.path} cannot be read: ${p.why}. Build it again from its vectors, which are kept apart from it.`,
  INDEX_NEWER: (p: { path: string; found: number; known: number }) =>
    `The vector index ${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or build the index again.`,
  USEARCH_MISSING: (p: { why: string }) =>
    `An HNSW index needs the optional package "usearch", which cannot be loaded here (${p.why}). Install it: npm install usearch; or use an exact or an IVF index, which need no native package.`,
  CANDIDATES_INVALID: (p: { path: string; why: string }) =>
    `${p.path} cannot be used as candidate lists: ${p.why}. Give a file that "namesake mine" wrote, or make it again.`,
  CANDIDATES_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or make the candidate lists again.`,
  CANDIDATES_MISMATCH: (p: { path: string; expected: string; found: string }) =>
    `The candidate lists in ${p.path} should be those of ${p.expected}; they are those of ${p.found}. Make them with these data and this knowledge base: namesake mine DATA... --kb KB.`,
  IMPORT_INCOMPLETE: (p: { path: string; missing: string; remedy: string }) =>
    `${p.path} has no ${p.missing}. ${p.remedy}.`,
  IMPORT_MISMATCH: (p: { path: string; expected: string; found: string }) =>
    `Cannot import ${p.path}: expected ${p.expected}, found ${p.found}. "namesake import --help" says what can be imported.`,
  TYPE_NAME_UNKNOWN: (p: { where: string; what: string; name: string; near: string }) =>
    `${p.where === "" ? "The" : `${p.where}: the`} knowledge base has no ${p.what} "${p.name}". ${p.near === "" ? (p.what === "entity" ? '"namesake kb search NAME" finds ids.' : '"namesake kb stats" and "namesake types show" list what it has.') : `Nearest: ${p.near}.`}`,
  TYPES_UNREADABLE: (p: { where: string; why: string }) =>
    `${p.where}: this cannot be read as a type system, since ${p.why}. "namesake types show ner --yaml" prints one that can.`,
  TYPES_INVALID: (p: { where: string; expected: string; found: string }) =>
    `${p.where}: expected ${p.expected}, found ${p.found}.`,
  ASSIGNED_TYPES_INVALID: (p: { path: string; why: string }) =>
    `${p.path} cannot be used as types of entities: ${p.why}. Make it again from its type system and the knowledge base.`,
  ASSIGNED_TYPES_NEWER: (p: { path: string; found: number; known: number }) =>
    `${p.path} has format version ${p.found}, this Namesake reads up to ${p.known}. Update the package, or make the types again.`,
  ASSIGNED_TYPES_FOREIGN: (p: { path: string; expected: string; found: string }) =>
    `The types in ${p.path} should be those of the entities of ${p.expected}; they are those of ${p.found}. Make them again with this knowledge base, or give the other one.`,
  TYPES_MISMATCH: (p: { where: string; system: string; expected: string; found: string }) =>
    `${p.where} was trained for other types than those of "${p.system}": expected ${p.expected}, found ${p.found}. Give the type system that it was trained for, or train one for this: namesake train types --system FILE.`,
  DUMP_UNREADABLE: (p: { path: string; why: string }) =>
    `${p.path} cannot be read as a dump of MediaWiki: ${p.why}. Give its XML as it is, or packed by gzip or bzip2.`,
  DUMP_NEEDS_BZIP2: (p: { path: string; megabytes: number }) =>
    `${p.path} is one bzip2 stream of more than ${p.megabytes} MB, which needs the program "bzip2" or, faster, "lbzip2", and neither is on the PATH. Install one, or give the multistream dump.`,
  CLOSED: (p: { what: string }) => `${p.what} was closed. Open it again, and close it after its last use.`,
  REQUEST_INVALID: (p: { expected: string; found: string }) =>
    `The request should have ${p.expected}; found ${p.found}.`,
  DOWNLOAD_FAILED: (p: { url: string; why: string }) =>
    `Cannot download ${p.url}: ${p.why}. The same command tries again, and goes on with what has arrived; --mirror names another server.`,
  EDITS_NOT_ALLOWED: (_p: Record<never, never>) =>
    `This server takes no changes. Start it with "namesake serve --allow-edits", or change the knowledge base on its machine: namesake kb --help.`,
  ENTITY_NOT_FOUND: (p: { id: string; now?: string }) =>
    `The knowledge base has no entity "${p.id}". ${p.now === undefined ? "GET /v1/search?q=NAME finds ids; PUT adds one." : `Did you mean "${p.now}", which has that id elsewhere, or had it before?`}`,
  ADDRESS_UNAVAILABLE: (p: { address: string; why: string }) =>
    `Cannot listen on ${p.address}: ${p.why}. Give another --host or --port; "--port 0" takes a free one.`,
} as const;

/** The stable, machine-readable name of an error. */
export type ErrorCode = keyof typeof catalogue;

/** What an error's message is filled in with. */
export type ErrorDetails<C extends ErrorCode> = Parameters<(typeof catalogue)[C]>[0];

/**
 * An error that is the caller's to mend. Everything else that is thrown is a bug of Namesake.
 *
 * @example
 * ```ts
 * try { await loadLinker("./nowhere"); } catch (error) {
 *   if (error instanceof NamesakeError && error.code === "KB_NOT_FOUND") console.error(error.message);
 * }
 * ```
 */
export class NamesakeError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "NamesakeError";
  constructor(
    readonly code: C,
    readonly details: ErrorDetails<C>,
    options?: { cause?: unknown },
  ) {
    super((catalogue[code] as (p: ErrorDetails<C>) => string)(details), options);
  }
}

/** The words of an operating system error, without its stack and without its path. */
export function reason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const words: Record<string, string> = {
    ENOENT: "it does not exist",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of the path is not a folder",
    EADDRINUSE: "something else listens there",
    EADDRNOTAVAIL: "this machine does not have the address",
  };
  if (typeof code === "string" && Object.hasOwn(words, code)) return words[code] as string;
  return error instanceof Error ? (error.message.split("\n")[0] ?? error.message) : String(error);
}
