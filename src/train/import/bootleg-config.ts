import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { YamlText } from "../config/yaml-text.js";

/** What of Bootleg's configuration decides a model's vectors. */
export interface BootlegConfig {
  /** The file, for messages. */
  path: string;
  /** Numbers of a vector. */
  width: number;
  normalise: boolean;
  /** What dot products are divided by. */
  temperature: number;
  /** Name or path of the BERT that was trained from. */
  bert: string;
  contextTokens: number;
  contextWords: number;
  entityTokens: number;
  /** Words of types and of relations; 0 = they are not read. */
  typeWords: number;
  relationWords: number;
}

/** What configurations are called, the first before the others: that of the model, that of a run with all defaults, and what was given. */
const NAMES = [/^bootleg_config\./, /^parsed_config\./, /^run_config\./, /./];
const KINDS = new Set([".yaml", ".yml", ".json"]);

/**
 * Reads the configuration of Bootleg 1.1 in a folder, YAML or JSON; what it leaves out has Bootleg's defaults.
 *
 * @throws {NamesakeError} IMPORT_INCOMPLETE, CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function readBootlegConfig(folder: string): Promise<BootlegConfig> {
  const path = await findConfig(folder);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  // JSON is YAML too.
  const yaml = new YamlText(text, (line) => `${path}, line ${line}`);
  const config = new Groups(path, yaml.plain(yaml.root));
  const data = "data_config";
  if (!config.flag(`${data}.use_entity_desc`, true))
    throw config.invalid(
      `${data}.use_entity_desc`,
      "true: entities without descriptions cannot be written",
      "false",
    );
  const isRead = (group: string, flag: string, length: string, standard: number): number =>
    config.flag(`${data}.${group}.${flag}`, false) ? config.count(`${data}.${group}.${length}`, standard) : 0;
  return {
    path,
    width: config.count("model_config.hidden_size", 300),
    normalise: config.flag("model_config.normalize", false),
    temperature: config.number("model_config.temperature", 1),
    bert: config.text(`${data}.word_embedding.bert_model`, "bert-base-uncased"),
    contextTokens: config.count(`${data}.max_seq_len`, 128),
    contextWords: config.count(`${data}.max_seq_window_len`, 64),
    entityTokens: config.count(`${data}.max_ent_len`, 128),
    typeWords: isRead("entity_type_data", "use_entity_types", "max_ent_type_len", 20),
    relationWords: isRead("entity_kg_data", "use_entity_kg", "max_ent_kg_len", 60),
  };
}

async function findConfig(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => KINDS.has(extname(name))).sort();
  // Vocabularies and the configurations of BERT are JSON too.
  const own = names.filter((name) => extname(name) !== ".json" || /config/.test(name));
  const found = NAMES.map((pattern) => own.find((name) => pattern.test(name))).find(
    (name) => name !== undefined,
  );
  if (found !== undefined) return join(folder, found);
  throw new NamesakeError("IMPORT_INCOMPLETE", {
    path: folder,
    missing: "configuration of Bootleg",
    remedy: "Put the one of the model there: bootleg_config.yaml, or parsed_config.yaml of its training",
  });
}

/** Values in groups, by dotted keys. */
class Groups {
  constructor(
    private readonly path: string,
    private readonly values: unknown,
  ) {}

  flag(key: string, standard: boolean): boolean {
    const value = this.#at(key) ?? standard;
    if (typeof value !== "boolean") throw this.invalid(key, "true or false", JSON.stringify(value));
    return value;
  }

  number(key: string, standard: number): number {
    const value = Number(this.#at(key) ?? standard);
    if (!(value > 0 && Number.isFinite(value)))
      throw this.invalid(key, "a number above 0", `${this.#at(key)}`);
    return value;
  }

  count(key: string, standard: number): number {
    const value = this.number(key, standard);
    if (!Number.isInteger(value)) throw this.invalid(key, "a whole number", `${value}`);
    return value;
  }

  text(key: string, standard: string): string {
    const value = this.#at(key) ?? standard;
    if (typeof value !== "string") throw this.invalid(key, "a text", JSON.stringify(value));
    return value;
  }

  invalid(key: string, expected: string, found: string): NamesakeError {
    return new NamesakeError("CONFIG_INVALID", { where: this.path, key, expected, found });
  }

  #at(key: string): unknown {
    return key
      .split(".")
      .reduce<unknown>(
        (group, name) =>
          typeof group === "object" && group !== null ? (group as Record<string, unknown>)[name] : undefined,
        this.values,
      );
  }
}
