import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { checkOperation, OPERATIONS, type Operation } from "../kb/profile/operation.js";
import { type TransactionFlags, transact, transactionFlags } from "./kb-transaction.js";

const HELP = `
Each line is an operation: ${OPERATIONS.join(", ")}. All lines are one transaction; a line sees what those before it did.

  {"op":"add","entity":{"id":"Q1","name":"One"}}
  {"op":"update","id":"Q1","set":{"description":"a number"},"clear":["url"]}
  {"op":"rename","id":"Q1","to":"number:1"}
  {"op":"merge","into":"number:1","ids":["Q2","Q3"]}
  {"op":"split","id":"number:1","entity":{"id":"one-band","name":"One"},"take":{"aliases":["the One"],"types":{"kind":["band"]}}}
  {"op":"remove","id":"Q4","relations":"remove"}
  {"op":"addAlias","id":"number:1","alias":"uno","count":3}
  {"op":"addTypes","id":"number:1","system":"kind","names":["number"]}
  {"op":"addRelation","id":"number:1","relation":"followed by","object":"number:2"}

Examples:
  $ namesake kb apply changes.jsonl --kb people --author ann --message "names of 2026"
  $ namesake kb apply changes.jsonl --kb people --dry-run
  $ namesake kb diff people ./people-2 --operations | namesake kb apply - --kb people

Exit codes: 0 done; 1 cannot be done (nothing was changed), stderr says which line and why; 2 wrong usage.`;

/** Adds "kb apply" to the commands about KBs. */
export function addApplyCommand(kb: Command, done: (code: number) => void): void {
  transactionFlags(kb.command("apply").description("carry out many operations in one transaction"))
    .argument("<file>", 'JSON lines; "-" is standard input')
    .addHelpText("after", HELP)
    .action(async (path: string, flags: TransactionFlags) =>
      done(await transact(flags, await readOperations(path))),
    );
}

async function readOperations(path: string): Promise<Operation[]> {
  const operations: Operation[] = [];
  let number = 0;
  try {
    const input = path === "-" ? process.stdin : createReadStream(path);
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === "") continue;
      const where = `${path === "-" ? "standard input" : path}, line ${number}`;
      operations.push(checkOperation(parse(line, where), where));
    }
  } catch (error) {
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  return operations;
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "operation",
      expected: "JSON",
      found: line.slice(0, 40),
    });
  }
}
