import { type Language, NO_WORDS, noForms, words } from "./language.js";

const LEGAL_FORM = /^(?:株式会社|有限会社|合同会社)|(?:株式会社|有限会社|合同会社)$/u;
/** How far a hiragana character lies below its katakana in Unicode. */
const KANA = 0x60;

const shifted = (text: string, from: RegExp, by: number): string =>
  text.replace(from, (kana) => String.fromCharCode(kana.charCodeAt(0) + by));

/** A name in kana is written in either; full-width and half-width letters are one for {@link foldToken} already. */
function otherKana(name: string): string[] {
  if (/^[\u3041-\u3096ー・]+$/u.test(name)) return [shifted(name, /[\u3041-\u3096]/g, KANA)];
  if (/^[\u30a1-\u30f6ー・]+$/u.test(name)) return [shifted(name, /[\u30a1-\u30f6]/g, -KANA)];
  return [];
}

export const JAPANESE: Language = {
  code: "ja",
  capitals: "nothing",
  tagged: false,
  unspaced: true,
  stopWords:
    words(`の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの という
    あり まで られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ それ ところ
    ここ そこ どこ だれ なに いつ なぜ どう そして または および でも だけ しか ほど くらい です ます でした ました 私 僕 君 彼 彼女 我々 今日 昨日
    明日 今年 去年 来年 時間 場合 とき`),
  smallInNames: NO_WORDS,
  calendar: words(
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
  ),
  roles: words("大統領 首相 総理 国王 女王 皇帝 天皇 教授 博士 氏 さん 大臣 市長 知事 将軍"),
  givenNames: NO_WORDS,
  everyday: words(
    "水 火 山 川 人 家 手 本 犬 猫 魚 花 木 車 船 道 橋 塩 砂糖 酒 茶 金 銀 鉄 石 空気 太陽 月 子供 友達 学校",
  ),
  elisions: NO_WORDS,
  baseForms: noForms,
  nameForms: (name) => {
    const rest = name.replace(LEGAL_FORM, "").trim();
    return [...(rest !== name && rest.length >= 2 ? [rest] : []), ...otherKana(name)];
  },
};
