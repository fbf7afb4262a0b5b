import { parseEuros } from './format.ts';
import { type Problem, problem } from './problem.ts';

/**
 * Reads one level of a parsed YAML or JSON document key by key. What is missing or of the wrong kind becomes a
 * problem with the key's full path, and a placeholder is returned so that one reading finds every problem; the
 * caller uses the values only when the list of problems is empty.
 */
export class Reader {
  private constructor(
    private readonly record: Readonly<Record<string, unknown>> | null,
    private readonly path: string,
    private readonly problemes: Problem[],
    private readonly fichier: string | null,
  ) {}

  /** The whole document: it must be a record with `keys` and no other. */
  static root(value: unknown, problemes: Problem[], fichier: string | null, keys: readonly string[]): Reader {
    return Reader.open(value, '', problemes, fichier, keys);
  }

  private static open(
    value: unknown,
    path: string,
    problemes: Problem[],
    fichier: string | null,
    keys: readonly string[],
  ): Reader {
    const record = isRecord(value) ? value : null;
    const reader = new Reader(record, path, problemes, fichier);
    if (record === null) {
      reader.report('parametre_illisible', '', value, `un groupe de clés : ${keys.join(', ')}`);
      return reader;
    }
    for (const key of Object.keys(record)) {
      if (keys.includes(key)) continue;
      problemes.push(
        problem(
          'parametre_inconnu',
          `La clé « ${reader.at(key)} » n’existe pas dans les paramètres.`,
          `Clés admises ici : ${keys.join(', ')}.`,
          'Corriger l’orthographe de la clé ou la retirer.',
          { fichier, colonne: reader.at(key) },
        ),
      );
    }
    return reader;
  }

  object(key: string, keys: readonly string[]): Reader {
    if (this.record === null) return new Reader(null, this.at(key), this.problemes, this.fichier);
    const value = this.record[key];
    if (value === undefined || value === null) {
      this.missing(key);
      return new Reader(null, this.at(key), this.problemes, this.fichier);
    }
    return Reader.open(value, this.at(key), this.problemes, this.fichier, keys);
  }

  list(key: string, keys: readonly string[]): Reader[] {
    const value = this.get(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.report('parametre_illisible', key, value, 'une liste');
      return [];
    }
    return value.map((item: unknown, index) =>
      Reader.open(item, `${this.at(key)}[${index + 1}]`, this.problemes, this.fichier, keys),
    );
  }

  text(key: string): string {
    const value = this.get(key);
    if (value === undefined) return '';
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.report(
      'parametre_illisible',
      key,
      value,
      'un texte non vide, entre guillemets s’il ressemble à un nombre',
    );
    return '';
  }

  number(key: string): number {
    const value = this.get(key);
    if (value === undefined) return 0;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.report('parametre_illisible', key, value, 'un nombre, avec un point décimal (par exemple 12.5)');
    return 0;
  }

  /** Amount in euros with two decimals at most, as whole cents. */
  euros(key: string): number {
    const value = this.get(key);
    if (value === undefined) return 0;
    const centimes = parseEuros(value);
    if (centimes !== null) return centimes;
    this.report(
      'montant_illisible',
      key,
      value,
      'un montant positif ou nul en euros, par exemple « 100 000,00 € »',
    );
    return 0;
  }

  exactly<T extends number>(key: string, expected: T): T {
    const value = this.get(key);
    if (value !== undefined && value !== expected) {
      this.report('parametre_illisible', key, value, `la valeur ${expected}`);
    }
    return expected;
  }

  /** One of a closed list, which is never empty. */
  oneOf<T extends string>(key: string, choices: readonly T[]): T {
    const value = this.get(key);
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    if (value !== undefined) {
      this.report('choix_inconnu', key, value, `l’une des valeurs : ${choices.join(', ')}`);
    }
    const [placeholder] = choices;
    if (placeholder === undefined) throw new RangeError(`no choice for ${this.at(key)}`);
    return placeholder;
  }

  /** Whether the key is written with anything but `null`: for the few that may be left out. */
  has(key: string): boolean {
    return this.record !== null && this.record[key] !== undefined && this.record[key] !== null;
  }

  /** Null when the key is written with the value `null`; `read()` when it holds something; a problem when absent. */
  nullable<T>(key: string, read: () => T): T | null {
    if (this.record !== null && this.record[key] === null) return null;
    return read();
  }

  private get(key: string): unknown {
    if (this.record === null) return undefined;
    const value = this.record[key];
    if (value !== undefined && value !== null) return value;
    this.missing(key);
    return undefined;
  }

  private at(key: string): string {
    if (key === '') return this.path;
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  private missing(key: string): void {
    this.problemes.push(
      problem(
        'parametre_absent',
        `Le paramètre « ${this.at(key)} » n’est pas écrit.`,
        'Aucun paramètre n’a de valeur par défaut : tout ce qui est décidé est écrit.',
        `Ajouter « ${this.at(key)} » au fichier de paramètres.`,
        { fichier: this.fichier, colonne: this.at(key) },
      ),
    );
  }

  private report(code: string, key: string, value: unknown, expected: string): void {
    const path = this.at(key);
    this.problemes.push(
      problem(
        code,
        path === ''
          ? 'Le fichier de paramètres ne peut pas être lu.'
          : `Le paramètre « ${path} » ne peut pas être lu.`,
        `Attendu : ${expected}.`,
        path === '' ? 'Repartir du fichier d’exemple.' : `Corriger « ${path} ».`,
        { fichier: this.fichier, colonne: path === '' ? null : path, valeur: shown(value) },
      ),
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
