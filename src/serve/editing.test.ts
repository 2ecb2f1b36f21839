import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { MemoryStore } from "../kb/memory-store.js";
import type { EntityRecord } from "../kb/record.js";
import { Corrections } from "../link/corrections/corrections.js";
import { Linker } from "../link/linker.js";
import { shippedWeights } from "../linker-parts.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import { createServer } from "./server.js";

const RECORDS: EntityRecord[] = [
  { id: "loc:jordan", name: "Jordan", description: "a kingdom", count: 90 },
  { id: "per:jordan", name: "Michael Jordan", aliases: ["Jordan"], sameAs: ["Q41421"] },
  { id: "a/b c?", name: "Odd Id" },
];

async function serving(allowEdits = true) {
  const kb = await createKnowledgeBase(RECORDS, { name: "small" });
  const noEncoder = () => Promise.reject(new Error("not wanted"));
  const linker = new Linker(kb, new AliasSpotter(kb), noEncoder, shippedWeights());
  const server = await createServer(linker, { allowEdits });
  await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    await linker.close();
  });
  const address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/v1/`;
  /** A request, and of its answer what most tests look at. */
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(address + path, {
      method,
      headers: { ...json, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const etag = response.headers.get("etag") ?? "";
    return {
      status: response.status,
      etag,
      body: (text === "" ? {} : JSON.parse(text)) as {
        [field: string]: unknown;
        error?: { code: string; message: string };
      },
    };
  }
  const code = async (...request: Parameters<typeof ask>) => {
    const { status, body } = await ask(...request);
    return [status, body.error?.code];
  };
  return { kb, linker, ask, code };
}
const zara = { name: "Zara Quill", description: "a novelist" };
const linked = { text: "Zara Quill met Jordan.", budget: "prior" };

it("adds, reads, changes and removes entities, each counting in the next link call", async () => {
  const { ask, code } = await serving();
  const added = await ask("PUT", "entities/per:quill?author=ann&message=new", zara);
  expect(added).toMatchObject({
    status: 201,
    body: { kbVersion: 1, entity: { id: "per:quill", ...zara } },
  });
  const { body } = await ask("POST", "link", linked);
  expect(body).toMatchObject({ kbVersion: 1, links: [{ entity: { id: "per:quill" } }, {}] });
  expect(await ask("GET", "entities/per:quill")).toEqual({ ...added, status: 200 });
  const patched = await ask("PATCH", "entities/per:quill", {
    description: null,
    aliases: ["ZQ"],
    types: { ner: ["PER"] },
  });
  const entity = { id: "per:quill", name: "Zara Quill", aliases: ["ZQ"], types: { ner: ["PER"] } };
  expect(patched).toMatchObject({ status: 200, body: { kbVersion: 2 } });
  expect(patched.body["entity"]).toEqual(entity);
  expect(patched.etag).not.toBe(added.etag);
  expect((await ask("GET", "search?q=zar&limit=5")).body).toMatchObject({
    kbVersion: 2,
    hits: [{ entity, alias: "zara quill" }],
  });
  expect(await ask("DELETE", "entities/per:quill")).toMatchObject({ status: 200, body: { kbVersion: 3 } });
  expect((await ask("POST", "link", linked)).body).toMatchObject({
    kbVersion: 3,
    links: [{ text: "Jordan" }],
  });
  expect(await code("GET", "entities/per:quill")).toEqual([404, "ENTITY_NOT_FOUND"]);
  expect(await code("DELETE", "entities/per:quill")).toEqual([404, "ENTITY_NOT_FOUND"]);
  expect(await code("PATCH", "entities/per:quill", {})).toEqual([404, "ENTITY_NOT_FOUND"]);
});

it("knows entities by ids of elsewhere, and by ids of any characters", async () => {
  const { ask } = await serving();
  expect((await ask("GET", "entities/Q41421")).body).toMatchObject({ entity: { id: "per:jordan" } });
  const odd = `entities/${encodeURIComponent("a/b c?")}`;
  expect((await ask("PATCH", odd, { count: 7 })).body).toMatchObject({ entity: { id: "a/b c?", count: 7 } });
  const long = `entities/${encodeURIComponent("界".repeat(300))}`;
  expect((await ask("PUT", long, { name: "Long" })).status).toBe(201);
  expect((await ask("GET", long)).status).toBe(200);
});

it("changes an entity only in the state that the request expects", async () => {
  const { ask, code, kb } = await serving();
  const { etag } = await ask("GET", "entities/loc:jordan");
  expect(etag).toBe(`"${kb.hash("loc:jordan")}"`);
  expect((await ask("GET", "entities/loc:jordan", undefined, { "if-none-match": etag })).status).toBe(304);
  const path = "entities/loc:jordan";
  const changed = await ask("PATCH", path, { count: 91 }, { "if-match": etag });
  expect(changed.status).toBe(200);
  for (const [method, body] of [["PATCH", { count: 92 }], ["PUT", { name: "Jordan" }], ["DELETE"]] as const)
    expect(await code(method, path, body, { "if-match": etag })).toEqual([412, "EDIT_CONFLICT"]);
  expect(kb.entity("loc:jordan")?.count).toBe(91);
  expect((await ask("PATCH", path, { count: 93 }, { "if-match": `"other", W/${changed.etag}` })).status).toBe(
    200,
  );
  const create = { "if-none-match": "*" };
  expect(await code("PUT", path, { name: "Jordan" }, create)).toEqual([412, "EDIT_CONFLICT"]);
  expect((await ask("PUT", "entities/new", { name: "New" }, create)).status).toBe(201);
  expect(await code("PUT", "entities/newer", { name: "Newer" }, { "if-match": "*" })).toEqual([
    412,
    "EDIT_CONFLICT",
  ]);
  expect((await ask("DELETE", "entities/new", undefined, { "if-match": "*" })).status).toBe(200);
  expect(await code("DELETE", "entities/new", undefined, { "if-match": '"x"' })).toEqual([
    412,
    "EDIT_CONFLICT",
  ]);
  expect(await code("PATCH", path, {}, { "if-match": "x" })).toEqual([400, "REQUEST_INVALID"]);
});

it("carries edits and operations out in one transaction, at the version that is expected", async () => {
  const { ask, code, kb } = await serving();
  const put = { id: "per:quill", ...zara };
  const edits = [{ put }, { remove: "a/b c?" }];
  const first = await ask("POST", "edits", { edits, author: "ann", message: "a novelist", ifVersion: 0 });
  expect(first).toMatchObject({ status: 200, etag: `"${kb.state}"`, body: { kbVersion: 2 } });
  expect(await code("POST", "edits", { edits: [{ put }], ifVersion: 0 })).toEqual([409, "EDIT_CONFLICT"]);
  expect(await code("POST", "edits", { edits: [{ put }] }, { "if-match": '"0"' })).toEqual([
    412,
    "EDIT_CONFLICT",
  ]);
  expect(await code("POST", "edits", { edits: [{ put }], ifVersion: 0 }, { "if-match": first.etag })).toEqual(
    [400, "REQUEST_INVALID"],
  );
  const wrong = [
    { op: "addAlias", id: "per:quill", alias: "ZQ" },
    { op: "rename", id: "nobody", to: "x" },
  ];
  expect(await code("POST", "edits", { edits: wrong })).toEqual([400, "CANDIDATE_UNKNOWN"]);
  expect(await code("POST", "edits", { edits: [{ op: "fly" }] })).toEqual([400, "RECORD_INVALID"]);
  expect(await code("POST", "edits", { edits: [{ op: "remove", id: "per:quill" }, { put }] })).toEqual([
    400,
    "RECORD_INVALID",
  ]);
  expect(kb.version).toBe(2);
  const operations = [
    { op: "rename", id: "per:quill", to: "Q7" },
    { op: "addAlias", id: "Q7", alias: "ZQ", count: 3 },
  ];
  const renamed = await ask("POST", "edits", { edits: operations, author: "bo" }, { "if-match": first.etag });
  expect(renamed.status).toBe(200);
  expect(kb.entity("Q7")).toMatchObject({ name: "Zara Quill", sameAs: ["per:quill"] });
  for (const [method, body] of [["PATCH", {}], ["DELETE"]] as const)
    expect((await ask(method, "entities/per:quill", body)).body.error?.message).toContain(
      'Did you mean "Q7"',
    );
});

it("tells what was changed and by whom, and takes it back", async () => {
  const { ask, code, kb } = await serving();
  await ask("PUT", "entities/per:quill?author=ann&message=new", zara);
  await ask("PATCH", "entities/loc:jordan?author=bo", { count: 1 });
  const { body } = await ask("GET", "history");
  expect(body).toMatchObject({
    kbVersion: 2,
    transactions: [
      { version: 2, author: "bo", changes: [{ before: { count: 90 }, after: { count: 1 } }] },
      { version: 1, author: "ann", message: "new", changes: [{ after: { id: "per:quill" } }] },
    ],
  });
  expect((await ask("GET", "history?entity=loc:jordan&limit=1")).body["transactions"]).toHaveLength(1);
  expect(await code("GET", "history?since=whenever")).toEqual([400, "OPTION_INVALID"]);
  expect(await ask("POST", "undo", { author: "cy" })).toMatchObject({ status: 200, body: { kbVersion: 3 } });
  expect(kb.entity("loc:jordan")?.count).toBe(90);
  await ask("PATCH", "entities/per:quill", { count: 5 });
  for (const version of [undefined, 1]) {
    expect(await code("POST", "undo", { version }, { "if-match": '"3-0"' })).toEqual([412, "EDIT_CONFLICT"]);
    expect(await code("POST", "undo", { version, ifVersion: 3 })).toEqual([409, "EDIT_CONFLICT"]);
  }
  const refused = await ask("POST", "undo", { version: 1 });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: "UNDO_IMPOSSIBLE" } } });
  const { contentHash } = kb.totals();
  expect(await ask("GET", "version")).toEqual({
    status: 200,
    etag: `"${kb.state}"`,
    body: { kb: "small", kbVersion: 4, state: kb.state, contentHash, entities: 4 },
  });
});

it("does not take the state of another build for its own", async () => {
  const [old, now] = [await serving(), await serving()];
  old.kb.edit([{ remove: "a/b c?" }]);
  const edits = [{ remove: "loc:jordan" }];
  const { etag, body } = await old.ask("GET", "version");
  now.kb.edit([{ put: { id: "other", name: "Other" } }]);
  expect(now.kb.version).toBe(old.kb.version);
  for (const tag of [etag, '"1"'])
    expect(await now.code("POST", "edits", { edits }, { "if-match": tag })).toEqual([412, "EDIT_CONFLICT"]);
  expect(await now.code("POST", "edits", { edits, ifVersion: body["state"] })).toEqual([
    409,
    "EDIT_CONFLICT",
  ]);
  expect((await now.ask("POST", "edits", { edits, ifVersion: now.kb.state })).status).toBe(200);
});

it("knows what is called like the fields of every object", async () => {
  const { ask, code, kb } = await serving();
  for (const id of ["__proto__", "constructor", "toString"]) {
    expect(await code("GET", `entities/${id}`)).toEqual([404, "ENTITY_NOT_FOUND"]);
    const relations = [{ relation: id, object: id }];
    const record = {
      name: id,
      aliases: ["valueOf"],
      types: { constructor: ["kind"] },
      relations,
      sameAs: [`own:${id}`],
    };
    expect((await ask("PUT", `entities/${id}`, record)).status).toBe(201);
    expect((await ask("GET", `entities/own:${id}`)).body["entity"]).toEqual({ id, ...record });
    expect((await ask("PATCH", `entities/${id}`, { attributes: { toString: 1 } })).status).toBe(200);
    expect(kb.entity(id)).toMatchObject({ name: id, attributes: { toString: 1 } });
    const text = `${id} and valueOf`;
    expect((await ask("POST", "link", { text, mode: "all", budget: "prior" })).status).toBe(200);
    expect(await code("POST", "edits", { edits: [{ op: id, id }] })).toEqual([400, "RECORD_INVALID"]);
    expect(await code("POST", "undo", JSON.parse(`{"${id}": 1}`))).toEqual([400, "REQUEST_INVALID"]);
    const renamed = [{ op: "rename", id, to: `not ${id}` }];
    expect((await ask("POST", "edits", { edits: renamed })).status).toBe(200);
    expect(kb.referrers([id])).toEqual([]);
  }
  expect(await code("PUT", "entities/x", JSON.parse('{"name": "X", "__proto__": {"count": 1}}'))).toEqual([
    400,
    "REQUEST_INVALID",
  ]);
  expect(kb.entity("x")).toBeUndefined();
});

it("finds who refers to an entity without a look at all of them", async () => {
  const { ask, kb } = await serving();
  kb.edit([
    { put: { id: "bulls", name: "Bulls", relations: [{ relation: "player", object: "per:jordan" }] } },
  ]);
  const scan = vi.spyOn(MemoryStore.prototype, "scan");
  onTestFinished(() => scan.mockRestore());
  const operations = [
    { op: "rename", id: "per:jordan", to: "Q41421" },
    { op: "merge", into: "loc:jordan", ids: ["Q41421"] },
  ];
  expect((await ask("POST", "edits", { edits: operations })).status).toBe(200);
  expect(kb.entity("bulls")?.relations).toEqual([{ relation: "player", object: "loc:jordan" }]);
  expect(scan).not.toHaveBeenCalled();
});

it("links in the light of answers that are known, and keeps them", async () => {
  const { ask, code, linker } = await serving();
  const text = "Jordan rested. Jordan slept.";
  const { body } = await ask("POST", "link", { text, budget: "prior" });
  expect(body).toMatchObject({ links: [{ entity: { id: "loc:jordan" } }, { entity: { id: "loc:jordan" } }] });
  const entity = "per:jordan";
  const fixed = [{ start: 0, end: 6, entity }];
  const expected = { links: [{ fixed: true, entity: { id: entity } }, { entity: { id: entity } }] };
  expect((await ask("POST", "link", { text, fixed, budget: "prior" })).body).toMatchObject(expected);
  const corrections = new Corrections(linker.kb);
  expect(corrections.documents()).toEqual([]);
  const sent = { id: "d1", text, links: fixed, author: "ann", budget: "prior" };
  const answer = await ask("POST", "corrections", sent);
  expect(answer).toMatchObject({ status: 200, body: { id: "d1", text, kbVersion: 0, ...expected } });
  expect(corrections.documents()).toMatchObject([
    { id: "d1", mentions: fixed, corrected: { author: "ann" } },
  ]);
  // A part of an answer, as it came.
  const links = (answer.body["links"] as { end: number }[]).slice(1);
  await ask("POST", "corrections", { id: "d1", text, links, budget: "prior" });
  expect(corrections.documents()).toMatchObject([{ id: "d1", mentions: [{ start: 15, end: 21, entity }] }]);
  expect(await code("POST", "corrections", { text, links: [] })).toEqual([400, "REQUEST_INVALID"]);
  expect(await code("POST", "corrections", { text, links: [{ start: 0, end: 6, entity: 5 }] })).toEqual([
    400,
    "REQUEST_INVALID",
  ]);
  expect(await code("POST", "corrections", { text, links: [{ start: 0, end: 6, entity: "x" }] })).toEqual([
    400,
    "CANDIDATE_UNKNOWN",
  ]);
});

it("takes no changes unless it is allowed to, and tells all the same what there is", async () => {
  const { ask, code, kb } = await serving(false);
  const forbidden = [403, "EDITS_NOT_ALLOWED"];
  expect(await code("POST", "edits", { edits: [{ remove: "loc:jordan" }] })).toEqual(forbidden);
  expect(await code("PUT", "entities/x", { name: "X" })).toEqual(forbidden);
  expect(await code("PATCH", "entities/loc:jordan", { count: 1 })).toEqual(forbidden);
  expect(await code("DELETE", "entities/loc:jordan")).toEqual(forbidden);
  expect(await code("POST", "undo", {})).toEqual(forbidden);
  const fixed = { start: 0, end: 6, entity: null };
  expect(await code("POST", "corrections", { text: "Jordan", links: [fixed] })).toEqual(forbidden);
  for (const path of ["version", "history", "search?q=jordan", "entities/loc:jordan"])
    expect((await ask("GET", path)).status).toBe(200);
  expect(kb.version).toBe(0);
});

it.each<[string, string, string, unknown]>([
  ["another id than that of the address", "PUT", "entities/x", { id: "y", name: "X" }],
  ["an entity without a name", "PUT", "entities/x", {}],
  ["a name that is none", "PATCH", "entities/loc:jordan", { name: null }],
  ["a list as an entity", "PUT", "entities/x", []],
  ["no edits", "POST", "edits", { edits: [] }],
  ["an edit that is none", "POST", "edits", { edits: [{}] }],
  ["an empty author", "POST", "edits", { edits: [{ remove: "loc:jordan" }], author: "" }],
  ["a field there is not", "POST", "undo", { versions: 1 }],
  ["a version that is none", "POST", "undo", { version: -1 }],
  ["a search for nothing", "GET", "search", undefined],
  ["a wrong limit", "GET", "search?q=a&limit=0", undefined],
  ["a wrong kind of search", "GET", "search?q=a&match=some", undefined],
])("refuses %s", async (_name, method, path, body) => {
  const { ask, kb } = await serving();
  const answer = await ask(method, path, body);
  expect(answer.status).toBe(400);
  expect(["REQUEST_INVALID", "RECORD_INVALID"]).toContain(answer.body.error?.code);
  expect(kb.version).toBe(0);
});
