import { byEndings, type Language, without, words } from "./language.js";

export const PORTUGUESE: Language = {
  code: "pt",
  capitals: "names",
  tagged: false,
  unspaced: false,
  stopWords:
    words(`o a os as um uma uns umas e ou mas porem porque que quem qual quais quando onde como se eu tu ele ela nos vos eles
    elas me te lhe lhes meu minha seu sua seus suas nosso nossa este esta estes estas esse essa esses essas isto isso aquele aquela
    aquilo todo toda todos todas outro outra outros outras mesmo mais menos muito muita muitos pouco tambem ja ainda sempre nunca
    nao nem aqui ali la agora depois entao de do da dos das em no na nas num numa a ao aos com sem por pelo pela para sobre entre
    ate desde contra durante e sao era eram foi foram ser sera ha tem tinha pode deve hoje ontem amanha dia dias ano anos tempo
    senhor senhora dom dona`),
  smallInNames: words("de do da dos das e em no na ao a o os as von van"),
  calendar:
    words(`segunda terca quarta quinta sexta sabado domingo janeiro fevereiro marco abril maio junho julho agosto setembro outubro
    novembro dezembro`),
  roles:
    words(`presidente presidenta rei rainha imperador imperatriz papa principe princesa duque duquesa conde condessa general coronel
    capitao ministro ministra chanceler prefeito prefeita governador senador deputado professor professora doutor doutora dr sr sra
    dom dona santo sao santa bispo cardeal juiz`),
  givenNames:
    words(`afonso alberto alexandre alfredo alvaro amelia ana andre antonio antonia augusto beatriz bernardo bruno carla carlos
    catarina cecilia clara cristina daniel diogo duarte eduardo fernando francisco gabriel gilberto henrique ines isabel joao joaquim
    jorge jose julia leonor luis luisa luiz manuel marcelo marcos margarida maria mariana mario marta miguel nuno oscar paulo pedro rafael
    raul ricardo rita rodrigo rui sebastiao sergio teresa tiago vasco vitor`),
  everyday:
    words(`casa agua homem mulher crianca dia noite mao olho cabeca coracao mesa cadeira porta janela arvore flor cao gato cavalo
    passaro peixe pao leite sal acucar vinho cerveja ouro prata ferro madeira pedra fogo ar terra sol lua estrela chuva neve vento
    montanha rio mar cidade aldeia rua caminho ponte barco comboio trem carro escola livro carta palavra nome jogo trabalho guerra paz`),
  elisions: words("d"),
  baseForms: byEndings([
    ["oes", ["ao"]],
    ["aes", ["ao"]],
    ["ais", ["al"]],
    ["eis", ["el"]],
    ["res", ["r"]],
    ["zes", ["z"]],
    ["ns", ["m"]],
    ["s", [""]],
  ]),
  nameForms: without(["O ", "A ", "Os ", "As "], ["S.A.", "SA", "Ltda.", "Ltda", "Lda.", "Lda"]),
};
