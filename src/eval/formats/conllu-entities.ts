import type { GoldMention } from "../dataset.js";
import type { Problem } from "./format.js";
import { invalid } from "./problems.js";
import { isNil, title } from "./references.js";

/** The fields of GUM, for files that do not say theirs. */
export const DEFAULT_FIELDS = "GRP-etype-infstat-salience-centering-minspan-link-identity";

/** What the fields are called in the versions of GUM and in CorefUD. */
const GROUP = ["GRP", "eid"];
const TYPE = ["etype", "entity"];

/** What the brackets, the fields, the MISC column or the escapes have a meaning for; GUM escapes commas and quotes too. */
const RESERVED = /[_%()|=\-[\],"]|\s/gu;

/** An identity or a type as a field has it: spaces become underscores. */
export const escapeField = (text: string): string =>
  text.replace(RESERVED, (character) =>
    /\s/u.test(character) ? "_" : `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Undoes {@link escapeField}: underscores are spaces, but for those that are escaped. */
const unescapeField = (text: string): string => text.split(/%5F/i).map(title).join("_");

/** A bracket that has been opened. */
interface Open {
  /** The names it may be closed by: that of its group, and in older files all that stands behind the bracket. */
  names: readonly string[];
  /** UTF-16 units; undefined until a word follows. */
  start: number | undefined;
  about: Omit<GoldMention, "start" | "end"> | undefined;
  where: string;
}

/**
 * Reads the brackets of `Entity=`: "(1-person-new-Ada_Lovelace" opens a mention, "1)" closes it, "(1-person-new-Ada_Lovelace)" is a
 * mention of one word. Mentions may nest and cross.
 */
export class EntityBrackets {
  readonly mentions: GoldMention[] = [];
  private open: Open[] = [];
  private fields: readonly string[] = [];

  /** @param problem told of what does not fit */
  constructor(private readonly problem: (problem: Problem) => void) {}

  /** @param fields the order of what stands between the hyphens, as "# global.Entity" has it */
  declare(fields: string): void {
    this.fields = fields.trim().split("-");
  }

  /** A word of the text begins the mentions that were opened before it, by a node that has no text. */
  word(start: number): void {
    for (const bracket of this.open) bracket.start ??= start;
  }

  /**
   * @param value what stands behind "Entity="
   * @param start of the word in the text; undefined for a node that has no text
   * @param end of the last word of the text
   */
  read(value: string, start: number | undefined, end: number, where: string): void {
    for (const [bracket] of value.matchAll(/\([^()]*\)?|[^()]+\)?|\)/g)) {
      if (bracket.startsWith("(")) this.begin(bracket.slice(1).replace(/\)$/, ""), start, where);
      const name = bracket.startsWith("(") ? this.open.at(-1)?.names[0] : bracket.slice(0, -1);
      if (bracket.endsWith(")")) this.close(name ?? "", end, where);
      else if (!bracket.startsWith("("))
        this.problem(invalid(where, "Entity", "brackets that open or close", bracket));
    }
  }

  /** Reports brackets that were not closed. */
  finish(): void {
    for (const { names, where, about } of this.open)
      if (about !== undefined)
        this.problem(invalid(where, "Entity", "an end of the entity", `none of ${names[0] ?? ""}`));
    this.open = [];
  }

  private begin(content: string, start: number | undefined, where: string): void {
    const parts = content.split("-");
    const place = (names: readonly string[]) => this.fields.findIndex((field) => names.includes(field));
    const at = (names: readonly string[]) => parts[place(names)] ?? "";
    const last = this.fields.indexOf("identity");
    // What is escaped as it should be has no hyphens; of what is not, the last field has the rest.
    const identity =
      last === -1 ? "" : parts.slice(last, last === this.fields.length - 1 ? undefined : last + 1).join("-");
    const group = at(GROUP) || (parts[0] ?? "");
    const label = unescapeField(at(TYPE));
    const link = at(["link"]);
    const about = {
      entity: isNil(identity) ? null : unescapeField(identity),
      ...(label === "" ? {} : { label }),
      ...(link === "" ? {} : { slices: [link] }),
    };
    this.open.push({
      names: [group, content],
      start,
      // Without an identity it is told of nothing: most of them are no names.
      about: identity === "" ? undefined : about,
      where,
    });
  }

  private close(name: string, end: number, where: string): void {
    const place = this.open.findLastIndex(({ names }) => names.includes(name));
    const [bracket] = place === -1 ? [] : this.open.splice(place, 1);
    if (bracket === undefined) this.problem(invalid(where, "Entity", "an end of what was begun", `${name})`));
    else if (/\[\d+\/\d+\]$/.test(name)) {
      if (bracket.about !== undefined)
        this.problem(invalid(bracket.where, "Entity", "a mention in one piece", name));
    } else if (bracket.about !== undefined && bracket.start !== undefined && bracket.start < end)
      this.mentions.push({ start: bracket.start, end, ...bracket.about });
  }
}
