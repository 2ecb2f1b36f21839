import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { cacheFolder } from "../kb/location.js";
import { sentenceContexts } from "../link/context-encoder.js";
import { FEATURES } from "../link/features.js";
import type { Link } from "../link/link.js";
import { Linker, type LinkOptions } from "../link/linker.js";
import type { TypeJudge } from "../link/types/type-judge.js";
import type { Weights } from "../link/weights.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import { loadEncoder } from "../models/encoder.js";
import { createServer } from "./server.js";

const weights: Weights = {
  features: Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0.5])) as Weights["features"],
  nil: -6,
  temperature: 1,
};
const TEXT = "Jordan left Chicago.";

let linker: Linker;
let server: Awaited<ReturnType<typeof createServer>>;
let address: string;

beforeAll(async () => {
  const kb = await createKnowledgeBase(
    [
      { id: "loc:jordan", name: "Jordan", description: "a kingdom in the Middle East" },
      { id: "per:jordan", name: "Michael Jordan", aliases: ["Jordan"], description: "a basketball player" },
      { id: "loc:chicago", name: "Chicago", description: "a city in Illinois" },
    ],
    { name: "small" },
  );
  linker = new Linker(
    kb,
    new AliasSpotter(kb),
    async () => sentenceContexts(await loadEncoder({ folder: cacheFolder() })),
    weights,
  );
  server = await createServer(linker);
  await server.listen({ host: "127.0.0.1", port: 0 });
  address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server.close();
  await linker.close();
});

