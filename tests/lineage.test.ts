import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../cli/places.ts';
import { sourceTables } from '../cli/source-tables.ts';
import { type BoundProject, bindProject, type ColumnLineage, traceColumn } from '../sql/lineage.ts';
import { type Project, readProject } from '../sql/project.ts';

let project: Project;
let bound: BoundProject;
beforeAll(async () => {
  project = readProject({ root: ROOT, models: 'models', seeds: 'ingest/nomenclatures' });
  bound = await bindProject(project, await sourceTables());
});

/** `schema.table.column` of what is read, `#schema.table` of what is counted. */
function words({ columns, rows, unknown }: ColumnLineage): string[] {
  return [
    ...columns.map(({ relation, column }) => `${relation}.${column}`),
    ...rows.map((relation) => `#${relation}`),
    ...(unknown === undefined ? [] : [`? ${unknown}`]),
  ];
}

function direct(relation: string, column: string): string[] {
  const found = bound.models.get(relation)?.lineage.get(column);
  return found ? words(found) : ['no such column'];
}

describe('the models of the project', () => {
  it('all bind without data', () => {
    expect(bound.problems).toEqual([]);
    expect([...bound.failed, ...bound.untried]).toEqual([]);
    expect([...bound.models.keys()]).toEqual([...project.graph.order]);
  });

  it('have no column of unknown lineage', () => {
    const unknown = [...bound.models.values()].flatMap((model) =>
      [...model.lineage]
        .filter(([, lineage]) => lineage.unknown !== undefined)
        .map(([column]) => `${model.id}.${column}`),
    );
    expect(unknown).toEqual([]);
  });

  it('trace every column of every mart to columns of raw, of meta, of a code list, or to constants', () => {
    const marts = [...bound.models.values()].filter((model) => model.id.startsWith('marts.'));
    expect(marts.length).toBeGreaterThan(10);
    for (const mart of marts) {
      for (const { name } of mart.columns) {
        const traced = traceColumn(bound, mart.id, name);
        expect(traced.unknown).toBeUndefined();
        const bases = [...traced.columns.map(({ relation }) => relation), ...traced.rows];
        for (const base of bases)
          expect(bound.bases.has(base) ? base : `${mart.id}.${name} ← ${base}`).toBe(base);
        for (const { relation, column } of traced.columns) {
          expect(bound.bases.get(relation)?.columns.map((one) => one.name)).toContain(column);
        }
      }
    }
  });

  it('read in each column only relations that the model refers to', () => {
    for (const model of project.models.values()) {
      const lineages = [...(bound.models.get(model.id)?.lineage.values() ?? [])];
      const read = lineages.flatMap(({ columns, rows }) => [...columns.map((one) => one.relation), ...rows]);
      expect(model.reads).toEqual(expect.arrayContaining([...new Set(read)]));
    }
  });
});

/** Read from the models by hand: column, what its model reads, and what it comes from in the end. */
/** What chooses among the lines of one person, beside the column itself. */
const PERSONNE_LUE = ['annee', 'antenne', 'date_situation', 'personne_key', 'source_ref'];
const PERSONNE_TRACEE = [
  'meta.fichier.fichier',
  ...['annee', 'antenne', 'date_situation', 'feuille', 'ligne', 'personne_key'].map(
    (column) => `raw.personne.${column}`,
  ),
];

