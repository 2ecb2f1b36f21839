import { NamesakeError } from "../../errors.js";

/** What a wrong value is called in a message: its beginning, where it has one. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/**
 * Reads the fields of an object from outside, and says of a wrong one where it is, what it should be and what was
 * found.
 *
 * @example
 * ```ts
 * const fields = new Fields({ type: "Strip", strip_left: true }, "tokenizer.json", "normalizer");
 * fields.flag("strip_left"); // true
 * fields.text("pattern"); // throws: tokenizer.json: "normalizer.pattern" should be a text, found nothing.
 * ```
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /**
   * @param where the file
   * @param path the field that holds the object, "" for the file itself
   * @throws {NamesakeError} RECORD_INVALID where `value` is no object
   */
  constructor(
    value: unknown,
    readonly where: string,
    readonly path = "",
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new NamesakeError("RECORD_INVALID", {
        where,
        field: path === "" ? "the file" : path,
        expected: "an object",
        found: shown(value),
      });
    this.#values = value as Record<string, unknown>;
  }

  /** The value of a field, `undefined` where it is absent or null. */
  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  /** The error that a field is wrong. */
  wrong(name: string, expected: string): NamesakeError {
    const field = this.path === "" ? name : `${this.path}.${name}`;
    return new NamesakeError("RECORD_INVALID", {
      where: this.where,
      field,
      expected,
      found: shown(this.get(name)),
    });
  }

  text(name: string, otherwise?: string): string {
    const value = this.get(name) ?? otherwise;
    if (typeof value !== "string") throw this.wrong(name, "a text");
    return value;
  }

  flag(name: string, otherwise?: boolean): boolean {
    const value = this.get(name) ?? otherwise;
    if (typeof value !== "boolean") throw this.wrong(name, "true or false");
    return value;
  }

  /** A whole number from `least` to 2^31 - 1. */
  count(name: string, otherwise?: number, least = 0): number {
    const value = this.get(name) ?? otherwise;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value >= 2 ** 31)
      throw this.wrong(name, `a whole number from ${least}`);
    return value;
  }

  /** One of some words. */
  choice<T extends string>(name: string, words: readonly T[], otherwise?: T): T {
    const value = this.get(name) ?? otherwise;
    if (!words.includes(value as T)) throw this.wrong(name, `one of ${words.join(", ")}`);
    return value as T;
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.wrong(name, "a list");
    return value;
  }

  /** The object in a field. */
  child(name: string): Fields {
    return new Fields(this.get(name), this.where, this.path === "" ? name : `${this.path}.${name}`);
  }

  /** The objects in a list. */
  children(name: string): Fields[] {
    const path = this.path === "" ? name : `${this.path}.${name}`;
    return this.list(name).map((value, i) => new Fields(value, this.where, `${path}[${i}]`));
  }
}
