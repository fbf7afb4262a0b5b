import { describe, expect, it } from 'vitest';
import { decisionFaults, imputationFaults, parseActe } from './adopt.ts';
import { allocate } from './allocate.ts';
import { inputsFromRows } from './inputs.ts';
import { BudgetError, type Problem } from './problem.ts';
import {
  ACTE,
  chain,
  PROPOSAL,
  proposalRows,
  proposalSends,
  proposalUsed,
  type send,
} from './record-fixture.ts';
import { validationFaults } from './validation.ts';

const TODAY = '2025-07-01';
const nameOf = (code: string) => code;

function told(problemes: readonly Problem[]): string[] {
  return problemes.map(({ code }) => code);
}

/** What reading an act is refused for. */
function refusals(value: unknown): readonly Problem[] {
  try {
    parseActe(value, { fichier: 'acte.yml' });
    return [];
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problemes;
  }
}

describe('an act of adoption', () => {
  it('is read as it is written', () => {
    expect(parseActe(structuredClone(ACTE))).toEqual(ACTE);
  });

  it('is refused without a meeting date, or without a clause that authorises re-granting', () => {
    const { seance: _seance, clause: _clause, ...rest } = ACTE;
    const found = refusals(rest);
    expect(told(found)).toEqual(['seance_absente', 'clause_absente']);
    expect(found[1]).toMatchObject({
      fichier: 'acte.yml',
      colonne: 'clause',
      message: 'Aucune clause de la convention n’autorise le porteur à reverser la subvention.',
    });
  });

  it.each(['adopte_par', 'convention', 'imputations', 'signataires'])('is refused without « %s »', (key) => {
    const { [key]: _left, ...rest } = ACTE as unknown as Record<string, unknown>;
    expect(refusals(rest)).toEqual([
      expect.objectContaining({ code: 'parametre_absent', colonne: key, fichier: 'acte.yml' }),
    ]);
  });

  it('is refused with a date that does not exist, an unknown key, an imputation accepted twice', () => {
    expect(told(refusals({ ...ACTE, seance: '2025-02-30' }))).toEqual(['date_illisible']);
    expect(told(refusals({ ...ACTE, seence: '2025-02-03' }))).toEqual(['parametre_inconnu']);
    const twice = [...ACTE.imputations, ...ACTE.imputations];
    expect(told(refusals({ ...ACTE, imputations: twice }))).toEqual(['imputation_en_double']);
  });
});

describe('a decision', () => {
  const faults = (over: Parameters<typeof decisionFaults>[0] = PROPOSAL, acte = ACTE, earlier = chain()) =>
    decisionFaults(over, acte, earlier, TODAY);
  const later = { ...ACTE, seance: '2025-06-25', motif_remplacement: 'une donnée a changé' };

  it('stands on a proposal that a meeting examined', () => {
    expect(faults(PROPOSAL, ACTE, [])).toEqual([]);
    expect(faults(PROPOSAL, later)).toEqual([]);
    const found = decisionFaults(
      { ...PROPOSAL, statut: 'illustration', date_reunion: null },
      ACTE,
      [],
      TODAY,
    );
    expect(told(found)).toEqual(['illustration_non_adoptable', 'reunion_absente']);
  });

  it('has one round for one date, in the order of dates, none to come, none before its proposal', () => {
    expect(faults(PROPOSAL, { ...later, seance: '2025-05-14' })).toEqual([
      expect.objectContaining({
        code: 'seance_deja_arretee',
        colonne: 'seance',
        message: 'Une répartition a déjà été arrêtée à la séance du 14 mai 2025 (acte n° 2).',
      }),
    ]);
    expect(told(faults(PROPOSAL, { ...later, seance: '2025-05-20' }))).toEqual(['seance_anterieure']);
    expect(told(faults(PROPOSAL, { ...later, seance: '2025-07-02' }))).toEqual(['seance_a_venir']);
    expect(told(faults({ ...PROPOSAL, date_reunion: '2025-06-30' }, later))).toEqual([
      'seance_avant_reunion',
    ]);
  });

  it('says why it takes the place of another, and only then', () => {
    expect(told(faults(PROPOSAL, { ...later, motif_remplacement: null }))).toEqual(['motif_absent']);
    expect(told(faults({ ...PROPOSAL, exercice: 2031 }, later))).toEqual(['rien_a_remplacer']);
  });

  it('is signed by every antenne of the round, and by no other', () => {
    const [first, ...others] = ACTE.signataires;
    const signataires = [...others, { antenne: 'AILLEURS', fonction: 'présidence' }];
    const found = faults(PROPOSAL, { ...ACTE, signataires }, []);
    expect(told(found)).toEqual(['antenne_inconnue', 'signataire_absent']);
    expect(found[1]?.valeur).toBe(first?.antenne);
  });
});

