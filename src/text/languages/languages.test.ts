import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { normaliseAlias } from "../normalise.js";
import { singulars } from "../singular.js";
import { STOP_WORDS } from "../stop-words.js";
import { LANGUAGE_CODES, languageCodes, languageOf } from "./languages.js";

describe("languages", () => {
  it("has the seven, and rules for none in particular", () => {
    expect([...LANGUAGE_CODES].sort()).toEqual(["de", "en", "es", "fr", "ja", "pt", "und", "zh"]);
    expect(languageOf(["th"])).toBe(languageOf(["und"]));
    expect(languageOf()).toBe(languageOf(["en"]));
  });

  it.each(["de", "es", "fr", "pt", "zh", "ja", "en"])(
    "has the words of %s as tokens are normalised",
    (code) => {
      const { stopWords, calendar, roles, givenNames, everyday, smallInNames } = languageOf([code]);
      for (const words of [stopWords, calendar, roles, givenNames, everyday, smallInNames])
        for (const word of words) expect(normaliseAlias(word).replaceAll(" ", "")).toBe(word);
    },
  );

  it.each<[string, string, string[]]>([
    ["de", "merkels", ["merkel"]],
    ["de", "kuss", []],
    ["fr", "journaux", ["journal", "journau"]],
    ["es", "lapices", ["lapiz", "lapice"]],
    ["pt", "avioes", ["aviao"]],
    ["ja", "ドイツ", []],
    ["und", "cars", []],
  ])("%s: base forms of %s", (code, word, expected) => {
    expect(languageOf([code]).baseForms(word)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ["en", "The Beatles", ["Beatles"]],
    ["en", "The Who", ["Who"]],
    ["en", "The Us", []],
    ["de", "Siemens AG", ["Siemens"]],
    ["de", "Herta Müller", ["Herta Mueller"]],
    ["fr", "L'Oréal", ["Oréal"]],
    ["fr", "L’Oréal S.A.", ["Oréal S.A.", "L’Oréal"]],
    ["fr", "Le Monde", ["Monde"]],
    ["es", "Cemex, S.A. de C.V.", ["Cemex"]],
    ["pt", "Petrobras S.A.", ["Petrobras"]],
    ["zh", "华为有限公司", ["华为"]],
    ["ja", "トヨタ自動車株式会社", ["トヨタ自動車"]],
    ["ja", "さくら", ["サクラ"]],
    ["ja", "カワサキ", ["かわさき"]],
  ])("%s: other forms of %s", (code, name, expected) => {
    expect(languageOf([code]).nameForms(name)).toEqual(expected);
  });

  it("keeps English what it was", () => {
    const english = languageOf(["en"]);
    expect(english.stopWords).toBe(STOP_WORDS);
    expect(english.baseForms).toBe(singulars);
  });
});

describe("several languages at once", () => {
  it("joins their words and forms", () => {
    const both = languageOf(["de", "fr"]);
    expect(both.stopWords.has("und") && both.stopWords.has("dans")).toBe(true);
    expect(both.baseForms("merkels")).toEqual(["merkel"]);
    expect(both.nameForms("La Poste")).toEqual(["Poste"]);
  });

  it("lets a capital say what it says where it says least, and asks the tagger only where it reads all", () => {
    expect(languageOf(["en", "de"])).toMatchObject({ capitals: "nouns", tagged: false, unspaced: false });
    expect(languageOf(["en", "ja"])).toMatchObject({ capitals: "names", tagged: true, unspaced: true });
    expect(languageOf(["zh", "ja"])).toMatchObject({ capitals: "nothing", tagged: false });
  });
});

describe("codes", () => {
  it("are taken as they are written", () => {
    expect(languageCodes(["DE", "pt-BR", "zh_Hant", " de "])).toEqual(["de", "pt", "zh"]);
  });

  it.each(["", "english", "d3"])('are refused where they are none: "%s"', (code) => {
    expect(() => languageCodes([code])).toThrow(NamesakeError);
  });
});
