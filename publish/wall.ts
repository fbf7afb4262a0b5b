import {
  type Audience,
  attributeNames,
  type Catalogue,
  type CubeDefinition,
  isPersonsCube,
  type PersonsCube,
  TOTAL,
  UNKNOWN,
} from './catalogue.ts';
import type { MartRow } from './cube.ts';
import { tableName } from './mart.ts';
import type { ProblemDraft } from './publication-error.ts';
import type { ClassRule, Thresholds } from './thresholds.ts';

/** The dimensions along which a volume may be told. Anything else is a characteristic until proved otherwise. */
const VOLUME_DIMENSIONS: ReadonlySet<string> = new Set([
  'action',
  'annee',
  'antenne',
  'bloc',
  'constat',
  'departement',
  'entree',
  'famille',
  'genre',
  'indicateur',
  'lecture',
  'modalite',
  'mois',
  'module',
  'objet',
  'periode',
  'provenance',
  'rang',
  'region',
  'regle',
  'site',
  'tribunal',
  'trimestre',
  'type_de_place',
  'type_place',
]);

/** Dimensions whose codes name the rules of a check: a rule about ages tells the age of nobody. */
const RULE_DIMENSIONS: ReadonlySet<string> = new Set(['famille', 'regle']);

/** Words that tell of persons: as a dimension, a code or a population, they stay inside. Without accents. */
const CHARACTERISTIC_WORDS: ReadonlySet<string> = new Set(
  `addiction addictions age ages alcool ans cadre celibataire celibataires chomage commune conjugal conjugale
   conjugaux couple divorce divorces emploi enfant enfants familial familiale feminin feminins femme femmes homme
   hommes incarceration incarceres judiciarise judiciarises majeur majeurs marie maries masculin masculins mineur
   mineurs motif motifs naissance nationalite obligation orienteur orienteurs parental parentale personne_key
   prescripteur prescripteurs profession professionnel professionnelle recidive recidives residence ressource
   ressources retraite retraites revenu revenus rsa salaire sante separe separes sexe situation volontaire
   volontaires`.split(/\s+/),
);

/** Attributes that name whom a figure counts: held to the same words as codes. */
const POPULATION_ATTRIBUTES: readonly string[] = ['population'];

/** Marts that hold every figure, one row per person or event, or groups of persons: never a cube's. */
const INNER_MARTS = /^(indicateur|definition|fait_.*|groupe_.*)$/;