async function request(path: string, options: RequestInit = {}) {
  const response = await fetch(address + path, options);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const post = (body: unknown, type = "application/json") =>
  request("/v1/link", {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const failure = (code: string, message: RegExp) => ({
  error: { code, message: expect.stringMatching(message) as string },
});

describe("POST /v1/link", () => {
  it("answers as the linker does", async () => {
    const links = JSON.parse(JSON.stringify(await linker.link(TEXT)));
    expect(await post({ text: TEXT })).toEqual({
      status: 200,
      body: { id: "text", text: TEXT, kbVersion: 0, links },
    });
    expect(links).toHaveLength(2);
  });

  it("hands all options on", async () => {
    const options = {
      mentions: [{ start: 0, end: 6, candidates: ["per:jordan"] }],
      topK: 1,
      threshold: 1,
      budget: "prior",
    } satisfies LinkOptions;
    const links = JSON.parse(JSON.stringify(await linker.link(TEXT, options)));
    expect(await post({ id: "x", text: TEXT, ...options })).toEqual({
      status: 200,
      body: { id: "x", text: TEXT, kbVersion: 0, links },
    });
    const { body } = await post({ text: TEXT, mode: "names", candidates: ["loc:chicago"] });
    expect(body["links"]).toMatchObject([{ entity: null }, { entity: { id: "loc:chicago" } }]);
  });

  it("lets types decide as it was told, and otherwise where a request says so", async () => {
    const classes = ["other", "LOC", "PER"];
    /** Whatever the text is, it is about people. */
    const types: TypeJudge = {
      system: "ner",
      axes: [{ name: "ner", classes }],
      classesOf: ({ id }) => [classes.indexOf(id.slice(0, 3).toUpperCase())],
      judge: async (_, mentions) => mentions.map(() => [[0, 0, 1]]),
      close: async () => {},
    };
    const { kb } = linker;
    const encoder = async () => sentenceContexts(await loadEncoder({ folder: cacheFolder() }));
    const typed = new Linker(kb, new AliasSpotter(kb), encoder, weights, { types: async () => types });
    const access = { allowEdits: false, standard: { typesDecoding: "hard" } } as const;
    const own = await createServer(typed, access);
    const candidates = async (body: object) => {
      const answer = await own.inject({ method: "POST", url: "/v1/link", payload: { text: TEXT, ...body } });
      const links = answer.json().links as Link[];
      return links.map((link) => link.candidates.map(({ id }) => id).sort());
    };
    const all = [["loc:jordan", "per:jordan"], ["loc:chicago"]];
    expect(await candidates({})).toEqual([["per:jordan"], ["loc:chicago"]]);
    expect(await candidates({ typesDecoding: "off" })).toEqual(all);
    expect(await candidates({ typesDecoding: "soft", typesFilter: true })).toEqual(all);
    const unknown = { text: TEXT, typesDecoding: "firm" };
    expect((await own.inject({ method: "POST", url: "/v1/link", payload: unknown })).statusCode).toBe(400);
    await own.close();
    await typed.closeModels();
  });

  it("takes empty texts and lone surrogates", async () => {
    expect((await post({ text: "" })).body["links"]).toEqual([]);
    const { status, body } = await post('{"text": "\\ud800 Chicago"}');
    expect(status).toBe(200);
    expect(body["links"]).toMatchObject([{ start: 2, entity: { id: "loc:chicago" } }]);
  });

  it("gives requests at the same time the answers they have alone", async () => {
    const texts = Array.from({ length: 12 }, (_, i) => `${TEXT} Jordan ${i} scored ${"again ".repeat(i)}.`);
    const alone = [];
    for (const text of texts) alone.push((await post({ text })).body);
    const together = await Promise.all(texts.map(async (text) => (await post({ text })).body));
    expect(together).toEqual(alone);
  });
});

describe("GET /healthz", () => {
  it("tells the KB", async () => {
    expect(await request("/healthz")).toEqual({
      status: 200,
      body: { status: "ok", kb: "small", kbVersion: 0, entities: 3 },
    });
  });
});

describe("wrong requests", () => {
  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /JSON/],
    ["an empty body", "", /JSON/],
    ["no object", "[]", /must be object/],
    ["no text", {}, /required property 'text'/],
    ["a number as text", { text: 5 }, /text must be string/],
    ["null as text", { text: null }, /text must be string/],
    ["a field there is not", { text: "x", txt: 1 }, /additional properties, such as "txt"/],
    ["a wrong mode", { text: "x", mode: "some" }, /mode must be .* which are auto, names, all/],
    ["a topK of 0", { text: "x", topK: 0 }, /topK must be >= 1/],
    ["a text as topK", { text: "x", topK: "1" }, /topK must be integer/],
    ["a threshold above 1", { text: "x", threshold: 1.1 }, /threshold must be <= 1/],
    ["a mention without end", { text: "x", mentions: [{ start: 0 }] }, /required property 'end'/],
    ["ids that are none", { text: "x", candidates: [1] }, /candidates\/0 must be string/],
  ])("%s: 400", async (_name, body, message) => {
    const answer = await post(body);
    expect(answer).toEqual({ status: 400, body: failure("REQUEST_INVALID", message) });
  });

  it("what the linker refuses: 400 with its code", async () => {
    expect(await post({ text: "x", mentions: [{ start: 0, end: 2 }] })).toEqual({
      status: 400,
      body: failure("SPAN_INVALID", /inside the text/),
    });
    expect(await post({ text: TEXT, candidates: ["loc:jordn"] })).toEqual({
      status: 400,
      body: failure("CANDIDATE_UNKNOWN", /Did you mean loc:jordan/),
    });
  });

  it("another path or method: 404", async () => {
    expect(await request("/v2/link")).toEqual({ status: 404, body: failure("NOT_FOUND", /POST \/v1\/link/) });
    expect((await request("/v1/link")).status).toBe(404);
  });

  it("another type than JSON: 415", async () => {
    const answer = await post(JSON.stringify({ text: "x" }), "text/plain");
    expect(answer).toEqual({
      status: 415,
      body: failure("REQUEST_INVALID", /application\/json; found text\/plain/),
    });
  });

  it("an address without what it needs: 400, and nothing about a body", async () => {
    expect(await request("/v1/search?limit=3")).toEqual({
      status: 400,
      body: failure(
        "REQUEST_INVALID",
        /its address end in such as \?q=NAME.* found querystring must have .* 'q'/,
      ),
    });
  });

  it("an address that cannot be read: 400, and 414 where it is too long", async () => {
    expect(await request("/v1/entities/%E0%A4")).toEqual({
      status: 400,
      body: failure("REQUEST_INVALID", /an address in UTF-8/),
    });
    expect(await request(`/v1/entities/${"a".repeat(3000)}`)).toEqual({
      status: 414,
      body: failure("REQUEST_INVALID", /^.{0,300}$/),
    });
  });

  it("more than 1 MB: 413", async () => {
    const answer = await post({ text: "x".repeat(1024 * 1024) });
    expect(answer).toEqual({ status: 413, body: failure("REQUEST_INVALID", /too large/) });
  });
});

it("answers what was asked before it closes, and nothing after", async () => {
  const own = await createServer(linker);
  await own.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(own.server.address() as AddressInfo).port}/v1/link`;
  const options = {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ text: TEXT }),
  };
  const answer = await fetch(url, options);
  expect(answer.status).toBe(200);
  await own.close();
  await expect(fetch(url, options)).rejects.toThrow();
});
