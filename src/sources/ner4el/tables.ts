/**
 * The files that NER4EL (Tedeschi et al., Findings of EMNLP 2021) reads in its folder `data`, as it calls them, and two more that say what
 * its formats leave out: how often each alias was counted, and how common each class is.
 */
export const TABLES = {
  /** Pickled dictionary: name in small letters → list of ids, the most counted first. */
  aliases: "alias_table.pickle",
  /** CSV, text_id,text. */
  descriptions: "descriptions_dict.csv",
  /** CSV, page_id,counts. */
  counts: "item_counts_dict.csv",
  /** Pickled dictionary: id → title. */
  titles: "title_dict.pickle",
  /** Pickled dictionary: id → one of the 18 classes. */
  classes: "id2ner_dict.pickle",
  /** CSV, alias,id,count,share. */
  aliasCounts: "alias_counts.csv",
  /** CSV, class,entities,share. */
  classShares: "class_shares.csv",
} as const;

/** A cell of a CSV file, in quotes where it needs them. */
export const cell = (text: string | number): string => {
  const plain = String(text);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
