const TABLE = `
afghanistan: afghan, AFG | albania: albanian, ALB | algeria: algerian, ALG | angola: angolan, ANG | argentina: argentine argentinian, ARG
armenia: armenian, ARM | australia: australian aussie, AUS | austria: austrian, AUT | azerbaijan: azerbaijani azeri, AZE
bahamas: bahamian, BAH | bahrain: bahraini, BRN | bangladesh: bangladeshi, BAN | barbados: barbadian, BAR | belarus: belarusian belarussian, BLR
belgium: belgian, BEL | bolivia: bolivian, BOL | bosnia and herzegovina: bosnian, BIH | botswana: botswanan, BOT | brazil: brazilian, BRA
bulgaria: bulgarian, BUL | burundi: burundian, BDI | cambodia: cambodian, CAM | cameroon: cameroonian, CMR | canada: canadian, CAN
chad: chadian, CHA | chile: chilean, CHI | china: chinese, CHN | colombia: colombian, COL | congo: congolese, COD
costa rica: -, CRC | croatia: croatian croat, CRO | cuba: cuban, CUB | cyprus: cypriot, CYP | czech republic: czech, CZE
denmark: danish dane, DEN | ecuador: ecuadorian ecuadorean, ECU | egypt: egyptian, EGY | el salvador: salvadoran salvadorean, ESA
england: english englishman englishmen, ENG | estonia: estonian, EST | ethiopia: ethiopian, ETH | fiji: fijian, FIJ | finland: finnish finn, FIN
france: french frenchman frenchmen frenchwoman, FRA | georgia: georgian, GEO | germany: german, GER | ghana: ghanaian, GHA
greece: greek, GRE | guatemala: guatemalan, GUA | haiti: haitian, HAI | honduras: honduran, HON | hungary: hungarian, HUN
iceland: icelandic icelander, ISL | india: indian, IND | indonesia: indonesian, INA | iran: iranian, IRI | iraq: iraqi, IRQ
ireland: irish irishman irishmen, IRL | israel: israeli, ISR | italy: italian, ITA | ivory coast: ivorian, CIV | jamaica: jamaican, JAM
japan: japanese, JPN | jordan: jordanian, JOR | kazakhstan: kazakh, KAZ | kenya: kenyan, KEN | kuwait: kuwaiti, KUW
kyrgyzstan: kyrgyz, KGZ | laos: laotian, LAO | latvia: latvian, LAT | lebanon: lebanese, LIB | liberia: liberian, LBR | libya: libyan, LBA
liechtenstein: liechtensteiner, LIE | lithuania: lithuanian, LTU | luxembourg: luxembourger, LUX | macedonia: macedonian, MKD
madagascar: malagasy, MAD | malaysia: malaysian, MAS | mali: malian, MLI | malta: maltese, MLT | mauritius: mauritian, MRI | mexico: mexican, MEX
moldova: moldovan, MDA | mongolia: mongolian, MGL | morocco: moroccan, MAR | mozambique: mozambican, MOZ | myanmar: burmese, MYA
namibia: namibian, NAM | nepal: nepalese nepali, NEP | netherlands: dutch dutchman dutchmen netherlander, NED | new zealand: kiwi, NZL
nicaragua: nicaraguan, NCA | niger: nigerien, NIG | nigeria: nigerian, NGR | north korea: -, PRK | norway: norwegian, NOR
oman: omani, OMA | pakistan: pakistani, PAK | panama: panamanian, PAN | paraguay: paraguayan, PAR | peru: peruvian, PER
philippines: philippine filipino, PHI | poland: polish pole, POL | portugal: portuguese, POR | qatar: qatari, QAT | romania: romanian, ROU
russia: russian, RUS | rwanda: rwandan, RWA | saudi arabia: saudi, KSA | scotland: scottish scot scotsman, SCO | senegal: senegalese, SEN
serbia: serbian serb, SRB | singapore: singaporean, SIN | slovakia: slovak slovakian, SVK | slovenia: slovene slovenian, SLO
somalia: somali, SOM | south africa: -, RSA | south korea: -, KOR | spain: spanish spaniard, ESP | sri lanka: -, SRI
sudan: sudanese, SUD | sweden: swedish swede, SWE | switzerland: swiss, SUI | syria: syrian, SYR | taiwan: taiwanese, TPE
tajikistan: tajik, TJK | tanzania: tanzanian, TAN | thailand: thai, THA | tunisia: tunisian, TUN | turkey: turkish turk, TUR
turkmenistan: turkmen, TKM | uganda: ugandan, UGA | ukraine: ukrainian, UKR | united arab emirates: emirati, UAE
united kingdom: british briton britisher brit, GBR | united states: american, USA | uruguay: uruguayan, URU | uzbekistan: uzbek, UZB
venezuela: venezuelan, VEN | vietnam: vietnamese, VIE | wales: welsh welshman welshmen, WAL | yemen: yemeni, YEM
yugoslavia: yugoslav yugoslavian, YUG | zambia: zambian, ZAM | zimbabwe: zimbabwean, ZIM | palestine: palestinian, PLE | chechnya: chechen, -
kurdistan: kurdish kurd, - | tibet: tibetan, - | soviet union: soviet, URS | europe: european, - | africa: african, - | asia: asian, -
`;

export interface CountryWords {
  /** The country's name, normalised. */
  name: string;
  adjectives: readonly string[];
}

/** Countries and a few other regions by their English adjectives, demonyms, and the codes that sport knows them by, in small letters. */
export const COUNTRIES: ReadonlyMap<string, CountryWords> = new Map(
  TABLE.trim()
    .split(/\s*[|\n]\s*/)
    .flatMap((entry) => {
      const [name = "", rest = ""] = entry.split(": ");
      const [words = "", code = ""] = rest.split(", ");
      const adjectives = words.split(" ");
      return [...adjectives, code.toLowerCase()]
        .filter((word) => word !== "-")
        .map((word) => [word, { name, adjectives }] as const);
    }),
);
