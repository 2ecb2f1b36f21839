import type { NerClass } from "../../dist/types/ner-classes.js";

/**
 * DBpedia's classes as the data spell them, by NER class. `n____` and the like are theirs: words were divided after each
 * capital, and one letter too late.
 */
const CLASSES: Partial<Record<NerClass, string>> = {
  PER: `musical_artist person office_holder scientist writer royalty military_person philosopher soccer_manager president jockey artist
    ice_hocke_yplayer politician prime_minister actor comedian governor member_o_fparliament horse_trainer comics_creator soccer_player
    screen_writer congressman economist senator architect college_coach figure_skater american_footbal_lplayer wrestler racing_driver guitarist
    formula_on_eracer engineer saint ambassador monarch chancellor baseball_player judge basketball_player noble mayor playboy_playmate
    entomologist beauty_queen gridiron_footbal_lplayer swimmer golf_player cricketer tennis_player model martial_artist adult_actor radio_host
    poker_player motorcycle_rider fashion_designer christian_bishop chef athlete voice_actor skier religious presenter photographer medician
    journalist cleric classical_musi_cartist astronaut sports_tea_mmember ethnic_group`,
  LOC: `settlement city administrative_region town river country road village island mountain_range stadium airport venue wine_region building
    lake place body_o_fwater protected_area sea museum racecourse military_structure mountain historic_place continent world_heritag_esite
    historic_building station religious_building park concentration_camp volcano theatre railway_station valley stream dam canal railway_line`,
  ORG: `band company university record_label military_unit television_station soccer_club radio_station political_party hockey_team organisation
    soccer_league school publisher broadcast_network bank public_transi_tsystem government_agency legislature college basketball_league airline
    ice_hocke_yleague american_footbal_lteam basketball_team sports_team baseball_team rugby_club trade_union canadian_footbal_lteam diocese
    bus_company non-_profi_torganisation rugby_league golf_league comedy_group american_footbal_lleague brewery sports_league formula_on_eteam
    baseball_league n____caa_teamseason soccer_clu_bseason`,
  MEDIA: `television_show single film album television_episode music_genre video_game language software programming_language magazine song book
    website radio_program animanga_character hollywood_cartoon newspaper musical manga anime artist_discography comic artwork`,
  EVE: `military_conflict horse_race olympic_event football_leagu_eseason sport election wrestling_event holiday game
    mixed_martia_lar_tsevent national_footbal_lleag_ueseason film_festival convention`,
  ANIM: `race_horse insect mollusca fish bird mammal reptile animal amphibian crustacean arachnid`,
  PLANT: `plant fungus grape conifer fern green_alga moss club_moss cycad flowering_plant cultivated_variety`,
  BIO: `eukaryote species bacteria archaea`,
  DIS: "disease",
  FOOD: "food beverage",
  VEHI: "automobile ship aircraft train automobile_engine",
  INST: "information_appliance weapon award",
  CEL: "planet",
  MON: "currency",
  TIME: "year time_period",
  PHYS: "colour chemical_compound mineral",
  SUPER: "fictional_character comics_character soap_character",
};

const BY_CLASS = new Map(
  Object.entries(CLASSES).flatMap(([ner, names]) =>
    names.split(/\s+/).map((name) => [name, ner as NerClass] as const),
  ),
);

/** The NER class of a class of DBpedia; undefined where it has none. */
export const nerOf = (dbpedia: string): NerClass | undefined => BY_CLASS.get(dbpedia);
