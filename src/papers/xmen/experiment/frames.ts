/** Sentences that a name stands in, for each kind of concept: what the context tells. {} is the place of the name. */
import type { Kind } from "./names.ts";

/** The sentences of a kind stand in the same order in all languages. */
export type Frames = Readonly<Record<Kind, readonly string[]>>;

/** Languages whose names are linked in context. */
export const annotatedLanguages = ["de", "nl"] as const;
export type AnnotatedLanguage = (typeof annotatedLanguages)[number];

interface LanguageFrames {
  /** As somebody who speaks the language writes them. */
  readonly own: Frames;
  /** English sentences word for word, as a simple translation program leaves them. */
  readonly translated: Frames;
}

export const english: Frames = {
  territory: [
    "We travelled to {} in the summer.",
    "The capital of {} lies by the sea.",
    "In {} live many people in villages.",
    "The border with {} is open.",
    "{} has elected a new government.",
    "The government of {} has resigned.",
    "Many people live in {} by the sea.",
    "In the summer the border to {} is open.",
  ],
  language: [
    "She speaks fluent {}.",
    "{} is spoken by many people.",
    "He learns {} as a foreign language.",
    "The book was translated from {}.",
    "The grammar of {} is difficult.",
    "Hardly any {} is spoken here.",
    "He has learned the foreign language {} for years.",
    "Who speaks {} has translated the book.",
  ],
  script: [
    "The text is written in {}.",
    "The letters of {} are round.",
    "The script {} has many signs.",
    "The inscription in {} is old.",
    "{} is written from right to left.",
    "He can read the signs of {}.",
    "The letters of the script {} are old.",
    "The inscription is written with {}.",
  ],
};

export const frames: Readonly<Record<AnnotatedLanguage, LanguageFrames>> = {
  de: {
    own: {
      territory: [
        "Wir reisten im Sommer nach {}.",
        "Die Hauptstadt von {} liegt am Meer.",
        "In {} leben viele Menschen in Dörfern.",
        "Die Grenze zu {} ist offen.",
        "{} hat eine neue Regierung gewählt.",
        "Die Regierung von {} ist zurückgetreten.",
        "Viele Menschen leben in {} am Meer.",
        "Im Sommer ist die Grenze nach {} offen.",
      ],
      language: [
        "Sie spricht fließend {}.",
        "{} wird von vielen Menschen gesprochen.",
        "Er lernt {} als Fremdsprache.",
        "Das Buch wurde aus {} übersetzt.",
        "Die Grammatik von {} ist schwierig.",
        "Hier wird kaum {} gesprochen.",
        "Die Fremdsprache {} lernt er seit Jahren.",
        "Wer {} spricht, hat das Buch übersetzt.",
      ],
      script: [
        "Der Text ist in {} geschrieben.",
        "Die Buchstaben von {} sind rund.",
        "Die Schrift {} hat viele Zeichen.",
        "Die Inschrift in {} ist alt.",
        "{} wird von rechts nach links geschrieben.",
        "Er kann die Zeichen von {} lesen.",
        "Die Buchstaben der Schrift {} sind alt.",
        "Die Inschrift ist mit {} geschrieben.",
      ],
    },
    translated: {
      territory: [
        "Wir reisten zu {} in dem Sommer.",
        "Das Kapital von {} lügt bei der See.",
        "In {} leben viele Leute in Dörfern.",
        "Die Grenze mit {} ist offen.",
        "{} hat gewählt eine neue Regierung.",
        "Die Regierung von {} hat gekündigt.",
        "Viele Leute leben in {} bei der See.",
        "In dem Sommer die Grenze zu {} ist offen.",
      ],
      language: [
        "Sie spricht fließend {}.",
        "{} ist gesprochen bei vielen Leuten.",
        "Er lernt {} als eine fremde Sprache.",
        "Das Buch war übersetzt von {}.",
        "Die Grammatik von {} ist schwierig.",
        "Kaum irgendein {} ist gesprochen hier.",
        "Er hat gelernt die fremde Sprache {} für Jahre.",
        "Wer spricht {} hat übersetzt das Buch.",
      ],
      script: [
        "Der Text ist geschrieben in {}.",
        "Die Briefe von {} sind rund.",
        "Das Skript {} hat viele Zeichen.",
        "Die Inschrift in {} ist alt.",
        "{} ist geschrieben von rechts zu links.",
        "Er kann lesen die Zeichen von {}.",
        "Die Briefe von dem Skript {} sind alt.",
        "Die Inschrift ist geschrieben mit {}.",
      ],
    },
  },
  nl: {
    own: {
      territory: [
        "Wij reisden in de zomer naar {}.",
        "De hoofdstad van {} ligt aan zee.",
        "In {} wonen veel mensen in dorpen.",
        "De grens met {} is open.",
        "{} heeft een nieuwe regering gekozen.",
        "De regering van {} is afgetreden.",
        "Veel mensen wonen in {} aan zee.",
        "In de zomer is de grens naar {} open.",
      ],
      language: [
        "Zij spreekt vloeiend {}.",
        "{} wordt door veel mensen gesproken.",
        "Hij leert {} als vreemde taal.",
        "Het boek werd uit {} vertaald.",
        "De grammatica van {} is moeilijk.",
        "Hier wordt nauwelijks {} gesproken.",
        "De vreemde taal {} leert hij al jaren.",
        "Wie {} spreekt, heeft het boek vertaald.",
      ],
      script: [
        "De tekst is in {} geschreven.",
        "De letters van {} zijn rond.",
        "Het schrift {} heeft veel tekens.",
        "De inscriptie in {} is oud.",
        "{} wordt van rechts naar links geschreven.",
        "Hij kan de tekens van {} lezen.",
        "De letters van het schrift {} zijn oud.",
        "De inscriptie is met {} geschreven.",
      ],
    },
    translated: {
      territory: [
        "Wij reisden tot {} in de zomer.",
        "Het kapitaal van {} liegt bij de zee.",
        "In {} leven veel mensen in dorpen.",
        "De grens met {} is open.",
        "{} heeft gekozen een nieuwe regering.",
        "De regering van {} heeft ontslagen.",
        "Veel mensen leven in {} bij de zee.",
        "In de zomer de grens tot {} is open.",
      ],
      language: [
        "Zij spreekt vloeiend {}.",
        "{} is gesproken bij veel mensen.",
        "Hij leert {} als een buitenlandse taal.",
        "Het boek was vertaald van {}.",
        "De grammatica van {} is moeilijk.",
        "Nauwelijks enig {} is gesproken hier.",
        "Hij heeft geleerd de buitenlandse taal {} voor jaren.",
        "Wie spreekt {} heeft vertaald het boek.",
      ],
      script: [
        "De tekst is geschreven in {}.",
        "De brieven van {} zijn rond.",
        "Het script {} heeft veel tekens.",
        "De inscriptie in {} is oud.",
        "{} is geschreven van rechts tot links.",
        "Hij kan lezen de tekens van {}.",
        "De brieven van het script {} zijn oud.",
        "De inscriptie is geschreven met {}.",
      ],
    },
  },
};
