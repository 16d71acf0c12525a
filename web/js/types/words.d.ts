/** The shapes that make a missing word, a missing plural form or a missing parameter fail the type check. */
declare namespace Words {
  /** A word that changes with a number; the forms are those of Intl.PluralRules. */
  interface Plural {
    readonly one: string;
    readonly few?: string;
    readonly many?: string;
    readonly other: string;
  }
  type Dictionary = Readonly<Record<string, string | Plural>>;

  /** What the Russian twin of an English dictionary must hold: the same keys, with all four plural forms. */
  type Russian<English> = {
    readonly [Key in keyof English]: English[Key] extends string ? string : Required<Plural>;
  };

  /** The names between braces in a text: "{n} of {total}" gives "n" | "total". */
  type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
  type Names<Word> = Word extends Plural ? "n" | NamesIn<Word["one"]> | NamesIn<Word["other"]> : NamesIn<Word>;

  /** `n` decides the plural form and must be a number; numbers are written the reader's way. */
  type Values<Word> = { [Name in Names<Word>]: Name extends "n" ? number : string | number };
  type Arguments<Word> = [Names<Word>] extends [never] ? [] : [values: Values<Word>];
  type Translate<D> = <Key extends keyof D & string>(key: Key, ...values: Arguments<D[Key]>) => string;
}
