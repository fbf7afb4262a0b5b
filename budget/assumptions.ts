import type { Avertissement } from './allocation.ts';
import { formatEuros, formatNumber } from './format.ts';
import type { Inputs, Mesure } from './inputs.ts';
import type { AnneePrecedente, ImputationNommee, Parameters } from './parameters.ts';
import { type Problem, problem } from './problem.ts';
import { ENTREES_TERRITOIRE, inputLabel } from './words.ts';

/** The inputs' figures with what the parameters say in the place of those that lack. */
export interface Assumed {
  readonly mesures: readonly Mesure[];
  readonly problemes: readonly Problem[];
  readonly avertissements: readonly Avertissement[];
}

/**
 * Puts the parameters' imputations and amounts of the year before among the figures. An imputation takes the place of
 * a value that lacks, or of another imputation; where somebody declared or counted a value it is a problem. The amount
 * of the year before that a decision gave wins over the data's, and the difference is told.
 */
export function assume(inputs: Inputs, parameters: Parameters): Assumed {
  const { imputations = [], annee_precedente: year } = parameters;
  if (imputations.length === 0 && year === undefined)
    return { mesures: inputs.mesures, problemes: [], avertissements: [] };
  const assumptions = new Assumptions(inputs.mesures, parameters);
  for (const imputation of imputations) assumptions.impute(imputation);
  if (year !== undefined) assumptions.before(year);
  return assumptions.finish();
}

class Assumptions {
  private readonly figures = new Map<string, Mesure>();
  /** Figures of nobody in particular, and those given twice, which are a problem told elsewhere. */
  private readonly others: Mesure[] = [];
  private readonly problemes: Problem[] = [];
  private readonly avertissements: Avertissement[] = [];
  private readonly territories: ReadonlyMap<string, string>;

  constructor(
    mesures: readonly Mesure[],
    private readonly parameters: Parameters,
  ) {
    this.territories = new Map(parameters.antennes.map(({ code, departement }) => [code, departement]));
    for (const mesure of mesures) {
      const owner = mesure.antenne ?? mesure.departement;
      const key = keyOf(mesure.entree, owner ?? '');
      if (owner === null || this.figures.has(key)) this.others.push(mesure);
      else this.figures.set(key, mesure);
    }
  }

  impute({ antenne: owner, entree, valeur, nom, motif }: ImputationNommee): void {
    const key = keyOf(entree, owner);
    const found = this.figures.get(key);
    if (found?.valeur != null && found.provenance !== 'imputation') {
      this.problemes.push(
        problem(
          'imputation_sur_valeur',
          `L’imputation « ${nom} » veut remplacer ce que ${owner} a donné pour « ${inputLabel(entree)} » : ${formatNumber(found.valeur)}.`,
          'Une imputation ne prend jamais la place d’une valeur déclarée ou comptée.',
          'Retirer l’imputation des paramètres, ou faire corriger la valeur à la source.',
          { colonne: 'imputations' },
        ),
      );
      return;
    }
    const territory = ENTREES_TERRITOIRE.includes(entree);
    this.figures.set(key, {
      entree,
      departement: territory ? owner : (this.territories.get(owner) ?? null),
      antenne: territory ? null : owner,
      valeur,
      statut: 'publie',
      mot: nom,
      formule: motif,
      provenance: 'imputation',
      source: `paramètres « ${this.parameters.nom} »`,
      imputation: { nom, motif },
    });
  }

  before({ source, montants }: AnneePrecedente): void {
    const entree = 'montant_n1';
    for (const { antenne, montant_centimes: cents } of montants) {
      const key = keyOf(entree, antenne);
      const found = this.figures.get(key)?.valeur ?? null;
      const valeur = cents === null ? null : cents / 100;
      if (found !== null && found !== valeur) this.warnOther(antenne, found, cents);
      this.figures.set(key, {
        entree,
        departement: this.territories.get(antenne) ?? null,
        antenne,
        valeur,
        statut: valeur === null ? 'sans_objet' : 'publie',
        mot: inputLabel(entree),
        formule: '',
        provenance: 'declare',
        source,
      });
    }
  }

  private warnOther(antenne: string, found: number, cents: number | null): void {
    const decided = cents === null ? 'aucun montant' : formatEuros(cents);
    this.avertissements.push({
      code: 'annee_precedente_differente',
      message: `« ${antenne} » : les paramètres donnent ${decided} pour l’année précédente, les données ${formatEuros(Math.round(found * 100))} ; la décision l’emporte.`,
    });
  }

  finish(): Assumed {
    return {
      mesures: [...this.figures.values(), ...this.others],
      problemes: this.problemes,
      avertissements: this.avertissements,
    };
  }
}

function keyOf(entree: string, owner: string): string {
  return JSON.stringify([entree, owner]);
}
