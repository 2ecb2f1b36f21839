import type { FastifyInstance, FastifyReply } from "fastify";
import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { type Access, checkEdits } from "./access.js";
import { type ConditionalHeaders, entityTag, statesIn } from "./entity-tags.js";
import { readEdits } from "./read-edits.js";

/** Longest body with edits, in bytes. */
const BODY_LIMIT = 16 * 1024 * 1024;
/** Transactions that are told where the caller does not say how many. */
const TOLD = 100;
/** Changes of a transaction that are told, the first: one may have changed everything. */
const CHANGES = 100;

interface Options {
  author?: string;
  message?: string;
  ifVersion?: number | string;
}

const SIGNATURE = {
  author: { type: "string", minLength: 1 },
  message: { type: "string", minLength: 1 },
} as const;
const VERSION = { type: "integer", minimum: 0 } as const;
const STATE = { anyOf: [VERSION, { type: "string", minLength: 1 }] } as const;

const EDITS_SCHEMA = {
  type: "object",
  required: ["edits"],
  additionalProperties: false,
  properties: {
    edits: { type: "array", minItems: 1, items: { type: "object" } },
    ifVersion: STATE,
    ...SIGNATURE,
  },
} as const;
const UNDO_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: { version: VERSION, ifVersion: STATE, ...SIGNATURE },
} as const;
const HISTORY_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: {
    entity: { type: "string" },
    since: { type: "string" },
    limit: { type: "string", pattern: "^[1-9][0-9]{0,3}$" },
  },
} as const;

/** `POST /v1/edits`, `POST /v1/undo`, `GET /v1/history` and `GET /v1/version`. The ETag of a KB is its state: the version, and the build. */
export function addEditRoutes(server: FastifyInstance, kb: KnowledgeBase, access: Access): void {
  const changedTo = (reply: FastifyReply, kbVersion: number) => {
    reply.header("etag", entityTag(kb.state));
    return { kbVersion };
  };

  server.get("/v1/version", async (_request, reply) => {
    const kbVersion = kb.refresh();
    const { contentHash, entities } = kb.totals();
    const { state } = kb;
    const { name, snapshot } = kb.manifest;
    reply.header("etag", entityTag(state));
    return { kb: name, kbVersion, state, contentHash, entities, ...(snapshot && { asOf: snapshot.taken }) };
  });

  server.post<{
    Body: Options & { edits: object[] };
    Headers: ConditionalHeaders;
  }>(
    "/v1/edits",
    { schema: { body: EDITS_SCHEMA }, bodyLimit: BODY_LIMIT },
    async ({ body: { edits, ...options }, headers }, reply) => {
      checkEdits(access);
      kb.refresh();
      const expected = withExpected(kb, options, headers);
      return changedTo(reply, kb.edit(readEdits(kb, edits), expected));
    },
  );

  server.post<{ Body: Options & { version?: number }; Headers: ConditionalHeaders }>(
    "/v1/undo",
    { schema: { body: UNDO_SCHEMA } },
    async ({ body: { version, ...options }, headers }, reply) => {
      checkEdits(access);
      kb.refresh();
      return changedTo(reply, kb.undo(version, withExpected(kb, options, headers)));
    },
  );

  server.get<{ Querystring: { entity?: string; since?: string; limit?: string } }>(
    "/v1/history",
    { schema: { querystring: HISTORY_SCHEMA } },
    async ({ query: { limit = String(TOLD), ...about } }) => ({
      kbVersion: kb.refresh(),
      transactions: kb.history({ ...about, limit: Number(limit), changes: CHANGES }),
    }),
  );
}

/** The options with the state that a KB must have, which may stand in the headers of a request as well. */
function withExpected(kb: KnowledgeBase, options: Options, headers: ConditionalHeaders): Options {
  const wanted = statesIn(headers["if-match"], "If-Match");
  if (wanted === undefined || wanted === "any") return options;
  if (options.ifVersion !== undefined)
    throw new NamesakeError("REQUEST_INVALID", {
      expected: "either ifVersion or the header If-Match",
      found: "both",
    });
  return { ...options, ifVersion: wanted.includes(kb.state) ? kb.state : (wanted[0] as string) };
}
