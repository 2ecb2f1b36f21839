import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wikidataDate } from "./wikidata-date.js";

const JULIAN = "http://www.wikidata.org/entity/Q1985786";
const date = (time: string, precision: number, calendarmodel?: string) =>
  wikidataDate({ time, precision, calendarmodel });
const iso = (day: Date) => day.toISOString().slice(0, 10);

describe("wikidataDate", () => {
  it.each([
    ["+1879-03-14T00:00:00Z", 11, "1879-03-14"],
    ["+1879-03-00T00:00:00Z", 10, "1879-03"],
    ["+1879-00-00T00:00:00Z", 9, 1879],
    ["+1879-03-14T00:00:00Z", 9, 1879],
    ["+1876-00-00T00:00:00Z", 8, "187X"],
    ["+1900-00-00T00:00:00Z", 7, "18XX"],
    ["+1801-00-00T00:00:00Z", 7, "18XX"],
    ["+1901-00-00T00:00:00Z", 7, "19XX"],
    ["+0050-00-00T00:00:00Z", 7, "00XX"],
    ["+2000-00-00T00:00:00Z", 6, "1XXX"],
    ["-0044-03-00T00:00:00Z", 10, "-0043-03"],
    ["-0044-00-00T00:00:00Z", 9, -43],
    ["-0001-00-00T00:00:00Z", 9, 0],
    ["-0400-00-00T00:00:00Z", 7, "-03XX"],
    ["-0050-00-00T00:00:00Z", 7, "-00XX"],
    ["-0753-00-00T00:00:00Z", 6, "-0XXX"],
    ["-66000000-00-00T00:00:00Z", 3, -65_999_999],
    ["+00000002019-11-12T00:00:00Z", 11, "2019-11-12"],
    ["+12024-01-01T00:00:00Z", 11, "+12024-01-01"],
    ["+1879-00-00T00:00:00Z", 11, 1879],
    ["+1879-03-00T00:00:00Z", 11, "1879-03"],
  ])("reads %s of precision %d as %s", (time, precision, expected) => {
    expect(date(time, precision)).toBe(expected);
  });

  it.each([
    "",
    "1879",
    "+0000-00-00T00:00:00Z",
    "+1879-13-01T00:00:00Z",
    "+99999999999999999-01-01T00:00:00Z",
  ])("takes %j for no time", (time) => expect(date(time, 11)).toBeUndefined());

  it("takes what is of another kind for no time", () => {
    expect(wikidataDate({ time: 7, precision: "x" })).toBeUndefined();
    expect(wikidataDate({})).toBeUndefined();
  });

  it.each([
    ["+1582-10-05T00:00:00Z", "1582-10-15"],
    ["+1642-12-25T00:00:00Z", "1643-01-04"],
    ["-0044-03-15T00:00:00Z", "-0043-03-13"],
    ["+0001-01-01T00:00:00Z", "0000-12-30"],
  ])("turns the Julian %s into %s", (time, expected) => {
    expect(date(time, 11, JULIAN)).toBe(expected);
  });

  it("leaves Julian years and months as they are", () => {
    expect(date("+1642-00-00T00:00:00Z", 9, JULIAN)).toBe(1642);
    expect(date("+1642-12-00T00:00:00Z", 10, JULIAN)).toBe("1642-12");
  });

  it("goes a day further with each Julian day", () => {
    const days = (year: number, month: number) =>
      month === 2 ? (year % 4 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
    const two = (number: number) => String(number).padStart(2, "0");
    const at = (year: number, month: number, day: number) =>
      date(`+${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T00:00:00Z`, 11, JULIAN) as string;
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 3000 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const last = new Date(`${at(year, month, days(year, month))}T00:00:00Z`);
        last.setUTCDate(last.getUTCDate() + 1);
        const next = month === 12 ? at(year + 1, 1, 1) : at(year, month + 1, 1);
        expect(next).toBe(iso(last));
      }),
    );
  });
});
