import type { FastifyInstance, FastifyReply } from "fastify";
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

interface Signature {
  author?: string;
  message?: string;
}

const SIGNATURE = {
  author: { type: "string", minLength: 1 },
  message: { type: "string", minLength: 1 },
} as const;
const VERSION = { type: "integer", minimum: 0 } as const;

const EDITS_SCHEMA = {
  type: "object",
  required: ["edits"],
  additionalProperties: false,
  properties: {
    edits: { type: "array", minItems: 1, items: { type: "object" } },
    ifVersion: { anyOf: [VERSION, { type: "string", minLength: 1 }] },
    ...SIGNATURE,
  },
} as const;
const UNDO_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: { version: VERSION, ...SIGNATURE },
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
    Body: Signature & { edits: object[]; ifVersion?: number | string };
    Headers: ConditionalHeaders;
  }>(
    "/v1/edits",
    { schema: { body: EDITS_SCHEMA }, bodyLimit: BODY_LIMIT },
    async ({ body: { edits, ...options }, headers }, reply) => {
      checkEdits(access);
      kb.refresh();
      const ifVersion = expectedState(kb, headers);
      const expected = { ...options, ...(ifVersion !== undefined && { ifVersion }) };
      return changedTo(reply, kb.edit(readEdits(kb, edits), expected));
    },
  );

  server.post<{ Body: Signature & { version?: number } }>(
    "/v1/undo",
    { schema: { body: UNDO_SCHEMA } },
    async ({ body: { version, ...signature } }, reply) => {
      checkEdits(access);
      return changedTo(reply, kb.undo(version, signature));
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

/** The state that a KB must have by the headers of a request; undefined = any. */
function expectedState(kb: KnowledgeBase, headers: ConditionalHeaders): string | undefined {
  const wanted = statesIn(headers["if-match"], "If-Match");
  if (wanted === undefined || wanted === "any") return undefined;
  return wanted.includes(kb.state) ? kb.state : wanted[0];
}
