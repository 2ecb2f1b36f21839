import type { FastifyInstance, FastifyReply } from "fastify";
import { NamesakeError } from "../errors.js";
import type { Edit } from "../kb/edit.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { SearchOptions } from "../kb/search.js";
import { type Access, checkEdits } from "./access.js";
import { type ConditionalHeaders, entityTag, statesIn } from "./entity-tags.js";
import { mergePatch } from "./merge-patch.js";

/** Another process may change an entity between reading and writing it; so often it is read again. */
const ATTEMPTS = 5;

interface EntityRequest {
  Params: { id: string };
  Headers: ConditionalHeaders;
  Querystring: { author?: string; message?: string };
}
type ChangeRequest = EntityRequest & { Body: Record<string, unknown> };

const SIGNATURE_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: { author: { type: "string", minLength: 1 }, message: { type: "string", minLength: 1 } },
} as const;
const RECORD_SCHEMA = { type: "object" } as const;
const SEARCH_SCHEMA = {
  type: "object",
  required: ["q"],
  additionalProperties: false,
  properties: {
    q: { type: "string" },
    limit: { type: "string", pattern: "^[1-9][0-9]{0,2}$" },
    match: { enum: ["prefix", "fuzzy", "auto"] },
  },
} as const;

/**
 * `GET`, `PUT`, `PATCH` and `DELETE /v1/entities/ID`, and `GET /v1/search`. The ETag of an entity is the hash of its record: If-Match makes a
 * change wait for no other one, If-None-Match: * only adds.
 */
export function addEntityRoutes(server: FastifyInstance, kb: KnowledgeBase, access: Access): void {
  const answer = (reply: FastifyReply, id: string) => {
    reply.header("etag", entityTag(kb.hash(id) ?? ""));
    return { kbVersion: kb.version, entity: kb.entity(id) };
  };

  server.get<EntityRequest>("/v1/entities/:id", async ({ params, headers }, reply) => {
    kb.refresh();
    const id = kb.resolve(params.id);
    if (id === undefined) throw new NamesakeError("ENTITY_NOT_FOUND", { id: params.id });
    const known = statesIn(headers["if-none-match"], "If-None-Match");
    if (known === "any" || known?.includes(kb.hash(id) ?? ""))
      return reply
        .code(304)
        .header("etag", entityTag(kb.hash(id) ?? ""))
        .send();
    return answer(reply, id);
  });

  server.put<ChangeRequest>(
    "/v1/entities/:id",
    { schema: { body: RECORD_SCHEMA, querystring: SIGNATURE_SCHEMA } },
    async ({ params: { id }, body, headers, query }, reply) => {
      checkEdits(access);
      kb.refresh();
      const isNew = kb.index(id) === undefined;
      const put = withId(body, id);
      const ifHash = expectedHash(kb, id, headers);
      kb.edit([{ put, ...(ifHash !== undefined && { ifHash }) }], query);
      reply.code(isNew ? 201 : 200);
      return answer(reply, id);
    },
  );

  server.patch<ChangeRequest>(
    "/v1/entities/:id",
    { schema: { body: RECORD_SCHEMA, querystring: SIGNATURE_SCHEMA } },
    async ({ params: { id }, body, headers, query }, reply) => {
      checkEdits(access);
      for (let attempt = 1; ; attempt++) {
        kb.refresh();
        const record = kb.entity(id);
        if (record === undefined) throw entityUnknown(kb, id);
        const ifHash = expectedHash(kb, id, headers) ?? (kb.hash(id) as string);
        try {
          kb.edit([{ put: withId(mergePatch(record, body), id), ifHash }], query);
          return answer(reply, id);
        } catch (error) {
          const isMeanwhile = error instanceof NamesakeError && error.code === "EDIT_CONFLICT";
          if (!isMeanwhile || headers["if-match"] !== undefined || attempt === ATTEMPTS) throw error;
        }
      }
    },
  );

  server.delete<EntityRequest>(
    "/v1/entities/:id",
    { schema: { querystring: SIGNATURE_SCHEMA } },
    async ({ params: { id }, headers, query }) => {
      checkEdits(access);
      kb.refresh();
      if (kb.index(id) === undefined && headers["if-match"] === undefined) throw entityUnknown(kb, id);
      const ifHash = expectedHash(kb, id, headers) ?? undefined;
      const edit: Edit = { remove: id, ...(ifHash !== undefined && { ifHash }) };
      return { kbVersion: kb.edit([edit], query) };
    },
  );

  server.get<{ Querystring: { q: string; limit?: string; match?: NonNullable<SearchOptions["match"]> } }>(
    "/v1/search",
    { schema: { querystring: SEARCH_SCHEMA } },
    async ({ query: { q, limit, match } }) => {
      const kbVersion = kb.refresh();
      const options = { ...(limit && { limit: Number(limit) }), ...(match && { match }) };
      return { kbVersion, hits: kb.search(q, options) };
    },
  );
}

/** The error of a change of what is not there; it may be known by another id. */
function entityUnknown(kb: KnowledgeBase, id: string): NamesakeError<"ENTITY_NOT_FOUND"> {
  const now = kb.resolve(id);
  return new NamesakeError("ENTITY_NOT_FOUND", { id, ...(now !== undefined && { now }) });
}

/** A record under the id of its address, where it names none or that one. */
function withId(record: Record<string, unknown>, id: string): EntityRecord {
  const { id: own = id } = record;
  if (own !== id)
    throw new NamesakeError("RECORD_INVALID", {
      where: "the body",
      field: "id",
      expected: `"${id}", as in the address, or left out; a rename is an operation of POST /v1/edits`,
      found: JSON.stringify(own) ?? "nothing",
    });
  return { ...record, id } as EntityRecord;
}

/** The hash that an entity must have by the headers of a request; null = it must not be there, undefined = whatever is there. */
function expectedHash(kb: KnowledgeBase, id: string, headers: ConditionalHeaders): string | null | undefined {
  const wanted = statesIn(headers["if-match"], "If-Match");
  const found = kb.hash(id);
  if (wanted === undefined)
    return statesIn(headers["if-none-match"], "If-None-Match") === "any" ? null : undefined;
  if (wanted !== "any") return found !== undefined && wanted.includes(found) ? found : (wanted[0] ?? null);
  if (found !== undefined) return found;
  const what = { what: `The entity "${id}"`, expected: "one", found: "none", id };
  throw new NamesakeError("EDIT_CONFLICT", what);
}
