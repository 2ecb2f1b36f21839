import { type Language, NO_WORDS, noForms, words } from "./language.js";

const LEGAL_FORM = /(?:股份有限公司|有限责任公司|有限公司|集团|集團)$/u;

/** Simplified and traditional characters are left as they are: which of them are one name, only a table of the source knows. */
export const CHINESE: Language = {
  code: "zh",
  capitals: "nothing",
  tagged: false,
  unspaced: true,
  stopWords:
    words(`的 了 在 是 我 你 他 她 它 我们 你们 他们 她们 它们 这 那 這 那个 这个 這個 那個 这些 那些 這些 什么 什麼 谁 誰 哪里 哪裡 怎么 怎麼
    为什么 為什麼 因为 因為 所以 但是 可是 而且 并且 並且 或者 如果 虽然 雖然 然后 然後 以及 和 与 與 或 也 都 就 还 還 又 不 没 沒 没有 沒有 很 更 最
    已经 已經 正在 可以 可能 应该 應該 一个 一個 一些 一种 一種 许多 許多 其他 其中 之后 之後 之前 之间 之間 以后 以後 以前 现在 現在 今天 昨天 明天
    今年 去年 明年 时候 時候 时间 時間 对 對 对于 對於 关于 關於 通过 通過 由于 由於 根据 根據 自己 这里 這裡 那里 那裡`),
  smallInNames: NO_WORDS,
  calendar: words(
    `星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月`,
  ),
  roles: words(
    "总统 總統 主席 总理 總理 国王 國王 女王 皇帝 教授 博士 先生 女士 部长 部長 市长 市長 将军 將軍",
  ),
  givenNames: NO_WORDS,
  everyday: words(
    "水 火 山 人 家 手 书 書 狗 猫 貓 鱼 魚 花 树 樹 车 車 船 路 桥 橋 盐 鹽 糖 酒 茶 金 银 銀 铁 鐵 木 石 空气 空氣 太阳 太陽 月亮 房子 孩子 朋友 学校 學校",
  ),
  elisions: NO_WORDS,
  baseForms: noForms,
  nameForms: (name) => {
    const rest = name.replace(LEGAL_FORM, "");
    return rest !== name && rest.length >= 2 ? [rest] : [];
  },
};