const OPEN_CODE = /^[\p{L}\p{N}][\p{L}\p{N}_ '’./-]{0,59}$/u;

/**
 * What of a catalogue may not leave, without looking at any data. Volumes leave along dimensions of volumes and never
 * from an inner mart; characteristics of persons leave as cubes of persons alone, whose columns the catalogue holds. A
 * cube without class or without audiences falls under the rule of the public, for whom nothing is written yet.
 */
export function definitionRefusals(catalogue: Catalogue, thresholds: Thresholds): ProblemDraft[] {
  return catalogue.cubes.flatMap((cube) => [
    ...labelRefusals(cube, thresholds),
    ...(isPersonsCube(cube)
      ? personsRefusals(cube, catalogue)
      : [...columnRefusals(cube), ...martRefusals(cube)]),
  ]);
}

/** The rule of an audience for a cube's class; undefined when this audience gets nothing of the class. */
export function audienceRule(
  cube: CubeDefinition,
  audience: Audience,
  thresholds: Thresholds,
): ClassRule | undefined {
  return cube.classe === undefined ? undefined : thresholds.publics[audience][cube.classe];
}

/**
 * What of a mart's rows may not leave: codes outside the closed list, open codes that are no plain code or
 * speak of persons, and any text that looks like a person's key. Messages count rows and quote nothing.
 */
export function contentRefusals(cube: CubeDefinition, rows: readonly MartRow[]): ProblemDraft[] {
  const problems: ProblemDraft[] = [];
  for (const [index, dimension] of cube.dimensions.entries()) {
    const { codes, nom } = dimension;
    const texts = rows.map((row) => row.dimensions[index]).filter((code) => typeof code === 'string');
    const coded = texts.filter((code) => code !== TOTAL && code !== UNKNOWN);
    if (codes !== undefined) {
      const strangers = coded.filter((code) => !Object.hasOwn(codes, code));
      if (strangers.length > 0)
        problems.push(strangerRefusal(cube, nom, Object.keys(codes), strangers.length));
      continue;
    }
    const free = coded.filter((code) => !OPEN_CODE.test(code));
    if (free.length > 0) problems.push(contentRefusal(cube, nom, free.length, 'ne sont pas des codes'));
    const telling = RULE_DIMENSIONS.has(nom) ? [] : coded.filter(speaksOfPersons);
    if (telling.length > 0)
      problems.push(contentRefusal(cube, nom, telling.length, 'parlent de caractéristiques de personnes'));
    const keys = coded.filter(looksLikeKey);
    if (keys.length > 0)
      problems.push(contentRefusal(cube, nom, keys.length, 'ressemblent à une clé de personne'));
  }
  for (const [index, nom] of attributeNames(cube).entries()) {
    const texts = rows.map((row) => row.attributs[index] ?? '');
    const keys = texts.filter(looksLikeKey);
    if (keys.length > 0)
      problems.push(contentRefusal(cube, nom, keys.length, 'ressemblent à une clé de personne'));
    const telling = POPULATION_ATTRIBUTES.includes(nom) ? texts.filter(speaksOfPersons) : [];
    if (telling.length > 0)
      problems.push(contentRefusal(cube, nom, telling.length, 'parlent de caractéristiques de personnes'));
  }
  return problems;
}

function labelRefusals(cube: CubeDefinition, thresholds: Thresholds): ProblemDraft[] {
  if (cube.classe === undefined || cube.audiences === undefined || cube.audiences.length === 0) {
    const key = cube.classe === undefined ? 'classe' : 'audiences';
    return [
      refusal(
        cube,
        'cube_sans_etiquette',
        `sans « ${key} », la règle du public s’applique, et rien n’est encore écrit pour le public.`,
        `Nommez « ${key} » au catalogue.`,
      ),
    ];
  }
  if ((cube.classe === 'V') === isPersonsCube(cube) || cube.classe === 'L') {
    return [
      refusal(
        cube,
        'classe_retenue',
        `la classe ${cube.classe} ne sort pas ainsi : les volumes (V) par un mart à eux, les caractéristiques (C, S) par un cube de personnes.`,
        'Retirez ce cube du catalogue, ou faites-en un cube de personnes (clé « personnes »).',
      ),
    ];
  }
  return cube.audiences.flatMap((audience) => {
    const rule = audienceRule(cube, audience, thresholds);
    if (rule === undefined) {
      return [
        refusal(
          cube,
          'public_sans_regle',
          `aucun seuil n’est écrit pour ${audience} en classe ${cube.classe}.`,
          'Écrivez la règle dans le fichier des seuils.',
        ),
      ];
    }
    if (rule.regle !== (isPersonsCube(cube) ? 'frequence' : rule.regle === 'frequence' ? '' : rule.regle)) {
      return [
        refusal(
          cube,
          'regle_inadaptee',
          `la règle écrite pour ${audience} en classe ${cube.classe} n’est pas de celles de ce genre de cube.`,
          'Volumes : jamais_masque ou minimum ; caractéristiques de personnes : frequence.',
        ),
      ];
    }
    if (rule.regle === 'minimum' && cube.grossissement[audience] === undefined) {
      return [
        refusal(
          cube,
          'grossissement_manquant',
          `${audience} a un seuil, et le cube ne dit pas comment il se réduit.`,
          `Écrivez grossissement.${audience} au catalogue.`,
        ),
      ];
    }
    return [];
  });
}

/** Characteristics of a cube are of its class, and sensitive ones are told for the region alone. */
function personsRefusals(cube: PersonsCube, catalogue: Catalogue): ProblemDraft[] {
  const { caracteristiques, croisements } = cube.personnes;
  const others = catalogue.caracteristiques.filter(
    ({ nom, classe }) => caracteristiques.includes(nom) && classe !== cube.classe,
  );
  const problems = others.map(({ nom, classe }) =>
    refusal(
      cube,
      'caracteristique_retenue',
      `la caractéristique « ${nom} » est de classe ${classe}, le cube de classe ${cube.classe ?? ''}.`,
      'Une caractéristique ne sort que par un cube de sa classe.',
      nom,
    ),
  );
  if (cube.classe === 'S' && croisements.some((crossing) => crossing !== 'region'))
    problems.push(
      refusal(
        cube,
        'sensible_hors_region',
        'une caractéristique sensible (S) ne sort que pour la région.',
        'Écrivez croisements: [region].',
      ),
    );
  return problems;
}

function columnRefusals(cube: CubeDefinition): ProblemDraft[] {
  const remede =
    'Une caractéristique de personnes est de classe C ou S : elle ne sort que par un cube de personnes (clé « personnes »).';
  const dimensions = cube.dimensions
    .filter(({ nom }) => !VOLUME_DIMENSIONS.has(nom))
    .map(({ nom }) =>
      refusal(
        cube,
        'dimension_retenue',
        `la dimension « ${nom} » n’est pas une dimension de volumes.`,
        remede,
        nom,
      ),
    );
  const attributes = attributeNames(cube)
    .filter((nom) => speaksOfPersons(nom) || /(^|_)(key|cle)$/.test(nom))
    .map((nom) => refusal(cube, 'attribut_retenu', `l’attribut « ${nom} » parle de personnes.`, remede, nom));
  const codes = cube.dimensions.flatMap(({ nom, codes: listed }) =>
    Object.keys(listed ?? {})
      .filter(speaksOfPersons)
      .map((code) =>
        refusal(cube, 'code_retenu', `le code « ${code} » de « ${nom} » parle de personnes.`, remede, nom),
      ),
  );
  return [...dimensions, ...attributes, ...codes];
}

function martRefusals(cube: CubeDefinition): ProblemDraft[] {
  if (!INNER_MARTS.test(cube.mart)) return [];
  const message = `la table ${tableName(cube)} reste à l’intérieur de l’entrepôt.`;
  return [
    refusal(
      cube,
      'mart_interieur',
      message,
      'Faites un mart propre au cube, compté à la maille du catalogue.',
    ),
  ];
}

function speaksOfPersons(text: string): boolean {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (
    CHARACTERISTIC_WORDS.has(plain) || plain.split(/[^a-z]+/).some((word) => CHARACTERISTIC_WORDS.has(word))
  );
}

/** A long run of hexadecimal digits, or a long word that mixes cases and digits: what keyed hashes look like. */
function looksLikeKey(text: string): boolean {
  return (text.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []).some(
    (word) =>
      (/^[0-9a-f-]{16,}$/i.test(word) && /\d/.test(word) && /[a-f]/i.test(word)) ||
      (word.length >= 22 &&
        /\d/.test(word) &&
        /[a-z]/.test(word) &&
        /[A-Z]/.test(word) &&
        !/[_/-]/.test(word)),
  );
}

function strangerRefusal(
  cube: CubeDefinition,
  nom: string,
  codes: readonly string[],
  count: number,
): ProblemDraft {
  const listed = codes.map((code) => `'${code}'`).join(', ');
  return {
    ...contentRefusal(cube, nom, count, 'portent un code qui n’est pas au catalogue'),
    remede: `Pour les voir : select distinct ${nom} from ${tableName(cube)} where ${nom} not in ('${TOTAL}', '${UNKNOWN}', ${listed}). Corrigez le modèle, ou ajoutez le code au catalogue s’il dit un volume.`,
  };
}

function contentRefusal(cube: CubeDefinition, nom: string, count: number, what: string): ProblemDraft {
  const message = `${count} ligne(s) de la colonne « ${nom} » ${what}.`;
  return refusal(
    cube,
    'contenu_retenu',
    message,
    'Corrigez le modèle : seuls des codes de volumes sortent.',
    nom,
  );
}

function refusal(
  cube: CubeDefinition,
  code: string,
  message: string,
  remede: string,
  colonne?: string,
): ProblemDraft {
  return {
    code,
    message: `Cube ${cube.nom} : ${message}`,
    ...(colonne === undefined ? {} : { colonne }),
    regle: 'ce qui peut sortir',
    remede,
  };
}
