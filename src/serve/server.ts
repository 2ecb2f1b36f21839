import fastify, { type FastifyInstance } from "fastify";
import type { Linker } from "../link/linker.js";
import { type Access, prepareEdits } from "./access.js";
import { addEditRoutes } from "./edit-routes.js";
import { addEntityRoutes } from "./entity-routes.js";
import { answerFailures, answerUnreadable } from "./failures.js";
import { addLinkRoutes } from "./link-routes.js";

/** Longest request body, in bytes. */
const BODY_LIMIT = 1024 * 1024;
/** A request that has not arrived by then is ended, in milliseconds. */
const TIMEOUT = 60_000;
/** Longest id in an address, in characters: 300 of which each is written as 9. */
const ID_LIMIT = 2_700;

/**
 * The HTTP server of a linker, not yet listening. `POST /v1/link` takes `{ text, … }` with the options of `Linker.link` and
 * answers `{ id, text, kbVersion, links }`; `GET /healthz` answers with the KB's name and size; docs/serving.md has the rest. Errors are
 * `{ error: { code, message } }` with status 400 to 499 for what the caller can mend. Every answer is of the KB as it is when it is
 * asked for, whichever process has edited it.
 *
 * @param access default: nothing may be changed
 */
export async function createServer(
  linker: Linker,
  access: Access = { allowEdits: false },
): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: TIMEOUT,
    routerOptions: { maxParamLength: ID_LIMIT },
    frameworkErrors: answerUnreadable,
    // Numbers and texts as they are: "1" is no number.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  // JSON is all it understands; a text would be taken for a body of the wrong shape.
  server.removeContentTypeParser("text/plain");
  answerFailures(server);
  server.get("/healthz", async () => {
    const kbVersion = linker.kb.refresh();
    return { status: "ok", kb: linker.kb.manifest.name, kbVersion, entities: linker.kb.size };
  });
  if (access.allowEdits) prepareEdits(linker.kb);
  addLinkRoutes(server, linker, access);
  addEntityRoutes(server, linker.kb, access);
  addEditRoutes(server, linker.kb, access);
  return server;
}
