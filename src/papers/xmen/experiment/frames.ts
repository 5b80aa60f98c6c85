/** Sentences that a name stands in, for each kind of concept: what the context tells. {} is the place of the name. */
import type { Kind } from "./names.ts";

export type Frames = Readonly<Record<Kind, readonly string[]>>;

/** Languages whose names are linked in context. */
export const annotatedLanguages = ["de", "nl"] as const;
export type AnnotatedLanguage = (typeof annotatedLanguages)[number];

interface LanguageFrames {
  /** Of annotated mentions and of validation. */
  readonly annotated: Frames;
  /** Of mentions that are asked for: other sentences. */
  readonly asked: Frames;
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
  ],
  language: [
    "She speaks fluent {}.",
    "{} is spoken by many people.",
    "He learns {} as a foreign language.",
    "The book was translated from {}.",
    "The grammar of {} is difficult.",
  ],
  script: [
    "The text is written in {}.",
    "The letters of {} are round.",
    "The script {} has many signs.",
    "The inscription in {} is old.",
    "{} is written from right to left.",
  ],
};

export const frames: Readonly<Record<AnnotatedLanguage, LanguageFrames>> = {
  de: {
    annotated: {
      territory: [
        "Wir reisten im Sommer nach {}.",
        "Die Hauptstadt von {} liegt am Meer.",
        "In {} leben viele Menschen in Dörfern.",
        "Die Grenze zu {} ist offen.",
        "{} hat eine neue Regierung gewählt.",
      ],
      language: [
        "Sie spricht fließend {}.",
        "{} wird von vielen Menschen gesprochen.",
        "Er lernt {} als Fremdsprache.",
        "Das Buch wurde aus {} übersetzt.",
        "Die Grammatik von {} ist schwierig.",
      ],
      script: [
        "Der Text ist in {} geschrieben.",
        "Die Buchstaben von {} sind rund.",
        "Die Schrift {} hat viele Zeichen.",
        "Die Inschrift in {} ist alt.",
        "{} wird von rechts nach links geschrieben.",
      ],
    },
    asked: {
      territory: [
        "Die Regierung von {} ist zurückgetreten.",
        "Viele Menschen leben in {} am Meer.",
        "Im Sommer ist die Grenze nach {} offen.",
      ],
      language: [
        "Auf {} wird hier kaum gesprochen.",
        "Die Fremdsprache {} lernt er seit Jahren.",
        "Wer {} spricht, hat das Buch übersetzt.",
      ],
      script: [
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
      ],
      language: [
        "Sie spricht fließend {}.",
        "{} ist gesprochen bei vielen Leuten.",
        "Er lernt {} als eine fremde Sprache.",
        "Das Buch war übersetzt von {}.",
        "Die Grammatik von {} ist schwierig.",
      ],
      script: [
        "Der Text ist geschrieben in {}.",
        "Die Briefe von {} sind rund.",
        "Das Skript {} hat viele Zeichen.",
        "Die Inschrift in {} ist alt.",
        "{} ist geschrieben von rechts zu links.",
      ],
    },
  },
  nl: {
    annotated: {
      territory: [
        "Wij reisden in de zomer naar {}.",
        "De hoofdstad van {} ligt aan zee.",
        "In {} wonen veel mensen in dorpen.",
        "De grens met {} is open.",
        "{} heeft een nieuwe regering gekozen.",
      ],
      language: [
        "Zij spreekt vloeiend {}.",
        "{} wordt door veel mensen gesproken.",
        "Hij leert {} als vreemde taal.",
        "Het boek werd uit {} vertaald.",
        "De grammatica van {} is moeilijk.",
      ],
      script: [
        "De tekst is in {} geschreven.",
        "De letters van {} zijn rond.",
        "Het schrift {} heeft veel tekens.",
        "De inscriptie in {} is oud.",
        "{} wordt van rechts naar links geschreven.",
      ],
    },
    asked: {
      territory: [
        "De regering van {} is afgetreden.",
        "Veel mensen wonen in {} aan zee.",
        "In de zomer is de grens naar {} open.",
      ],
      language: [
        "Hier wordt nauwelijks {} gesproken.",
        "De vreemde taal {} leert hij al jaren.",
        "Wie {} spreekt, heeft het boek vertaald.",
      ],
      script: [
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
      ],
      language: [
        "Zij spreekt vloeiend {}.",
        "{} is gesproken bij veel mensen.",
        "Hij leert {} als een buitenlandse taal.",
        "Het boek was vertaald van {}.",
        "De grammatica van {} is moeilijk.",
      ],
      script: [
        "De tekst is geschreven in {}.",
        "De brieven van {} zijn rond.",
        "Het script {} heeft veel tekens.",
        "De inscriptie in {} is oud.",
        "{} is geschreven van rechts tot links.",
      ],
    },
  },
};
