import * as z from 'zod';
import type { Audience } from './catalogue.ts';
import { PublicationError } from './publication-error.ts';

const words = z.string().max(4000);

const line = z.strictObject({
  nom: words,
  nature: z.enum(['coordination', 'antenne', 'reserve']),
  parts: z.array(z.strictObject({ libelle: words, montant: words })),
  montant: words,
  part: words,
  annee_precedente: words.nullable(),
  ecart: words.nullable(),
});

const decision = z.strictObject({
  rang: z.int().positive(),
  exercice: z.int(),
  seance: words,
  adopte_par: words,
  cadre: words,
  remplace: words.nullable(),
  total: words,
  lignes: z.array(line),
  criteres: z.array(words),
  parametres: z.array(z.strictObject({ libelle: words, valeur: words })),
  imputations: z.array(words),
  publication: words,
  empreinte: z.string().regex(/^[0-9a-f]{64}$/),
  exemple: z.boolean(),
});

const schema = z.strictObject({
  version: z.literal(1),
  decisions: z.array(decision),
  remplacees: z.array(
    z.strictObject({ rang: z.int().positive(), exercice: z.int(), seance: words, total: words }),
  ),
});

/** The decisions that leave: words and euros of what was adopted, of class V; no input, and nothing to simulate with. */
export type PublishedDecisions = z.output<typeof schema>;

/** Who is shown what was adopted. Researchers and the public are not. */
const AUDIENCES: ReadonlySet<Audience> = new Set<Audience>(['comite', 'drdfe']);

/**
 * Lets adopted decisions out to an audience: exactly the fields above, or nothing. `sample` is what the release says of
 * itself, since samples and real data never stand beside each other. Errors (`PublicationError`): `decision_retenue`,
 * `echantillon_et_reel`.
 */
export function publishDecisions(value: unknown, audience: Audience, sample: boolean): PublishedDecisions {
  const parsed = schema.safeParse(value);
  if (!parsed.success || !AUDIENCES.has(audience))
    throw new PublicationError(
      [
        {
          code: 'decision_retenue',
          message: parsed.success
            ? `Les décisions ne sont pas publiées pour ${audience}.`
            : 'Les décisions à publier portent autre chose que ce qui a été arrêté.',
          regle: 'd’une décision ne sortent que ses mots et ses montants, pour le comité et la DRDFE',
          remede: 'Vérifiez les décisions : npm run cpca -- budget verify',
        },
      ],
      { cause: parsed.error },
    );
  if (parsed.data.decisions.some(({ exemple }) => exemple !== sample))
    throw new PublicationError([
      {
        code: 'echantillon_et_reel',
        message: 'Une décision d’exemple et une publication réelle, ou l’inverse, ne vont pas ensemble.',
        regle: 'échantillons et données réelles ne se mêlent jamais',
        remede: 'Publiez dans un autre dossier.',
      },
    ]);
  return parsed.data;
}
