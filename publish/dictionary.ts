import type { Documentation, DocumentedRelation } from '../sql/documentation.ts';
import type { Audience, Catalogue, CubeDefinition } from './catalogue.ts';
import { ABSENCES, type Absence } from './cube.ts';

/** One word that a figure is said with. */
export interface Term {
  code: string;
  libelle: string;
  /** Null where the code list gives none. */
  unite: string | null;
  definition: string | null;
}

/** A figure of one cube, with its base there. */
export interface CubeTerm extends Term {
  cube: string;
}

/** What a dictionary is made from: words and names, never data. */
export interface DictionarySources {
  documentation: Documentation;
  indicateurs: readonly Term[];
  /** The figures of the cubes: an audience gets those of her own. */
  mesures?: readonly CubeTerm[];
  populations: readonly Term[];
}

/** A table as it is published, and the mart that it comes from. */
export interface DictionaryCube {
  nom: string;
  titre: string;
  description: string;
  mart: string;
  colonnes: { nom: string; libelle: string }[];
}

/** `dictionnaire.json` of one audience: the words in French, the tables published, then every relation behind. */
export interface Dictionary {
  version: 1;
  indicateurs: Term[];
  populations: Term[];
  absences: Term[];
  cubes: DictionaryCube[];
  relations: DocumentedRelation[];
}

const ABSENCE_WORDS: Readonly<Record<Absence, [string, string]>> = {
  inconnu: ['inconnu', 'La question a été posée, la réponse n’est pas connue.'],
  non_transmis: ['non transmis', 'L’antenne n’a pas envoyé ce chiffre.'],
  non_disponible: [
    'non disponible',
    'Le chiffre existe peut-être, mais il n’est pas dans les documents reçus.',
  ],
  sans_objet: ['sans objet', 'L’antenne ne mène pas cette action.'],
  secret: [
    'secret',
    'Le chiffre est connu mais ne peut pas être publié : il permettrait de reconnaître une personne.',
  ],
};

/**
 * The dictionary that one audience gets. A mart of another audience's cubes alone is left out, and so is the
 * mention of it.
 */
export function dictionaryOf(
  sources: DictionarySources,
  catalogue: Catalogue,
  audience: Audience,
): Dictionary {
  const { documentation, indicateurs, mesures = [], populations } = sources;
  const cubes = catalogue.cubes.filter((cube) => cube.audiences?.includes(audience));
  const hidden = hiddenMarts(catalogue, cubes);
  return {
    version: 1,
    indicateurs: [...indicateurs, ...termsOfCubes(mesures, cubes)],
    populations: [...populations],
    absences: ABSENCES.map((code) => {
      const [libelle, definition] = ABSENCE_WORDS[code];
      return { code, libelle, unite: null, definition };
    }),
    cubes: cubes.map((cube) => ({
      nom: cube.nom,
      titre: cube.titre,
      description: cube.description,
      mart: martOf(cube),
      colonnes: [...cube.dimensions, ...cube.attributs].map(({ nom, libelle }) => ({ nom, libelle })),
    })),
    relations: withoutHidden(documentation.relations, hidden),
  };
}

function martOf(cube: CubeDefinition): string {
  return `marts.${cube.mart}`;
}

/** The marts that only cubes of other audiences read. */
function hiddenMarts(catalogue: Catalogue, own: readonly CubeDefinition[]): Set<string> {
  const shown = new Set(own.map(martOf));
  return new Set(catalogue.cubes.map(martOf).filter((mart) => !shown.has(mart)));
}

/** What a kept relation reads is kept too: a hidden mart goes only when nothing shown is made from it. */
function withoutHidden(
  relations: readonly DocumentedRelation[],
  hidden: ReadonlySet<string>,
): DocumentedRelation[] {
  const kept = relations.filter(({ id }) => !hidden.has(id));
  const needed = new Set(kept.flatMap(({ lit }) => lit));
  const lost = relations.filter(({ id }) => hidden.has(id) && needed.has(id)).map(({ id }) => id);
  if (lost.length === 0) return kept;
  return withoutHidden(relations, new Set([...hidden].filter((id) => !lost.includes(id))));
}

/** The same code may be in several cubes, with another base in each: it goes by the cube and the code. */
function termsOfCubes(mesures: readonly CubeTerm[], cubes: readonly CubeDefinition[]): Term[] {
  return mesures
    .filter(({ cube }) => cubes.some(({ nom }) => nom === cube))
    .map(({ cube, code, libelle, unite, definition }) => ({
      code: `${cube}.${code}`,
      libelle,
      unite,
      definition,
    }));
}
