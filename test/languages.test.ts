import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../src/kb/in-memory.js";
import type { EntityRecord } from "../src/kb/record.js";
import type { Linker } from "../src/link/linker.js";
import { createLinker } from "../src/load.js";

/** One table with names in seven languages. */
const RECORDS: EntityRecord[] = [
  {
    id: "berlin",
    name: "Berlin",
    aliases: ["Berlim", "Berlín", "柏林", "ベルリン"],
    description: "capital of Germany",
  },
  {
    id: "germany",
    name: "Germany",
    aliases: [
      "Deutschland",
      "Bundesrepublik Deutschland",
      "Allemagne",
      "Alemania",
      "Alemanha",
      "德国",
      "ドイツ",
    ],
    description: "country in central Europe",
  },
  {
    id: "merkel",
    name: "Angela Merkel",
    aliases: ["Merkel", "默克尔", "メルケル", "アンゲラ・メルケル"],
    description: "chancellor of Germany, Bundeskanzlerin",
  },
  { id: "mueller", name: "Herta Müller", aliases: ["赫塔·米勒"], description: "writer, Schriftstellerin" },
  {
    id: "siemens",
    name: "Siemens AG",
    aliases: ["西门子股份公司"],
    description: "company that makes trains",
  },
  { id: "oreal", name: "L'Oréal", aliases: ["欧莱雅"], description: "company that makes cosmetics" },
  {
    id: "coast",
    name: "Côte d'Azur",
    aliases: ["French Riviera", "Costa Azul"],
    description: "coast of France",
  },
  { id: "monde", name: "Le Monde", aliases: ["世界报"], description: "newspaper of Paris" },
  {
    id: "arc",
    name: "Jeanne d'Arc",
    aliases: ["Joan of Arc", "Juana de Arco", "Joana d'Arc", "圣女贞德", "ジャンヌ・ダルク"],
  },
  {
    id: "garcia",
    name: "Gabriel García Márquez",
    aliases: ["García Márquez", "加西亚·马尔克斯", "ガルシア＝マルケス"],
  },
  { id: "pemex", name: "Petróleos Mexicanos, S.A. de C.V.", aliases: ["Pemex"] },
  { id: "cid", name: "El Cid", aliases: ["Rodrigo Díaz de Vivar"] },
  { id: "rio", name: "Rio de Janeiro", aliases: ["Río de Janeiro", "里约热内卢", "リオデジャネイロ"] },
  { id: "santos", name: "Santos Dumont", aliases: ["Alberto Santos Dumont"] },
  { id: "embraer", name: "Embraer S.A.", aliases: ["巴西航空工业公司"] },
  { id: "reykjavik", name: "Reykjavík", aliases: ["雷克雅未克", "レイキャヴィーク"] },
  { id: "beijing", name: "Beijing", aliases: ["Peking", "Pékin", "Pekín", "Pequim", "北京", "北京市"] },
  { id: "university", name: "Peking University", aliases: ["北京大学", "北京大學"] },
  { id: "huawei", name: "Huawei", aliases: ["华为有限公司", "ファーウェイ"] },
  { id: "tokyo", name: "Tokyo", aliases: ["Tokio", "Tóquio", "东京", "東京", "東京都"] },
  { id: "kyoto", name: "Kyoto", aliases: ["京都", "京都市"] },
  { id: "toyota", name: "Toyota", aliases: ["トヨタ自動車株式会社", "丰田"] },
  { id: "sakura", name: "さくら銀行", aliases: ["Sakura Bank"] },
  { id: "ntt", name: "NTTドコモ", aliases: ["NTT Docomo"] },
  // Two that share a name in one language, told apart by the words around them.
  {
    id: "bank",
    name: "Deutsche Bank",
    aliases: ["Bank"],
    description: "Kredit, Geld, Zinsen und Konten in Frankfurt",
  },
  { id: "bench", name: "Parkbank", aliases: ["Bank"], description: "Sitzbank aus Holz im Park unter Bäumen" },
];

const LANGUAGES = ["en", "de", "fr", "es", "pt", "zh", "ja"];

