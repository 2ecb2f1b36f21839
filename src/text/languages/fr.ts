import { byEndings, type Language, without, words } from "./language.js";

export const FRENCH: Language = {
  code: "fr",
  capitals: "names",
  tagged: false,
  unspaced: false,
  stopWords:
    words(`le la les l un une des du de d et ou mais donc or ni car que qui quoi dont ou quand comment pourquoi si je tu il
    elle on nous vous ils elles me te se lui leur moi toi soi mon ton son ma ta sa mes tes ses notre votre nos vos leurs ce cet
    cette ces ceci cela ca tout toute tous toutes autre autres meme plus moins tres trop peu beaucoup aussi encore deja toujours
    jamais ne pas non oui ici la y en au aux a dans par pour sur sous avec sans entre vers chez depuis pendant avant apres
    contre est sont etait etaient sera ete etre ai as ont avait avoir fait faire peut doit hier demain jour jours an ans annee
    annees temps monsieur madame`),
  smallInNames: words("de du des d la le les l et en au aux sur sous a von van"),
  calendar:
    words(`lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre
    octobre novembre decembre`),
  roles:
    words(`president presidente roi reine empereur imperatrice pape prince princesse duc duchesse comte comtesse baron general
    colonel capitaine ministre premier chancelier maire senateur depute professeur docteur dr maitre abbe cardinal eveque juge
    monsieur madame m mme mlle saint sainte`),
  givenNames:
    words(`alain albert andre anne antoine bernard camille catherine charles christian claire claude daniel denis didier
    emile emmanuel eric francois francoise frederic georges gerard guillaume henri herve isabelle jacques jean jeanne jerome joseph
    jules julien laurent louis louise luc lucie marc marcel marguerite marie marine martine maurice michel michele nathalie nicolas
    olivier pascal patrick paul philippe pierre raymond rene robert roger sophie stephane sylvie thierry thomas victor vincent xavier yves`),
  everyday:
    words(`maison eau homme femme enfant jour nuit main oeil tete coeur table chaise porte fenetre arbre fleur chien chat cheval
    oiseau poisson pain lait sel sucre vin biere or argent fer bois pierre feu air terre soleil lune etoile pluie neige vent
    montagne riviere mer ville village rue chemin pont bateau train voiture ecole livre lettre mot nom jeu travail guerre paix`),
  elisions: words("l d j m t s n c qu jusqu lorsqu puisqu quelqu"),
  baseForms: byEndings([
    ["ss", []],
    ["aux", ["al", "au"]],
    ["eux", ["eu"]],
    ["s", [""]],
  ]),
  nameForms: without(["Le ", "La ", "Les ", "L'"], ["S.A.", "SA", "S.A.S.", "SAS", "S.A.R.L.", "SARL"]),
};
