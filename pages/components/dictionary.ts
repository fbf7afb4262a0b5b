/** The part of `#dictionnaire` that the page of words shows: `dictionnaire.json` of a release. */
export interface Dictionary {
  indicateurs: Term[];
  populations: Term[];
  absences: Term[];
  cubes: PublishedTable[];
  relations: Relation[];
}

export interface Term {
  code: string;
  libelle: string;
  unite: string | null;
  definition: string | null;
}

export interface PublishedTable {
  nom: string;
  titre: string;
  description: string;
  mart: string;
  colonnes: { nom: string; libelle: string }[];
}

export interface Relation {
  id: string;
  nature: string;
  couche: string;
  nom: string;
  description: string;
  grain: string[];
  lit: string[];
  colonnes: Column[];
}

export interface Column {
  nom: string;
  type: string;
  description: string | null;
  lit: string[];
  compte: string[];
  inconnu: string | null;
}

/** A definition that so many terms have says nothing of any of them: it is shown once. */
const shared = 5;

/** Terms with words of their own, then for each definition that many share, its terms. */
export function sortTerms(terms: readonly Term[]): {
  own: Term[];
  groups: { definition: string; termes: Term[] }[];
} {
  const byDefinition = new Map<string, Term[]>();
  for (const term of terms) {
    const key = term.unite === null ? (term.definition ?? '') : '';
    if (key !== '') byDefinition.set(key, [...(byDefinition.get(key) ?? []), term]);
  }
  const groups = [...byDefinition]
    .filter(([, termes]) => termes.length >= shared)
    .map(([definition, termes]) => ({ definition, termes }));
  const grouped = new Set(groups.flatMap(({ termes }) => termes));
  return { own: terms.filter((term) => !grouped.has(term)), groups };
}

/** Lower case, without accents, so that `age` finds `Âge`. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').toLowerCase();
}

/** Whether every word of the query stands in the text; a query of spaces finds everything. */
export function finds(query: string, text: string): boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const searched = plain(text);
  return words.every((word) => searched.includes(word));
}

export function termText({ code, libelle, unite, definition }: Term): string {
  return [libelle, code, unite ?? '', definition ?? ''].join(' ');
}

export function tableText({ nom, titre, description, colonnes }: PublishedTable): string {
  return [titre, nom, description, ...colonnes.flatMap((one) => [one.libelle, one.nom])].join(' ');
}

export function relationText({ id, description, colonnes }: Relation): string {
  return [id, description, ...colonnes.flatMap((one) => [one.nom, one.description ?? ''])].join(' ');
}

/** Where a column of a model comes from, in words; a column of a source or a code list has none. */
export function originText({ lit, compte, inconnu }: Column, nature: string): string {
  if (nature !== 'model') return '–';
  const parts = [...lit, ...compte.map((relation) => `lignes de ${relation}`)];
  if (inconnu !== null) parts.push('inconnu');
  return parts.length === 0 ? 'constante' : parts.join(', ');
}

/** The place of a relation in the page: `marts.activite` as `relation-marts-activite`. */
export function anchor(id: string): string {
  return `relation-${id.replaceAll(/[^a-z0-9]+/g, '-')}`;
}

/** The relations that read each one, by id. */
export function readers(relations: readonly Relation[]): Map<string, string[]> {
  const found = new Map<string, string[]>(relations.map(({ id }) => [id, []]));
  for (const { id, lit } of relations) for (const read of lit) found.get(read)?.push(id);
  return found;
}

/** The name of a layer for a reader. */
export function layerText(couche: string): string {
  const words: Record<string, string> = {
    raw: 'reçu',
    meta: 'fichiers reçus',
    seeds: 'liste de codes',
    staging: 'préparation',
    core: 'entités',
    marts: 'réponses',
  };
  return words[couche] ?? couche;
}