/** Texts with their names in brackets: [text|id]. */
const TEXTS: Record<string, readonly string[]> = {
  en: [
    "[Angela Merkel|merkel] was born in Hamburg and lived in [Berlin|berlin].",
    "[Joan of Arc|arc] never saw the [French Riviera|coast].",
    "[Siemens|siemens] sells trains to [Germany|germany].",
  ],
  de: [
    "[Merkels|merkel] Rede in [Berlin|berlin] dauerte eine Stunde.",
    "Die [Bundesrepublik Deutschland|germany] kauft Züge von [Siemens|siemens].",
    "Die Schriftstellerin [Herta Mueller|mueller] liest heute in [Tokio|tokyo].",
    "Wir saßen im Park unter Bäumen auf der [Bank|bench] aus Holz.",
    "Bei der [Bank|bank] in Frankfurt sind die Zinsen für das Geld auf den Konten gestiegen.",
  ],
  fr: [
    "Les ventes de [L'Oréal|oreal] en [Allemagne|germany] ont augmenté.",
    "Il a lu dans [Le Monde|monde] que l'[Allemagne|germany] achète des avions.",
    "Le festival de la [Côte d’Azur|coast] commence avec [Jeanne d'Arc|arc].",
    "La délégation d'[Embraer|embraer] arrive à [Pékin|beijing].",
  ],
  es: [
    "La novela de [García Márquez|garcia] se vendió en toda [Alemania|germany].",
    "[Pemex|pemex] firmó un contrato en [Río de Janeiro|rio].",
    "El poema del [Cid|cid] cuenta la historia de un caballero de [Juana de Arco|arc].",
  ],
  pt: [
    "O voo de [Santos Dumont|santos] foi celebrado no [Rio de Janeiro|rio].",
    "A [Embraer|embraer] vende aviões à [Alemanha|germany] e a [Tóquio|tokyo].",
    "Os navios chegaram a [Pequim|beijing].",
  ],
  zh: [
    "他去年在[北京大学|university]学习，现在住在[柏林|berlin]。",
    "[默克尔|merkel]在[德国|germany]的政治生涯很长。",
    "我们从[雷克雅未克|reykjavik]飞往[北京|beijing]。",
    "[华为|huawei]的手机在[东京|tokyo]卖得很好。",
  ],
  ja: [
    "[アンゲラ・メルケル|merkel]は[ドイツ|germany]の首相だった。",
    "彼女は[東京都|tokyo]から[京都|kyoto]へ引っ越した。",
    "[トヨタ自動車|toyota]の工場は[レイキャヴィーク|reykjavik]にはない。",
    "祖母は[さくら銀行|sakura]に口座を持っていた。",
    "[NTTドコモ|ntt]は[ﾍﾞﾙﾘﾝ|berlin]に支社を開いた。",
  ],
};

function read(marked: string): { text: string; spans: string[] } {
  let text = "";
  const spans: string[] = [];
  let at = 0;
  for (const { 0: whole, 1: surface = "", 2: id = "", index } of marked.matchAll(/\[([^|\]]+)\|(\w+)\]/g)) {
    text += marked.slice(at, index) + surface;
    spans.push(`${text.length - surface.length}-${text.length} ${id}`);
    at = index + whole.length;
  }
  return { text: text + marked.slice(at), spans };
}

let linker: Linker;
beforeAll(async () => {
  linker = createLinker(await createKnowledgeBase(RECORDS, { languages: LANGUAGES })) as unknown as Linker;
});
afterAll(() => linker.close());

const found = async (by: Linker, text: string): Promise<string[]> =>
  (await by.link(text)).flatMap(({ start, end, entity }) =>
    entity === null ? [] : [`${start}-${end} ${entity.id}`],
  );

describe("one knowledge base with names in seven languages", () => {
  it("says its languages", () => {
    expect(linker.kb.manifest.languages).toEqual(LANGUAGES);
  });

  for (const [language, texts] of Object.entries(TEXTS))
    for (const marked of texts)
      it(`links ${language}: ${marked}`, async () => {
        const { text, spans } = read(marked);
        expect(await found(linker, text)).toEqual(spans);
      });

  it("does not find a name inside another word of a script without spaces", async () => {
    // 北京大学生 is a student in Beijing, not the university; 京都 is no part of 東京都.
    expect(await found(linker, "東京都は広い。")).toEqual(["0-3 tokyo"]);
  });

  it("links texts of a language that is told as that language alone", async () => {
    const kb = await createKnowledgeBase(RECORDS, { languages: LANGUAGES });
    const german = createLinker(kb, { languages: ["de"] }) as unknown as Linker;
    const { text, spans } = read("[Merkels|merkel] Rede in [Berlin|berlin].");
    expect(await found(german, text)).toEqual(spans);
    // No elisions there.
    expect(await found(german, "Die Reise in l'Allemagne begann.")).toEqual([]);
    await german.close();
  });
});
