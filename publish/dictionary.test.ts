import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DocumentedRelation } from '../sql/documentation.ts';
import { type Dictionary, type DictionarySources, dictionaryOf } from './dictionary.ts';
import { fixtureWarehouse } from './fixture-warehouse.ts';
import { verifyRelease } from './manifest.ts';
import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';

function relation(id: string, lit: string[]): DocumentedRelation {
  const [couche = '', nom = ''] = id.split('.');
  const words = { description: 'One row per year.', fichier: `models/${couche}/${nom}.sql` };
  return {
    ...words,
    id,
    nature: 'model',
    couche,
    nom,
    forme: 'table',
    grain: [],
    lit,
    filtres: [],
    colonnes: [],
    tests: [],
  };
}

const sources: DictionarySources = {
  documentation: {
    version: 1,
    relations: [
      relation('core.figure', []),
      relation('marts.activite', ['core.figure']),
      relation('marts.offre', ['core.figure']),
      relation('marts.budget_entrees', ['marts.offre']),
    ],
  },
  indicateurs: [{ code: 'orientations', libelle: 'Orientations', unite: 'orientation', definition: null }],
  populations: [],
};

describe('the dictionary of an audience', () => {
  it('names the tables that she gets, with the mart behind each', async () => {
    const { catalogue } = await readPublicationRules();
    const { cubes, absences } = dictionaryOf(sources, catalogue, 'comite');
    expect(cubes.map(({ nom, mart }) => [nom, mart])).toContainEqual([
      'budget_entrees',
      'marts.budget_entrees',
    ]);
    expect(absences.map(({ code }) => code)).toEqual([
      'inconnu',
      'non_transmis',
      'non_disponible',
      'sans_objet',
      'secret',
    ]);
  });

  it('does not mention a mart of another audience', async () => {
    const { catalogue } = await readPublicationRules();
    for (const audience of ['drdfe', 'recherche'] as const) {
      const text = JSON.stringify(dictionaryOf(sources, catalogue, audience));
      expect(text).not.toContain('budget_entrees');
      expect(text).toContain('marts.offre');
    }
  });

  it('has the figures of her own cubes, by cube and code, and of no other', async () => {
    const { catalogue } = await readPublicationRules();
    const term = { code: 'cloture', libelle: 'En attente', unite: 'attente', definition: 'Base : attentes.' };
    const mesures = [
      { cube: 'attente', ...term },
      { cube: 'pas_au_catalogue', ...term },
    ];
    const codesOf = (audience: 'comite' | 'recherche') =>
      dictionaryOf({ ...sources, mesures }, catalogue, audience).indicateurs.map(({ code }) => code);
    expect(codesOf('comite')).toEqual(['orientations', 'attente.cloture']);
    expect(codesOf('recherche')).toEqual(['orientations']);
  });

  it('keeps what one that she gets is made from', async () => {
    const { catalogue } = await readPublicationRules();
    const relations = [
      ...sources.documentation.relations,
      relation('marts.chiffres_cles', ['marts.budget_entrees']),
    ];
    const found = dictionaryOf({ ...sources, documentation: { version: 1, relations } }, catalogue, 'drdfe');
    expect(found.relations.map(({ id }) => id)).toEqual(relations.map(({ id }) => id));
  });

  it('is a file of the release, under its manifest', async () => {
    const root = await mkdtemp(join(tmpdir(), 'cpca-dictionary-'));
    const warehouse = await fixtureWarehouse();
    try {
      const { dir } = await publishRelease({
        warehouse,
        out: root,
        ...(await readPublicationRules()),
        donneesDu: '2024-12-31',
        sample: true,
        entrees: [],
        modeles: {},
        parametres: {},
        dictionnaire: sources,
        clock: () => new Date('2025-03-01T10:00:00Z'),
        logger: { info: () => undefined },
      });
      const manifest = await verifyRelease(dir);
      for (const audience of ['comite', 'drdfe', 'recherche']) {
        expect(manifest.fichiers).toHaveProperty([`${audience}/dictionnaire.json`]);
      }
      const text = await readFile(join(dir, 'comite', 'dictionnaire.json'), 'utf8');
      const dictionary: Dictionary = JSON.parse(text);
      expect(dictionary.indicateurs).toEqual(sources.indicateurs);
      expect(dictionary.relations).toHaveLength(4);
    } finally {
      await warehouse.close();
      await rm(root, { recursive: true, force: true });
    }
  });
});
