import type { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { linkerParts } from "../linker-parts.js";
import { createLinker } from "../load.js";
import { EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { numberBetween } from "./options.js";

interface Flags {
  kb: string;
  model?: string;
  host: string;
  port: number;
}

const EXAMPLES = `
Example:
  $ namesake serve --port 8080 &
  $ curl -s localhost:8080/v1/link -H 'content-type: application/json' -d '{"text": "Jordan crossed the Jordan."}'`;

/** Adds the command to the program; `done` is told the exit code. */
export function addServeCommand(program: Command, done: (code: number) => void): void {
  program
    .command("serve")
    .description("a JSON API: POST /v1/link, GET /healthz")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option(
      "--model <name|path>",
      "default, open, news, weights that namesake train weights wrote, a bi-encoder, or a folder with both",
    )
    .option(
      "--host <address>",
      "address to listen on; other machines reach it only under another than this",
      "127.0.0.1",
    )
    .option("-p, --port <port>", "port; 0 takes a free one", numberBetween("--port", 0, 65535, true), 8080)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: Flags) => done(await run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const parts = flags.model === undefined ? {} : linkerParts(flags.model);
  const linker = createLinker(await openShowingProgress(flags.kb), parts);
  // Not above: loading it takes longer than all else that a command needs to start.
  const { createServer } = await import("../serve/server.js");
  const server = await createServer(linker);
  try {
    await linker.warmUp();
    const address = await server.listen({ host: flags.host, port: flags.port }).catch((error: unknown) => {
      const wanted = `${flags.host}:${flags.port}`;
      throw new NamesakeError(
        "ADDRESS_UNAVAILABLE",
        { address: wanted, why: reason(error) },
        { cause: error },
      );
    });
    process.stderr.write(`Namesake serves ${linker.kb.manifest.name} on ${address} (end it with Ctrl-C)\n`);
    await new Promise<void>((resolve) => {
      process.once("SIGINT", () => resolve());
      process.once("SIGTERM", () => resolve());
    });
    return EXIT.ok;
  } finally {
    await server.close();
    await linker.close();
  }
}
