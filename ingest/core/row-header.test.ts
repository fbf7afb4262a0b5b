import { describe, expect, it } from 'vitest';
import { rowContractSchema } from './contract.ts';
import { headerAt, modelsOf } from './row-header.ts';
import { type Sheet, textCell } from './workbook.ts';

const { feuilles } = rowContractSchema.parse({
  source: 'essai',
  genre: 'lignes',
  libelle: 'Essai',
  antenne: 'ESSAI',
  mentions: ['essai'],
  feuilles: [
    {
      nom: 'suivi',
      grain: 'Une ligne par personne.',
      identite: 'personne',
      onglets: ['Suivi'],
      colonnes: {
        numero: { etiquettes: ['N° VIF'], type: 'dossier', requis: true },
        nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
        prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
        naissance: { etiquettes: ['Né(e) le'], type: 'naissance' },
        sexe: { etiquettes: ['Sexe'], type: 'sexe' },
        domicile: { etiquettes: ['Domicile'], type: 'departement' },
        site: { etiquettes: ['Site'], type: 'code', nomenclature: 'site', requis: true },
        genre: { etiquettes: ['Genre'], type: 'code', nomenclature: 'genre' },
        debut: { etiquettes: ['Début'], type: 'date' },
        duree: { etiquettes: ['Durée (h)'], type: 'decimal' },
      },
      vers: { accompagnement: { colonnes: { site: 'site' } } },
    },
  ],
});
const [named, keyed] = modelsOf(feuilles);

function header(labels: string[], model = named) {
  const sheet: Sheet = { nom: 'Suivi', cachee: false, rows: [labels.map(textCell)] };
  const found = model && headerAt(sheet, 0, model, 0);
  return { ...found, rangs: Object.fromEntries(found?.rangs ?? []) };
}

describe('a heading in use everywhere', () => {
  it.each([
    ['N°dossier', 'numero'],
    ['No dossier', 'numero'],
    ['Numéro de dossier', 'numero'],
    ['NOM DE NAISSANCE', 'nom'],
    ['Prénom(s)', 'prenom'],
    ['DDN', 'naissance'],
    ['Date de naissance (jj/mm/aaaa)', 'naissance'],
    ['Sexe (H/F)', 'sexe'],
    ['Sexe (1=H, 2=F) *', 'sexe'],
    ['Civilité :', 'sexe'],
    ['Dépt de résidence', 'domicile'],
    ['Début (jj/mm/aa)', 'debut'],
    ['Site (menu déroulant)', 'site'],
  ])('« %s » is the column %s', (label, nom) => {
    expect(
      header(
        ['Cadre', label, 'Début', 'Site', 'Nom', 'Prénom'].filter(
          (one, at) =>
            at === 1 ||
            !['nom', 'prenom', 'debut', 'site'].some((own) => own === nom && headingOf(own) === one),
        ),
      ).rangs[nom],
    ).toBe(1);
  });

  const headingOf = (nom: string) => feuilles[0]?.colonnes[nom]?.etiquettes[0];

  it.each([
    ['the contract’s own goes first', ['Nom de naissance', 'Nom', 'Site'], { nom: 1 }],
    ['the surest goes first', ['Nom d’usage', 'Nom de naissance', 'Site'], { nom: 1 }],
    ['another column’s heading is its own', ['Site', 'Genre'], { genre: 1 }],
  ])('%s', (_, labels, rangs) => {
    expect(header(labels)).toMatchObject({ rangs, doubles: [] });
    expect(header(labels).rangs).not.toHaveProperty('sexe');
  });

  it('a bracket that says whose or in what it is makes another heading', () => {
    expect(header(['Site', 'Début', 'Sexe (conjoint)', 'Nom (référent)', 'Durée (min)']).rangs).toEqual({
      site: 0,
      debut: 1,
    });
  });

  it('is no heading of identity in a file without names', () => {
    const { rangs } = header(['Clé de la personne', 'DDN', 'Nom de famille', 'Civilité', 'Site'], keyed);
    expect(rangs).toEqual({ '#cle': 0, sexe: 3, site: 4 });
  });
});
