import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FoundMention } from "../mentions/mention-finder.js";
import { sentences } from "../text/sentences.js";
import { contextStems, contextText } from "./context.js";

/** The first place where `surface` stands in `text`, as a finder would give it. */
function mentionOf(text: string, surface: string): FoundMention {
  const start = text.indexOf(surface);
  const end = start + surface.length;
  const sentence = sentences(text).find((span) => span.start <= start && start < span.end) ?? { start, end };
  return { start, end, keys: [surface.toLowerCase()], sentence, name: true };
}

/** The words of a context other than the mention. */
const wordsAround = (text: string, surface: string) =>
  contextText(text, mentionOf(text, surface))
    .split(/\s+/)
    .filter((word) => !surface.includes(word) && word !== "");

describe("contextText", () => {
  it("is the mention's sentence", () => {
    const text = "It rained. The jaguar slept. Nobody came.";
    expect(wordsAround(text, "jaguar")).toEqual(["The", "slept."]);
  });

  it("is cut at white space where the sentence is long", () => {
    const text = `${"before ".repeat(100)}Jaguar${" behind".repeat(100)}.`;
    const words = wordsAround(text, "Jaguar");
    expect(new Set(words)).toEqual(new Set(["before", "behind"]));
    expect(words).toHaveLength(2 * Math.floor(100 / "before ".length));
  });

  it("cuts nothing out of words that are longer than it reads", () => {
    const glued = `${"x".repeat(500)}Jaguar${"y".repeat(500)}`;
    expect(wordsAround(glued, "Jaguar")).toEqual([]);
  });
});

describe("contextStems", () => {
  it("has the stems of the words around, less for other sentences, without the mention's own", () => {
    const text = "Cars were everywhere. The Jaguar Cars factory closed. Workers left.";
    const stems = contextStems(text, mentionOf(text, "Jaguar Cars"));
    expect(Object.fromEntries(stems)).toEqual({ car: 0.5, factori: 1, close: 1, worker: 0.5, left: 0.5 });
  });

  it("counts a stem by its nearest place", () => {
    const text = "Cats sleep. The cat saw the jaguar. Cats run.";
    expect(contextStems(text, mentionOf(text, "jaguar")).get("cat")).toBe(1);
  });

  it("reads 500 units to either side", () => {
    const text = `distant ${"near ".repeat(99)}Jaguar${" nearer".repeat(72)} remote`;
    const stems = contextStems(text, mentionOf(text, "Jaguar"));
    expect(stems.has("distant")).toBe(false);
    expect(stems.has("remot")).toBe(false);
    expect(stems.has("nearer")).toBe(true);
  });
});

describe("of any text", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "Jaguar",
      "car",
      "The",
      "🦊",
      "\ud800",
      "東京",
      ".",
      "!",
      "\n\n",
      "x".repeat(300),
      "e\u0301",
    ),
    fc.string({ maxLength: 8 }),
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 60 }).map((pieces) => pieces.join(" "));
  const given = text
    .filter((text) => text.length > 0)
    .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length - 1), fc.integer({ min: 1, max: 30 })))
    .map(([text, start, length]) => {
      const end = Math.min(text.length, start + length);
      const sentence = sentences(text).find((span) => span.start <= start && start < span.end) ?? {
        start,
        end,
      };
      const span = { start: sentence.start, end: Math.max(sentence.end, end) };
      return { text, mention: { start, end, keys: [""], sentence: span, name: true } };
    });

  it("the context has words of the sentence, and is bounded", () => {
    fc.assert(
      fc.property(given, ({ text, mention }) => {
        const context = contextText(text, mention);
        const sentence = text.slice(mention.sentence.start, mention.sentence.end);
        for (const word of context.split(/\s+/)) expect(sentence).toContain(word);
        expect(context.length).toBeLessThanOrEqual(mention.end - mention.start + 401);
      }),
    );
  });

  it("the stems are those of words, weighing 1 or a half", () => {
    fc.assert(
      fc.property(given, ({ text, mention }) => {
        for (const [stem, weight] of contextStems(text, mention)) {
          expect(stem).toMatch(/^[\p{L}\p{M}\p{N}' ]{2,}$/u);
          expect([0.5, 1]).toContain(weight);
        }
      }),
    );
  });
});
