import { createHash } from 'node:crypto';
import { allocate } from './allocate.ts';
import type { InputRow } from './inputs.ts';
import { inputsFromRows } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { type Acte, type DecisionRecord, makeRecord, type RecordParts } from './record.ts';
import { actionRows, activityOnly, activityRows, CLEDE, FIVE, row } from './round-fixture.ts';
import { usedInputs, type ValidationRow } from './validation.ts';

/** For tests: the six antennes of 2024, La Clède imputed, all three envelopes. */
export const SIX = [...FIVE, CLEDE];

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const PROPOSAL: Parameters = {
  ...activityOnly(SIX),
  nom: 'Proposition 35 / 20 / 45',
  statut: 'proposition',
  date_reunion: '2025-03-05',
  propose_par: 'bureau du porteur',
  motif: 'Ce que deux réunions ont retenu.',
  poids: { activite: 35, developpement: 20, harmonisation: 45 },
  developpement: { projets: 'ecartes', sans_notes: 'parts_egales', excedent: 'repartir' },
  harmonisation: { ...activityOnly(SIX).harmonisation, comblements: 'ecartes' },
};

export const IMPUTED = 'Par différence avec le total régional';

export function proposalRows(): InputRow[] {
  return [
    ...activityRows(FIVE, [691, 546, 84, 42, 23]),
    row('personnes_accompagnees', { antenne: CLEDE.code, departement: CLEDE.departement }, 325, {
      provenance: 'imputation',
      mot: IMPUTED,
      formule: '1 715 − 1 390',
    }),
    ...actionRows({ 11: 2, 30: 3, 34: 6, 48: 2, 66: 3 }),
  ];
}

export const ACTE: Acte = {
  version: 1,
  seance: '2025-04-09',
  adopte_par: 'comité technique',
  convention: { reference: 'convention d’objectifs 2024-2026', date: '2024-03-15' },
  clause: {
    article: 'l’article 5',
    texte: 'Le bénéficiaire peut reverser tout ou partie de la subvention à ses partenaires.',
  },
  imputations: [{ entree: 'personnes_accompagnees', proprietaire: 'LA_CLEDE', nom: IMPUTED }],
  motif_remplacement: null,
  signataires: SIX.map(({ code }) => ({ antenne: code, fonction: 'présidence' })),
};

/** A send of `owner` behind an input, validated unless said. */
export function send(
  entree: string,
  owner: { antenne?: string; departement: string },
  over: Partial<ValidationRow> = {},
): ValidationRow {
  return {
    annee: 2024,
    entree,
    departement: owner.departement,
    antenne: owner.antenne ?? '_T',
    objet: 'porteur_offre 2024',
    valeur: 0,
    etat: 'valide',
    raison: '',
    par: 'direction',
    le: '2025-02-03',
    expediteur: owner.antenne ?? 'CPCA',
    source: 'essai.csv',
    ...over,
  };
}

/** A validated send behind each input of the proposal. */
export function proposalSends(): ValidationRow[] {
  return [
    ...SIX.map(({ code, departement }) =>
      send(
        'personnes_accompagnees',
        { antenne: code, departement },
        { objet: `${code.toLowerCase()}_annuel 2024` },
      ),
    ),
    ...['11', '30', '34', '48', '66'].map((departement) => send('actions_en_place', { departement })),
  ];
}

export function recordParts(over: { parameters?: Parameters; acte?: Partial<Acte> } = {}): RecordParts {
  const parameters = over.parameters ?? PROPOSAL;
  const lignes = proposalRows();
  return {
    acte: { ...ACTE, ...over.acte },
    publication: {
      release: '2024-12-31-0123abcd',
      donnees_du: '2024-12-31',
      manifeste_sha256: sha256('manifest'),
      echantillon: false,
    },
    parametres: { fichier: 'parametres.yml', texte: 'version: 1\n', valeur: parameters },
    entrees: { annee: 2024, lignes },
    validations: proposalSends(),
    repartition: allocate(inputsFromRows(lignes), parameters),
  };
}

/** Three records in a chain: a decision, its replacement, and one of the next exercice. */
export function chain(): DecisionRecord[] {
  const first = makeRecord(recordParts(), [], '2025-04-10T08:00:00.000Z', sha256);
  const second = makeRecord(
    recordParts({ acte: { seance: '2025-05-14', motif_remplacement: 'les données de l’Aude ont changé' } }),
    [first],
    '2025-05-15T08:00:00.000Z',
    sha256,
  );
  const next = recordParts({ parameters: { ...PROPOSAL, exercice: 2026 }, acte: { seance: '2025-06-11' } });
  return [first, second, makeRecord(next, [first, second], '2025-06-12T08:00:00.000Z', sha256)];
}

/** What the proposal's split rests on. */
export function proposalUsed(parameters = PROPOSAL) {
  const inputs = inputsFromRows(proposalRows());
  return usedInputs(allocate(inputs, parameters), inputs, parameters);
}
