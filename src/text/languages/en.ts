import { normaliseAlias } from "../normalise.js";
import { singulars } from "../singular.js";
import { STOP_WORDS } from "../stop-words.js";
import { type Language, NO_WORDS, words } from "./language.js";

/** Shortest key from which an article is taken off. */
const MIN_WITH_ARTICLE = 7;

export const ENGLISH: Language = {
  code: "en",
  capitals: "names",
  tagged: true,
  unspaced: false,
  stopWords: STOP_WORDS,
  smallInNames: words(
    "of the and de la le von van der den in for on at to a an du des del della di da do dos y e et und al el bin ibn d l",
  ),
  calendar:
    words(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec`),
  roles:
    words(`president king queen prince princess emperor empress pope saint sir lord lady duke duchess count baron general colonel major
    captain lieutenant sergeant admiral commander senator congressman congresswoman representative governor mayor minister premier
    chancellor secretary ambassador judge justice chief professor doctor father mother brother sister uncle aunt mr mrs ms miss dr
    prof rev reverend bishop archbishop cardinal rabbi imam sheikh sultan shah tsar czar coach detective inspector officer agent
    director chairman ceo editor author novelist actor actress singer rapper composer painter poet philosopher mathematician
    physicist chemist astronaut cosmonaut explorer inventor pharaoh`),
  // Common English given names: "Tim Cook" is one name, also where only "Tim" and "Cook" are known.
  givenNames:
    words(`aaron adam adrian alan albert alex alexander alfred alice alison amanda amy andrea andrew angela ann anna anne annie anthony
    arthur barbara barry becky ben benjamin bernard beth betty bill billy bob bobby brad bradley brandon brenda brian bruce bryan
    carl carla carol caroline catherine charles charlie chris christian christina christine christopher claire clare colin craig
    cynthia dan daniel danny dave david dean deborah debra dennis derek diana diane don donald donna doris dorothy doug douglas
    duncan dylan ed eddie edgar edith edward edwin eileen elaine eleanor elizabeth ellen emily emma eric erin ernest ethan eugene eva
    evelyn fiona florence frances francis frank fred frederick gareth gary gavin geoff geoffrey george gerald gloria gordon grace
    graham greg gregory hannah harold harriet harry heather helen henry herbert howard hugh ian irene isaac isabel jack jacob jake
    james jamie jane janet janice jason jean jeff jeffrey jennifer jenny jeremy jerry jessica jill jim jimmy joan joanna joe joel john
    johnny jonathan joseph josh joshua joyce judith judy julia julian julie justin karen karl kate katherine kathleen kathy katie keith
    kelly ken kenneth kevin kim kyle larry laura lauren lawrence leo leonard leslie lewis linda lisa liz louis louise lucy luke lynn
    malcolm margaret maria marie marilyn mark martha martin marvin mary matt matthew maureen max megan melissa michael michelle mike
    monica nancy natalie nathan neil nicholas nick nicola nicole nigel nina noah norman oliver olivia oscar pam pamela patricia patrick
    paul paula peggy penny peter phil philip phillip rachel ralph ray raymond rebecca richard rick rob robert robin rodney roger ron
    ronald rose roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sharon sheila shirley simon sophie stanley
    stella stephanie stephen steve steven stewart stuart sue susan suzanne sylvia ted teresa terry theodore theresa thomas tim timothy
    tina todd tom tommy tony tracy trevor tyler valerie vanessa vera victor vincent virginia vivian walter warren wayne wendy will
    william willie zoe`),
  everyday: words(`
    house home door window wall roof floor room bed table chair lamp clock mirror key garden street road path bridge town city village
    country school church shop market office factory farm field forest tree leaf flower grass river lake sea beach island mountain hill
    valley desert sky sun moon star cloud rain snow wind storm ice fire smoke ash coal charcoal wood stone sand clay glass paper metal
    iron steel gold silver copper tin lead water air earth salt sugar bread milk butter cheese egg meat fish rice corn wheat apple
    orange lemon grape cherry berry nut honey tea coffee wine beer soup cake oil soap wax silk wool cotton leather rope net bag box
    cup plate bowl knife fork spoon pot pan bottle dog cat horse cow pig sheep goat bird hen duck goose mouse rat rabbit fox wolf bear
    lion tiger snake frog bee ant fly spider man woman child boy girl baby mother father brother sister son daughter friend king queen
    soldier teacher doctor farmer hand arm leg foot head face eye ear nose mouth tooth hair skin bone blood heart brain voice word name
    letter book page story song music picture game ball toy doll car bus train boat ship plane bicycle wheel engine machine tool hammer
    nail needle pin battery phone computer screen camera money coin price gift ring crown hat coat shirt shoe dress pocket button flag
    plan idea question answer reason problem mind dream love hope fear anger joy peace war battle fight law rule vote party team work job
    trade art dance film play test exam lesson class number line circle square point corner side edge middle end top bottom front back
    colour red blue green yellow white black summer winter spring autumn morning evening night light shadow noise silence
    relief balance focus faith spirit angel boost zest premier ultra vantage reach alert calm comfort spark pulse rush`),
  elisions: NO_WORDS,
  baseForms: singulars,
  // "the Beatles" in a text is Beatles with an article before it.
  nameForms: (name) =>
    name.startsWith("The ") && normaliseAlias(name).length >= MIN_WITH_ARTICLE ? [name.slice(4)] : [],
};
