import * as z from 'zod';
import { AUDIENCES, CLASSES } from './catalogue.ts';
import { readYaml, type YamlText } from './yaml-file.ts';

const rule = z.discriminatedUnion('regle', [
  z.strictObject({ regle: z.literal('jamais_masque') }),
  z.strictObject({ regle: z.literal('minimum'), minimum: z.int().min(2) }),
  z.strictObject({
    regle: z.literal('frequence'),
    minimum: z.int().min(2),
    base: z.int().min(2).default(0),
  }),
]);

const schema = z.strictObject({
  version: z.literal(1),
  publics: z.record(z.enum(AUDIENCES), z.partialRecord(z.enum(CLASSES), rule)),
  /** The rule of whatever has no label: that of everybody. Nothing is written for everybody yet. */
  public: z.partialRecord(z.enum(CLASSES), rule).optional(),
  unites: z.record(z.string(), z.enum(['valeur', 'contributeurs', 'libre'])),
});

export type ClassRule = z.output<typeof rule>;

/** How to count the persons behind a cell of some unit when the mart does not say their number. */
export type UnitReading = 'valeur' | 'contributeurs' | 'libre';

/** The thresholds of publication: a rule per audience and class, a reading per unit. */
export type Thresholds = z.output<typeof schema>;

/** Reads `thresholds.yml`. Errors (`PublicationError`): `seuils_invalides`, with the key and its line. */
export function readThresholds(source: YamlText): Thresholds {
  return readYaml(source, schema, 'seuils_invalides').value;
}
