import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { Operation } from "../kb/profile/operation.js";
import type { ClearableField } from "../kb/profile/update.js";
import { addApplyCommand } from "./kb-apply.js";
import { addPruneCommand } from "./kb-prune.js";
import { fieldsOf, type RecordFlags, recordFlags, relationsOf, typesOf } from "./kb-record-flags.js";
import { type TransactionFlags, transact, transactionFlags } from "./kb-transaction.js";
import { numberBetween, oneOf, repeated } from "./options.js";

type Done = (code: number) => void;
type Flags = TransactionFlags & RecordFlags;

const CLEARABLE: readonly ClearableField[] = [
  "description",
  "aliases",
  "types",
  "relations",
  "count",
  "attributes",
  "sameAs",
  "url",
];

const CODES = `
Each is one transaction, counts in the next call of all who have the knowledge base open, and can be undone.
Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ namesake kb ${line}\n`).join("")}${CODES}`;

/** Adds the commands that change entities to those about KBs. */
export function addEditCommands(kb: Command, done: Done): void {
  addWholeEntityCommands(kb, done);
  addPartCommands(kb, done);
  addPruneCommand(kb, done);
  addApplyCommand(kb, done);
}

const command = (kb: Command, name: string, description: string): Command =>
  transactionFlags(kb.command(name).description(description));

function addWholeEntityCommands(kb: Command, done: Done): void {
  recordFlags(command(kb, "add", "add an entity"))
    .argument("<id>")
    .argument("<name>")
    .addHelpText(
      "after",
      examples(
        'add drugs:aspirin Aspirin --kb drugs --alias ASA=12 --alias "acetylsalicylic acid" --type ner=PROD',
      ),
    )
    .action(async (id: string, name: string, flags: Flags) =>
      done(await transact(flags, [{ op: "add", entity: { id, name, ...fieldsOf(flags) } }])),
    );
  recordFlags(command(kb, "update", "set or clear fields of an entity; lists are replaced as a whole"))
    .argument("<id>")
    .option("--name <text>", "another name")
    .option("--clear <field>", `a field to clear (${CLEARABLE.join(", ")}); repeatable`, repeated)
    .addHelpText("after", examples('update Q312 --kb people --description "a company" --clear url'))
    .action(async (id: string, flags: Flags & { clear?: string[] }) => {
      const clear = (flags.clear ?? []).map(oneOf("--clear", CLEARABLE));
      done(await transact(flags, [{ op: "update", id, set: fieldsOf(flags), clear }]));
    });
  command(kb, "rename", "give an entity another id; the old one still leads there, and relations follow")
    .argument("<id>")
    .argument("<new-id>")
    .addHelpText("after", examples("rename Q312 wikidata:Q312 --kb people"))
    .action(async (id: string, to: string, flags: TransactionFlags) =>
      done(await transact(flags, [{ op: "rename", id, to }])),
    );
  command(kb, "merge", "make one entity of several that are one thing")
    .argument("<into>", "id of the entity that stays")
    .argument("<id...>", "those that become a part of it")
    .addHelpText("after", examples("merge Q312 apple-inc apple-computer --kb people"))
    .action(async (into: string, ids: string[], flags: TransactionFlags) =>
      done(await transact(flags, [{ op: "merge", into, ids }])),
    );
  recordFlags(command(kb, "split", "make two entities of one that is two things"))
    .argument("<id>", "the entity that is two things")
    .argument("<new-id>")
    .argument(
      "<name>",
      "of the new entity, which takes the aliases, types, relations and sameAs that are named",
    )
    .addHelpText(
      "after",
      examples('split jordan jordan-river "Jordan River" --kb people --alias "the Jordan" --type kind=river'),
    )
    .action(async (id: string, newId: string, name: string, flags: Flags) => {
      const { alias = [], type = [], relation = [], sameAs = [], ...own } = flags;
      const take = { aliases: alias, types: typesOf(type), relations: relationsOf(relation), sameAs };
      const entity = { id: newId, name, ...fieldsOf({ ...own, name }) };
      done(await transact(flags, [{ op: "split", id, entity, take }]));
    });
  command(kb, "remove", "remove entities")
    .argument("<id...>")
    .option("--with-relations", "remove the relations of others to them as well")
    .addHelpText(
      "after",
      examples("remove Q1 Q2 --kb people", "remove Q1 --with-relations --kb people --dry-run"),
    )
    .action(async (ids: string[], flags: TransactionFlags & { withRelations?: boolean }) => {
      const relations = flags.withRelations === true ? ("remove" as const) : ("keep" as const);
      done(
        await transact(
          flags,
          [...new Set(ids)].map((id) => ({ op: "remove", id, relations })),
        ),
      );
    });
}

function addPartCommands(kb: Command, done: Done): void {
  command(kb, "alias", "add or remove an alias of an entity, or set what it counts")
    .argument("<action>", "add, remove or count")
    .argument("<id>")
    .argument("<text>")
    .option(
      "--count <n>",
      "how often the text was seen to mean it",
      numberBetween("--count", 0, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText(
      "after",
      examples(
        'alias add Q312 "Apple Computer" --count 40 --kb people',
        'alias remove Q312 "apple" --kb people',
        "alias count Q312 Apple --count 900 --kb people",
      ),
    )
    .action(async (action: string, id: string, alias: string, flags: TransactionFlags & { count?: number }) =>
      done(await transact(flags, [aliasOperation(action, id, alias, flags.count)])),
    );
  command(kb, "type", "add or remove types of an entity; new names and systems may be given")
    .argument("<action>", "add or remove")
    .argument("<id>")
    .argument("<system>")
    .argument("[name...]", "remove without a name removes all of the system")
    .addHelpText(
      "after",
      examples("type add Q312 ner ORG --kb people", "type remove Q312 kind fruit --kb people"),
    )
    .action(async (action: string, id: string, system: string, names: string[], flags: TransactionFlags) => {
      const op = oneOf("the action", ["add", "remove"])(action) === "add" ? "addTypes" : "removeTypes";
      if (op === "addTypes" && names.length === 0)
        throw new NamesakeError("OPTION_INVALID", {
          option: "the types to add",
          expected: "one or more",
          found: "",
        });
      const operation: Operation =
        op === "addTypes"
          ? { op, id, system, names }
          : { op, id, system, ...(names.length > 0 && { names }) };
      done(await transact(flags, [operation]));
    });
  command(kb, "relate", "add a relation between entities, or remove it")
    .argument("<id>")
    .argument("<relation>")
    .argument("[object]", "id of the other entity; --remove without it removes all of the relation")
    .option("--remove", "remove it")
    .addHelpText(
      "after",
      examples("relate Q312 founder Q19837 --kb people", "relate Q312 founder --remove --kb people"),
    )
    .action(
      async (
        id: string,
        relation: string,
        object: string | undefined,
        flags: TransactionFlags & { remove?: boolean },
      ) => {
        if (flags.remove !== true && object === undefined)
          throw new NamesakeError("OPTION_INVALID", {
            option: "the object",
            expected: "the id of an entity",
            found: "",
          });
        const operation: Operation =
          flags.remove === true
            ? { op: "removeRelation", id, relation, ...(object !== undefined && { object }) }
            : { op: "addRelation", id, relation, object: object ?? "" };
        done(await transact(flags, [operation]));
      },
    );
}

function aliasOperation(action: string, id: string, alias: string, count: number | undefined): Operation {
  const wanted = oneOf("the action", ["add", "remove", "count"])(action);
  if (wanted === "remove") return { op: "removeAlias", id, alias };
  if (wanted === "add") return { op: "addAlias", id, alias, ...(count !== undefined && { count }) };
  if (count === undefined)
    throw new NamesakeError("OPTION_INVALID", { option: "--count", expected: "a number", found: "" });
  return { op: "setAliasCount", id, alias, count };
}
