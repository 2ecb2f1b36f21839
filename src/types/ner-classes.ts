/**
 * The 18 classes of NER4EL (Tedeschi et al., "Named Entity Recognition for Entity Linking: What Works and What's Next",
 * Findings of EMNLP 2021). Every entity of the starter KB has one.
 */
export const NER_CLASSES = {
  PER: "people",
  LOC: "places, buildings, regions",
  ORG: "organisations and groups",
  ANIM: "animals",
  BIO: "parts and processes of living things, micro-organisms",
  CEL: "celestial bodies",
  DIS: "diseases",
  EVE: "events and activities",
  FOOD: "food and drink",
  INST: "instruments, devices, artefacts",
  MEDIA: "works, media, ideas, languages",
  MON: "money, currencies, possessions",
  NUM: "numbers, quantities, units",
  PHYS: "physical phenomena, substances, properties, states",
  PLANT: "plants",
  SUPER: "supernatural and mythical beings",
  TIME: "times and periods",
  VEHI: "vehicles",
} as const;

export type NerClass = keyof typeof NER_CLASSES;

export const isNerClass = (name: string): name is NerClass => Object.hasOwn(NER_CLASSES, name);