describe('an imputation', () => {
  const repartition = allocate(inputsFromRows(proposalRows()), PROPOSAL);

  it('counts when the act names it', () => {
    expect(imputationFaults(repartition, PROPOSAL, ACTE, nameOf)).toEqual([]);
  });

  it('is refused unnamed, under another name, or accepted for nothing', () => {
    expect(imputationFaults(repartition, PROPOSAL, { ...ACTE, imputations: [] }, nameOf)).toEqual([
      expect.objectContaining({ code: 'imputation_non_nommee', valeur: 'LA_CLEDE' }),
    ]);
    const renamed = ACTE.imputations.map((one) => ({ ...one, nom: 'Autre' }));
    expect(told(imputationFaults(repartition, PROPOSAL, { ...ACTE, imputations: renamed }, nameOf))).toEqual([
      'imputation_non_nommee',
    ]);
    const useless = [...ACTE.imputations, { entree: 'orientations', proprietaire: 'APEX', nom: 'Rien' }];
    expect(told(imputationFaults(repartition, PROPOSAL, { ...ACTE, imputations: useless }, nameOf))).toEqual([
      'imputation_inutile',
    ]);
  });

  it('is never made up: an input that nobody gives is refused by name', () => {
    const rows = proposalRows().filter(({ antenne }) => antenne !== 'LA_CLEDE');
    expect(() => allocate(inputsFromRows(rows), PROPOSAL)).toThrow(/LA_CLEDE.*personnes accompagnées/s);
  });
});

describe('the inputs of a decision', () => {
  const used = proposalUsed();

  it('are those that the split computes with, each resting on a validated send', () => {
    expect(used.map(({ entree, proprietaire }) => `${entree} ${proprietaire}`).sort()).toEqual([
      ...['11', '30', '34', '48', '66'].map((code) => `actions_en_place ${code}`),
      ...['AERS', 'APEX', 'LA_CLEDE', 'LA_TRAVERSE', 'UDAF11', 'VIA_VOLTAIRE'].map(
        (code) => `personnes_accompagnees ${code}`,
      ),
    ]);
    expect(validationFaults(used, proposalSends(), nameOf)).toEqual([]);
  });

  /** The sends of the proposal, those of `entree` bent. */
  function bent(entree: string, over: Partial<ReturnType<typeof send>>) {
    return proposalSends().map((one) => (one.entree === entree ? { ...one, ...over } : one));
  }

  it('are refused once per send that is not validated, with all that rests on it', () => {
    const found = validationFaults(
      used,
      bent('actions_en_place', { etat: 'a_valider', par: '', le: '' }),
      nameOf,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code: 'entree_non_validee', valeur: 'porteur_offre 2024' });
    expect(found[0]?.message).toContain('(11)');
    expect(found[0]?.message).toContain('(66)');
    expect(found[0]?.remede).toContain('validate porteur_offre 2024');
  });

  it('are refused when an opinion lapsed, a send is contested, or lines are to correct', () => {
    expect(validationFaults(used, bent('actions_en_place', { etat: 'caduc' }), nameOf)[0]?.message).toContain(
      'a changé depuis son bon à publier',
    );
    const [contested] = validationFaults(
      used,
      bent('actions_en_place', { etat: 'conteste', raison: 'le groupe de Mende manque' }),
      nameOf,
    );
    expect(contested).toMatchObject({ code: 'entree_contestee' });
    expect(contested?.message).toContain(
      'contesté par « direction » le 3 février 2025 : le groupe de Mende manque',
    );
    const [open] = validationFaults(used, bent('actions_en_place', { valeur: 2 }), nameOf);
    expect(open).toMatchObject({ code: 'lignes_a_corriger' });
    expect(open?.message).toContain('2 lignes à corriger');
  });

  it('are refused without any send, unless the State publishes them or the act imputes them', () => {
    const without = (etat: 'sans_envoi' | 'reference') =>
      validationFaults(used, bent('actions_en_place', { objet: '_U', valeur: null, etat }), nameOf);
    expect(new Set(told(without('sans_envoi')))).toEqual(new Set(['entree_sans_envoi']));
    expect(without('sans_envoi')).toHaveLength(5);
    expect(without('reference')).toEqual([]);
    const silent = proposalSends().filter(({ antenne }) => antenne !== 'LA_CLEDE');
    expect(validationFaults(used, silent, nameOf)).toEqual([]);
  });

  it('leave aside what the parameters do not ask for', () => {
    const alone = { ...PROPOSAL, poids: { activite: 100, developpement: 0, harmonisation: 0 } };
    expect(proposalUsed(alone).map(({ entree }) => entree)).not.toContain('actions_en_place');
  });
});