const KNOWN: [string, string, string[], string[]][] = [
  [
    'staging.stg_figure',
    'source_ref',
    ['meta.fichier.fichier', 'raw.figure.cellule', 'raw.figure.feuille'],
    ['meta.fichier.fichier', 'raw.figure.cellule', 'raw.figure.feuille'],
  ],
  ['staging.stg_tranche_age', 'age_min', ['seeds.tranche_age.age_min'], ['seeds.tranche_age.age_min']],
  ['core.figure', 'periode', ['staging.stg_figure.annee'], ['raw.figure.annee']],
  ['core.figure', 'base_libelle', ['staging.stg_population.libelle'], ['seeds.population.libelle']],
  ['core.figure', 'base_valeur', ['staging.stg_figure.valeur'], ['raw.figure.valeur']],
  [
    'core.personne',
    'age',
    [...PERSONNE_LUE, 'annee_naissance'].map((column) => `staging.stg_personne.${column}`).sort(),
    [...PERSONNE_TRACEE, 'raw.personne.annee_naissance'].sort(),
  ],
  [
    'core.personne',
    'tranche_age',
    [
      ...[...PERSONNE_LUE, 'tranche_age'].map((column) => `staging.stg_personne.${column}`),
      'staging.stg_tranche_age.code',
    ].sort(),
    [...PERSONNE_TRACEE, 'raw.personne.tranche_age', 'seeds.tranche_age.code'].sort(),
  ],
  [
    'core.accompagnement',
    'tranche_duree',
    [
      'staging.stg_accompagnement.annee',
      'staging.stg_accompagnement.date_debut',
      'staging.stg_accompagnement.date_fin',
    ],
    ['raw.accompagnement.annee', 'raw.accompagnement.date_debut', 'raw.accompagnement.date_fin'],
  ],
  ['marts.antennes', 'valeur', ['#core.figure'], ['#meta.fichier', '#raw.figure', '#seeds.population']],
  [
    'marts.antennes',
    'recu',
    ['core.fichier.antenne', 'core.fichier_de_lignes.antenne', 'core.figure.antenne'],
    [
      'meta.fichier.antenne',
      'raw.accompagnement.antenne',
      'raw.attente.antenne',
      'raw.demande_non_satisfaite.antenne',
      'raw.entretien.antenne',
      'raw.figure.antenne',
      'raw.orientation.antenne',
      'raw.participation.antenne',
      'raw.seance.antenne',
      'raw.sejour.antenne',
    ],
  ],
  ['marts.offre', 'valeur', ['core.offre_par_action.etat'], ['raw.offre.etat']],
  ['marts.offre', 'absence', [], []],
  [
    'marts.comparaison',
    'ecart',
    [
      'core.figure_controlee.bas',
      'core.figure_controlee.demi_unite',
      'core.figure_controlee.genre',
      'core.figure_controlee.haut',
      'marts.controle_compte.valeur',
      'marts.figure_calculee.valeur',
    ],
    [
      'meta.fichier.fichier',
      'raw.accompagnement.annee',
      'raw.accompagnement.date_debut',
      'raw.accompagnement.date_fin',
      'raw.accompagnement.personne_key',
      'raw.attente.personne_key',
      'raw.demande_non_satisfaite.feuille',
      'raw.demande_non_satisfaite.ligne',
      'raw.figure.approche',
      'raw.figure.valeur',
      'raw.figure.valeur_max',
      'raw.orientation.annee',
      'raw.orientation.date_orientation',
      'raw.orientation.module',
      'raw.participation.annee',
      'raw.participation.module',
      'raw.participation.personne_key',
      'raw.participation.presence',
      'raw.seance.presents',
      'raw.sejour.annee',
      'raw.sejour.date_entree',
      'raw.sejour.date_sortie',
      'raw.sejour.personne_key',
      'raw.sortie.personne_key',
      'seeds.controle_indicateur.genre',
      '#meta.fichier',
      '#raw.accompagnement',
      '#raw.attente',
      '#raw.demande_non_satisfaite',
      '#raw.entretien',
      '#raw.orientation',
      '#raw.participation',
      '#raw.personne',
      '#raw.seance',
      '#raw.sejour',
      '#seeds.antenne',
      '#seeds.cadre',
      '#seeds.cause_refus',
      '#seeds.destination',
      '#seeds.emploi',
      '#seeds.entree',
      '#seeds.motif_sortie',
      '#seeds.prescripteur',
      '#seeds.ressources',
      '#seeds.sexe',
      '#seeds.situation_conjugale',
      '#seeds.tranche_age',
      '#seeds.tranche_duree',
    ],
  ],
  [
    'marts.indicateur',
    'departement',
    ['core.antenne.departement', 'core.figure.departement'],
    ['raw.figure.departement', 'seeds.antenne.departement'],
  ],
  ['marts.indicateur', 'provenance', [], []],
  ['marts.chiffres_cles_declares', 'approche', ['core.figure.approche'], ['raw.figure.approche']],
];

describe('lineage read by hand', () => {
  it.each(KNOWN)('%s.%s', (relation, column, read, traced) => {
    expect(direct(relation, column)).toEqual(read);
    expect(words(traceColumn(bound, relation, column))).toEqual(traced);
  });

  it('tells what picks the rows apart from what makes the values', () => {
    expect(
      words(bound.models.get('marts.antennes')?.filters ?? { columns: [], rows: [], unknown: 'no model' }),
    ).toContain('core.antenne.code');
  });
});
