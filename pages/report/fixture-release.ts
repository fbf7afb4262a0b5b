import { Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import type { SiteRelease } from '../build/release.ts';
import type { Row } from '../components/figure.ts';

/** A small release in memory, for the tests of this folder: two antennes, two years, every cube that a report reads. */

const ANTENNES = { CPCA: 'CPCA Sud-Occitanie', AERS: 'AERS – Pôle Justice', LA_CLEDE: 'La Clède' };
const MODULES = {
  stage_responsabilisation: 'Stage de responsabilisation',
  groupe_parole: 'Groupe de parole',
};
const CODES: Record<string, Record<string, string>> = {
  antenne: ANTENNES,
  module: MODULES,
  departement: { '30': 'Gard', '34': 'Hérault' },
  provenance: { declare: 'Déclaré', calcule: 'Calculé' },
};

/** Columns that are numbers; `annee` is an integer. */
const NUMBERS = [
  ...['valeur', 'base_valeur', 'numerateur', 'denominateur', 'inconnus', 'rang'],
  ...['ecrit', 'calcule', 'ecart'],
];
const MEASURE = ['annee', 'antenne', 'module', 'indicateur'];

/** The dimensions of each cube, the rest of its columns being attributes. */
const DIMENSIONS: Record<string, string[]> = {
  chiffres_cles: ['annee', 'bloc', 'modalite'],
  activite: ['annee', 'antenne', 'site', 'module', 'indicateur', 'provenance'],
  antennes: ['annee', 'antenne'],
  offre: ['annee', 'departement', 'action'],
  offre_tribunal: ['annee', 'departement', 'tribunal', 'action'],
  attente: MEASURE,
  seances: ['annee', 'antenne', 'site', 'module', 'indicateur'],
  sorties_totaux: ['annee', 'antenne', 'site', 'module', 'indicateur'],
  hebergement: ['annee', 'antenne', 'site', 'type_place', 'indicateur'],
  periodes: ['annee', 'antenne', 'genre', 'periode', 'indicateur'],
  territoires: ['annee', 'departement', 'lecture', 'indicateur'],
  finances: ['annee', 'antenne', 'objet', 'indicateur'],
  qualite: ['annee', 'antenne', 'objet', 'indicateur'],
  controles: ['annee', 'famille', 'regle', 'indicateur'],
  constats: ['annee', 'antenne', 'constat'],
  evolution: ['annee', 'antenne', 'site', 'module', 'indicateur', 'provenance'],
  evolution_chiffres_cles: ['annee', 'bloc', 'modalite'],
  notes: ['annee', 'antenne', 'indicateur', 'genre', 'rang'],
  profil_region: ['annee', 'periode', 'sexe', 'caracteristique', 'modalite'],
  profil_antennes: ['annee', 'periode', 'antenne', 'caracteristique', 'modalite'],
  profil_departements: ['annee', 'periode', 'departement', 'caracteristique', 'modalite'],
  sensibles_region: ['annee', 'periode', 'caracteristique', 'modalite'],
  sorties_classes: ['annee', 'periode', 'antenne', 'classe_large'],
  sorties_motifs: ['annee', 'periode', 'motif'],
};

/** Columns of a row of a cube of groups of persons; `valeur` null is secret. */
function group(place: Row, modalite: string, valeur: number | null, other: Row = {}): Row {
  return {
    ...{ annee: 2024, periode: '2024', caracteristique: 'age', modalite, valeur },
    ...{ statut: valeur === null ? 'secret' : 'publie', libelle: GROUPS[modalite] ?? modalite },
    ...{ libelle_caracteristique: 'Âge', base: 'personnes dont l’âge est connu', base_valeur: 600 },
    ...{ grossissement: '', provenance: 'calcule', source: 'extraits/lignes-2024.csv' },
    ...place,
    ...other,
  };
}

const GROUPS: Record<string, string> = {
  jeunes: 'Moins de 40 ans',
  autres: '40 ans et plus',
  _U: 'Non connu',
  aboutie: 'Sortie concertée',
  interrompue: 'Abandon ou exclusion',
  relais: 'Relais',
};
const SEX = { caracteristique: 'sexe', libelle_caracteristique: 'Sexe' };
const WIDER = { grossissement: 'tranches regroupées : les plus fines désigneraient trop peu de personnes' };
const CLASS = {
  libelle_caracteristique: 'Classe de sortie',
  base: 'personnes sorties dont le motif est connu',
};

const common = {
  ...{ valeur: null, statut: 'publie', libelle: '', unite: 'personne', base: 'personnes reçues' },
  ...{ numerateur: null, denominateur: null, inconnus: null, formule: null },
  ...{ provenance: 'calcule', source: 'extraits/lignes-2024.csv\nextraits/stages-2024.csv' },
};
const key = {
  annee: 2024,
  base_valeur: 100,
  provenance: 'declare',
  source: 'declares/cpca-2024.xlsx · Chiffres clés · B7',
};
const wholeBranch = {
  annee: 2024,
  antenne: 'AERS',
  site: '_T',
  module: '_T',
  indicateur: 'personnes_accompagnees',
};
const rate = {
  numerateur: 590,
  denominateur: 1098,
  inconnus: 3,
  unite: '%',
  formule: '590 / 1 098 = 53,7 %',
};

/** The rows of each cube; a column that a row does not name is the common one. */
export const FIXTURE: Readonly<Record<string, readonly Row[]>> = {
  chiffres_cles: [
    {
      ...key,
      bloc: 'orientations',
      modalite: '_T',
      valeur: 1544,
      libelle: 'Orientations',
      unite: 'orientation',
    },
    { ...key, annee: 2023, bloc: 'orientations', modalite: '_T', valeur: 1519, libelle: 'Orientations' },
    { ...key, bloc: 'nature', modalite: 'stage', valeur: 760, base_valeur: 1408, libelle: 'Stage' },
    {
      ...key,
      bloc: 'nature',
      modalite: 'groupe',
      valeur: 82,
      base_valeur: 1408,
      libelle: 'Groupe de parole',
    },
    { ...key, bloc: 'heberges', modalite: '_T', valeur: 67, libelle: 'Personnes hébergées', approche: 'oui' },
  ],
  activite: [
    { ...wholeBranch, valeur: 691, provenance: 'declare', source: 'declares/aers-2024.xlsx · Public · B7' },
    { ...wholeBranch, valeur: 693 },
    { ...wholeBranch, annee: 2023, valeur: 640, provenance: 'declare' },
    { ...wholeBranch, site: 'Béziers', valeur: 272 },
    { ...wholeBranch, site: 'Montpellier', valeur: 424 },
    { ...wholeBranch, module: 'stage_responsabilisation', valeur: 447 },
    { ...wholeBranch, indicateur: 'orientations', valeur: 535, unite: 'orientation' },
    { ...wholeBranch, annee: 2023, indicateur: 'orientations', valeur: 484, unite: 'orientation' },
    { ...wholeBranch, antenne: 'LA_CLEDE', statut: 'non_disponible', provenance: 'declare', source: '' },
    { ...wholeBranch, antenne: 'CPCA', valeur: 1715, provenance: 'declare' },
    { ...wholeBranch, antenne: 'CPCA', indicateur: 'personnes_sans_double_compte', valeur: 1409 },
  ],
  antennes: [
    { annee: 2024, antenne: 'AERS', valeur: 34, nom: 'AERS', departement: '34', recu: 'lignes et declare' },
    { annee: 2024, antenne: 'LA_CLEDE', valeur: 5, nom: 'La Clède', departement: '30', recu: 'declare' },
  ],
  offre: [
    { annee: 2024, departement: '34', action: 'hebergement', valeur: 1, libelle: 'Hébergement' },
    { annee: 2024, departement: '30', action: 'hebergement', valeur: 0, libelle: 'Hébergement' },
  ],
  offre_tribunal: [
    {
      annee: 2024,
      departement: '34',
      tribunal: 'tj34032',
      action: 'hebergement',
      valeur: 1,
      libelle: 'Hébergement',
    },
    { annee: 2024, departement: '34', tribunal: '_T', action: 'groupe', valeur: 1, libelle: 'Groupe' },
  ],
  attente: [
    { annee: 2024, antenne: 'AERS', module: '_T', indicateur: 'cloture', valeur: 12, libelle: 'En attente' },
    { annee: 2023, antenne: 'AERS', module: '_T', indicateur: 'cloture', valeur: 9, libelle: 'En attente' },
    {
      annee: 2024,
      antenne: 'CPCA',
      module: '_T',
      indicateur: 'cloture',
      valeur: 12,
      base: 'personnes reçues, somme des antennes ; sans lignes : La Clède',
    },
  ],
  seances: [
    {
      ...wholeBranch,
      module: 'stage_responsabilisation',
      indicateur: 'taux_presence',
      valeur: 53.7341,
      ...rate,
    },
    { ...wholeBranch, module: 'stage_responsabilisation', indicateur: 'stages', valeur: 0, unite: 'stage' },
    {
      ...wholeBranch,
      module: 'groupe_parole',
      indicateur: 'presents_par_seance',
      statut: 'sans_objet',
      numerateur: 0,
      denominateur: 0,
    },
  ],
  sorties_totaux: [{ ...wholeBranch, indicateur: 'personnes_sorties', valeur: 183 }],
  hebergement: [
    {
      annee: 2024,
      antenne: 'AERS',
      site: '_T',
      type_place: '_T',
      indicateur: 'nuitees',
      valeur: 958,
      unite: 'nuitée',
    },
    {
      annee: 2024,
      antenne: 'AERS',
      site: '_T',
      type_place: 'hotel',
      indicateur: 'nuitees',
      valeur: 126,
      unite: 'nuitée',
    },
  ],
  periodes: [
    ...['01', '02', '03', '04'].map((month, index) => ({
      ...{ annee: 2024, antenne: 'CPCA', genre: 'mois', periode: `2024-${month}` },
      ...{ indicateur: 'personnes_accompagnees', valeur: index === 3 ? null : 400 + index },
      statut: index === 3 ? 'non_transmis' : 'publie',
    })),
    {
      annee: 2024,
      antenne: 'CPCA',
      genre: 'trimestre',
      periode: '2024-T1',
      indicateur: 'personnes_accompagnees',
      valeur: 645,
    },
  ],
  territoires: [
    { annee: 2024, departement: '34', lecture: 'accompagnement', indicateur: 'personnes', valeur: 1177 },
    { annee: 2024, departement: '30', lecture: 'accompagnement', indicateur: 'personnes', valeur: 82 },
  ],
  finances: [
    {
      annee: 2024,
      antenne: 'AERS',
      objet: 'C4',
      indicateur: 'accorde',
      valeur: 12500.5,
      unite: 'euro',
    },
  ],
  qualite: [
    { annee: 2024, antenne: 'AERS', objet: 'envoi', indicateur: 'lignes_lues', valeur: 1441, unite: 'ligne' },
  ],
  controles: [
    {
      annee: 2024,
      famille: 'stock',
      regle: 'attente',
      indicateur: 'constats',
      valeur: 2,
      libelle: 'Clôture = ouverture + entrées − fins.',
    },
  ],
  constats: [
    {
      ...{
        annee: 2024,
        antenne: 'AERS',
        constat: '6ee59db0b88f',
        valeur: 1,
        libelle: 'Un nombre écrit deux fois a deux valeurs.',
      },
      ...{
        regle: 'r',
        famille: 'repetition',
        gravite: 'erreur',
        mesure: 'personnes',
        sujet: 'personnes',
        ecrit: 98,
        calcule: 150,
      },
      ...{
        ecart: -52,
        formule: '98 ; 150',
        lecture: 'Deux définitions.',
        sources: 'a.xlsx · A · B1\nb.xlsx · B · B2',
      },
      ...{ reserve: '', reconnu: 'oui', raison: 'Deux convocations comptées' },
    },
    {
      ...{
        annee: 2024,
        antenne: 'LA_CLEDE',
        constat: 'aaaa59db0b88',
        valeur: 1,
        libelle: 'Un partage fait son total.',
      },
      ...{
        regle: 'r',
        famille: 'partage',
        gravite: 'information',
        sujet: 'une caractéristique des personnes',
        sources: 'c.xlsx · C · B1',
      },
      ...{ reserve: 'chiffres réservés à l’antenne et au porteur (cpca check)', reconnu: 'non' },
    },
  ],
  profil_region: [
    ...['_T', 'femme', 'homme_ou_inconnu'].flatMap((sexe, at) => [
      group({ sexe }, 'jeunes', [480, 60, 420][at] ?? 0),
      group({ sexe }, 'autres', [120, 20, 100][at] ?? 0),
      group({ sexe }, '_U', [6, 0, 6][at] ?? 0),
    ]),
  ],
  profil_antennes: [
    group({ antenne: 'AERS' }, 'jeunes', 500, WIDER),
    group({ antenne: 'AERS' }, 'autres', 100, WIDER),
    group({ antenne: 'AERS' }, '_U', 91, WIDER),
    group({ antenne: 'LA_CLEDE' }, 'jeunes', null, { base_valeur: null }),
    group({ antenne: 'LA_CLEDE' }, 'autres', null, { base_valeur: null }),
    group({ antenne: 'LA_CLEDE' }, '_U', null, { base_valeur: null }),
    group({ antenne: 'LA_CLEDE', ...SEX }, '_T', null, { base_valeur: null }),
    group({ antenne: 'AERS', ...SEX }, 'femme', 100),
  ],
  profil_departements: [
    group({ departement: '34' }, 'jeunes', 500, { ...WIDER, periode: '2022-2024' }),
    group({ departement: '34' }, 'autres', 100, { ...WIDER, periode: '2022-2024' }),
  ],
  sensibles_region: [
    group({}, 'mineur', null, { caracteristique: 'mineurs', libelle_caracteristique: 'Minorité' }),
    group({}, 'majeur', 600, { caracteristique: 'mineurs', libelle_caracteristique: 'Minorité' }),
  ],
  sorties_classes: ['_T', 'AERS'].flatMap((antenne) => [
    group({ antenne, classe_large: 'aboutie' }, 'aboutie', 80, { ...CLASS, base_valeur: 110 }),
    group({ antenne, classe_large: 'interrompue' }, 'interrompue', 30, { ...CLASS, base_valeur: 110 }),
  ]),
  sorties_motifs: [
    group({ motif: 'relais' }, 'relais', 110, { ...CLASS, base_valeur: 110 }),
    group({ motif: '_U' }, '_U', 4, { ...CLASS, base_valeur: 110 }),
  ],
  evolution: [
    {
      ...{
        ...wholeBranch,
        provenance: 'declare',
        statut: 'sans_objet',
        valeur_n: '691',
        valeur_n_1: '640',
        comparable: 'non',
      },
      raison: 'définition changée en 2024',
    },
    {
      ...{ ...wholeBranch, indicateur: 'orientations', valeur: 51, valeur_n: '535', valeur_n_1: '484' },
      ...{ evolution_pour_cent: '10.5', comparable: 'oui', unite: 'orientation' },
    },
  ],
  evolution_chiffres_cles: [
    {
      ...{
        annee: 2024,
        bloc: 'orientations',
        modalite: '_T',
        valeur: 25,
        valeur_n: '1544',
        valeur_n_1: '1519',
      },
      ...{ evolution_pour_cent: '1.6', comparable: 'oui', unite: 'orientation' },
    },
  ],
  notes: [
    {
      ...{
        annee: 2024,
        antenne: 'AERS',
        indicateur: 'personnes_accompagnees',
        genre: 'rupture',
        rang: 1,
        module: '_T',
        valeur: 1,
      },
      ...{
        texte: 'définition changée',
        avant: 'reçues',
        apres: 'accompagnées',
        par: 'comité technique',
        le: '2024-01-17',
      },
    },
    {
      ...{
        annee: 2024,
        antenne: 'AERS',
        indicateur: 'orientations',
        genre: 'explication',
        rang: 1,
        module: '_T',
        valeur: 1,
      },
      ...{ texte: 'Les partenaires orientent davantage.', par: 'coordination', le: '2025-01-21' },
    },
  ],
};

/** The release that these rows make. */
export function fixtureRelease(cubes: Readonly<Record<string, readonly Row[]>> = FIXTURE): SiteRelease {
  return {
    name: '2024-12-31-f1c71f00',
    dataDate: '2024-12-31',
    sample: true,
    published: undefined,
    audit: null,
    cubes: Object.entries(cubes).map(([nom, rows]) => ({
      description: {
        ...{ nom, titre: nom, description: 'Une ligne par chiffre.', attributs: [] },
        dimensions: (DIMENSIONS[nom] ?? []).map((name) => {
          const codes = CODES[name];
          return { nom: name, libelle: name, ...(codes ? { codes } : {}) };
        }),
      },
      arrow: arrowOf(nom, rows),
    })),
    dictionary: {
      ...{ version: 1, populations: [], absences: [], cubes: [], relations: [] },
      indicateurs: [
        {
          code: 'orientations',
          libelle: 'Orientations',
          unite: 'orientation',
          definition: 'Nombre d’envois.',
        },
      ],
    },
  };
}

/** The key of a row, as the files of a report name it. */
export function fixtureKey(cube: string, row: Row): string {
  return (DIMENSIONS[cube] ?? []).map((name) => String(row[name] ?? '')).join('/');
}

function arrowOf(cube: string, rows: readonly Row[]): Uint8Array {
  const measured = ['antennes', 'constats', 'notes', 'offre', 'offre_tribunal'].includes(cube);
  const full = rows.map((row) => ({ ...(measured ? { statut: 'publie', source: '' } : common), ...row }));
  const names = [...new Set(full.flatMap((row) => Object.keys(row)))];
  const vectors = names.map((name) => {
    const cells = full.map((row: Row) => row[name] ?? null);
    if (name === 'annee') return [name, vectorFromArray(cells as number[], new Int32())] as const;
    if (NUMBERS.includes(name))
      return [name, vectorFromArray(cells as (number | null)[], new Float64())] as const;
    return [name, vectorFromArray(cells as (string | null)[], new Utf8())] as const;
  });
  return tableToIPC(new Table(Object.fromEntries(vectors)), 'stream');
}
