import { byEndings, type Language, without, words } from "./language.js";

export const SPANISH: Language = {
  code: "es",
  capitals: "names",
  tagged: false,
  unspaced: false,
  stopWords:
    words(`el la los las lo un una unos unas y e o u pero sino porque que quien quienes cual cuales cuando donde como si yo tu
    ella ello nosotros vosotros ellos ellas me te se le les nos os mi mis su sus nuestro nuestra este esta estos estas ese esa
    esos esas aquel aquella todo toda todos todas otro otra otros otras mismo mas menos muy mucho mucha muchos poco tambien ya
    aun siempre nunca no ni aqui alli ahora luego entonces de del a al en con sin por para sobre entre hasta desde hacia segun
    contra durante es son era eran fue fueron ser sera ha han habia hay hace puede debe hoy ayer manana dia dias ano anos
    tiempo senor senora don dona`),
  smallInNames: words("de del la las los el y e en al a san da von van"),
  calendar:
    words(`lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre
    setiembre octubre noviembre diciembre`),
  roles:
    words(`presidente presidenta rey reina emperador emperatriz papa principe princesa duque duquesa conde condesa general coronel
    capitan ministro ministra canciller alcalde alcaldesa senador diputado profesor profesora doctor doctora dr sr sra don dona
    santo san santa obispo cardenal juez`),
  givenNames:
    words(`alberto alejandro ana andres angel antonio beatriz carlos carmen cristina cristobal diego eduardo elena enrique
    ernesto felipe fernando francisco gabriel gonzalo hernan hugo ignacio isabel javier jesus joaquin jorge jose juan juana julio laura
    lucia luis manuel marcos margarita maria mario marta martin miguel monica nicolas octavio pablo patricia pedro rafael ramon ricardo
    roberto rodrigo rosa salvador santiago sergio silvia simon sofia teresa tomas vicente victor`),
  everyday:
    words(`casa agua hombre mujer nino dia noche mano ojo cabeza corazon mesa silla puerta ventana arbol flor perro gato caballo
    pajaro pez pan leche sal azucar vino cerveza oro plata hierro madera piedra fuego aire tierra sol luna estrella lluvia nieve
    viento montana rio mar ciudad pueblo calle camino puente barco tren coche escuela libro carta palabra nombre juego trabajo guerra paz`),
  elisions: new Set(),
  baseForms: byEndings([
    ["ces", ["z", "ce"]],
    ["es", ["", "e"]],
    ["s", [""]],
  ]),
  nameForms: without(["El ", "La ", "Los ", "Las "], ["S.A. de C.V.", "S.A.", "SA", "S.L.", "SL", "Ltda."]),
};
