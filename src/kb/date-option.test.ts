import { describe, expect, it } from "vitest";
import { timeOfDate } from "./date-option.js";

const since = (date: string) => timeOfDate("since", date, "00:00:00Z");

describe("a date that was given", () => {
  it("is a day from its beginning or to its end, or a time", () => {
    expect(since("2028-02-29")).toBe(Date.UTC(2028, 1, 29));
    expect(timeOfDate("asOf", "2026-11-01", "23:59:59.999Z")).toBe(Date.UTC(2026, 10, 2) - 1);
    expect(since("2026-11-01T12:30+01:00")).toBe(Date.UTC(2026, 10, 1, 11, 30));
    expect(since("2026-11-01 12:00:05Z")).toBe(Date.UTC(2026, 10, 1, 12, 0, 5));
    expect(since("2026-11-01T12:00")).toBe(new Date(2026, 10, 1, 12).getTime());
  });

  it.each([
    "",
    "5",
    "2026",
    "2026-11",
    "2026-02-31",
    "2026-13-01",
    "2026-11-01T25:00",
    "1.11.2026",
    "2026-11-01x",
  ])("is refused: %j", (date) => {
    expect(() => since(date)).toThrow(
      `since should be a date such as 2026-11-01 or 2026-11-01T12:00:00Z, found "${date}".`,
    );
  });
});
