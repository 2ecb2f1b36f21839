import { byEndings, type Language, NO_WORDS, without, words } from "./language.js";

const shorter = without(
  ["Der ", "Die ", "Das "],
  ["GmbH & Co. KG", "GmbH", "AG", "KG", "KGaA", "SE", "e. V.", "e.V.", "OHG", "UG"],
);
const UMLAUTS: readonly (readonly [RegExp, string])[] = [
  [/ä/g, "ae"],
  [/ö/g, "oe"],
  [/ü/g, "ue"],
  [/Ä/g, "Ae"],
  [/Ö/g, "Oe"],
  [/Ü/g, "Ue"],
];

/** "Müller" is also written "Mueller", where a keyboard has no umlauts. */
function spelledOut(name: string): string[] {
  const plain = UMLAUTS.reduce((text, [umlaut, letters]) => text.replace(umlaut, letters), name);
  return plain === name ? [] : [plain];
}

export const GERMAN: Language = {
  code: "de",
  capitals: "nouns",
  tagged: false,
  unspaced: false,
  stopWords:
    words(`der die das den dem des ein eine einen einem einer eines kein keine und oder aber doch denn weil dass wenn als
    ob wie wo wer was wann warum ich du er sie es wir ihr man mich dich sich uns euch ihm ihn ihnen mein dein sein unser euer
    ihre seine dieser diese dieses diesen diesem jener jene jedes jeder jede alle alles viele einige mehr sehr auch nur noch
    schon immer nie nicht ja nein hier dort da nun jetzt dann so zu zum zur im in am an auf aus bei beim mit nach seit von vom
    vor fur gegen ohne um durch uber unter zwischen bis ist sind war waren wird werden wurde wurden hat haben hatte kann konnen
    soll muss will heute gestern morgen jahr jahre tag tage zeit herr frau`),
  smallInNames: words(
    "der die das den dem des von vom zu zum zur und am an im in auf bei ob vor aus fur de van le la d",
  ),
  calendar:
    words(`montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar marz april mai juni juli
    august september oktober november dezember`),
  roles:
    words(`prasident prasidentin konig konigin kaiser kaiserin papst furst furstin herzog graf grafin freiherr kanzler kanzlerin
    bundeskanzler bundeskanzlerin minister ministerin burgermeister professor doktor dr prof herr frau general richter bischof
    kardinal trainer dichter komponist maler`),
  givenNames:
    words(`andreas angela anna bernd birgit christian claudia daniel dieter elisabeth erich ernst eva felix franz friedrich
    georg gerhard gunter hans heinrich helmut hermann ingrid johann johannes josef jurgen karl katharina klaus konrad kurt lena ludwig
    manfred maria martin matthias max michael monika otto paul peter petra ralf richard rolf rudolf sabine sebastian stefan susanne
    thomas ulrich ursula uwe walter werner wilhelm willy wolfgang`),
  everyday:
    words(`haus wasser mann frau kind tag nacht hand auge kopf herz tisch stuhl tur fenster baum blume hund katze pferd vogel
    fisch brot milch salz zucker wein bier gold silber eisen holz stein feuer luft erde sonne mond stern regen schnee wind berg
    fluss meer stadt dorf strasse weg brucke schiff zug auto rad schule buch brief wort name spiel geld arbeit krieg frieden`),
  elisions: NO_WORDS,
  // Genitives: "Merkels", "Adenauers", "des Rheines". Plurals of names and of terms in -en and -e are left alone but for the safe -en of -e.
  baseForms: byEndings(
    [
      ["ens", ["en"]],
      ["es", ["", "e"]],
      ["ss", []],
      ["s", [""]],
      ["innen", ["in"]],
      ["en", ["e"]],
    ],
    3,
  ),
  nameForms: (name) => [...shorter(name), ...spelledOut(name)],
};
