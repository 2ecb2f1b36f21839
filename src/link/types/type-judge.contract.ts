import { describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import type { TypeJudge } from "./type-judge.js";

/** A text with mentions, and the entities that they may mean, by row. */
export interface JudgedText {
  text: string;
  mentions: readonly { start: number; end: number }[];
  entities: readonly EntityRecord[];
}

/** What every judge of types keeps to. */
export function judgeContract(name: string, open: () => Promise<TypeJudge>, judged: JudgedText): void {
  const { text, mentions, entities } = judged;
  describe(`${name}, as a judge of types`, () => {
    it("gives each mention, for each axis, nothing or probabilities of all its classes", async () => {
      const judge = await open();
      expect(judge.axes.length).toBeGreaterThan(0);
      const answers = await judge.judge(text, mentions);
      expect(answers).toHaveLength(mentions.length);
      expect(answers.flat().some((shares) => shares !== undefined)).toBe(true);
      for (const answer of answers) {
        expect(answer).toHaveLength(judge.axes.length);
        for (const [i, shares] of answer.entries()) {
          if (shares === undefined) continue;
          expect(shares).toHaveLength(judge.axes[i]?.classes.length ?? 0);
          const sum = Array.from(shares).reduce((total, share) => total + share, 0);
          expect(sum).toBeCloseTo(1, 5);
          expect(Math.min(...Array.from(shares))).toBeGreaterThanOrEqual(0);
        }
      }
      expect(await judge.judge(text, [])).toEqual([]);
      await judge.close();
    });

    it("knows of entities nothing or one of the classes of each axis", async () => {
      const judge = await open();
      for (const [row, entity] of entities.entries()) {
        const classes = judge.classesOf(entity, row);
        expect(classes).toHaveLength(judge.axes.length);
        for (const [i, place] of classes.entries())
          if (place !== undefined) expect(judge.axes[i]?.classes[place]).toBeDefined();
      }
      const unheardOf = judge.classesOf({ id: "?", name: "?" }, 1e6);
      expect(unheardOf).toEqual(judge.axes.map(() => undefined));
      await judge.close();
    });

    it("may be closed twice", async () => {
      const judge = await open();
      await judge.close();
      await expect(judge.close()).resolves.toBeUndefined();
    });
  });
}
