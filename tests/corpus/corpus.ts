import type { Case } from './case.ts';
import { DECLARED } from './declared.ts';
import { ENCODINGS } from './encodings.ts';
import { FORMATS } from './formats.ts';
import { HEADINGS } from './headings.ts';
import { NAMES } from './names.ts';
import { ROWS } from './rows.ts';
import { WEIGHT } from './weight.ts';

/** Every broken file, in the order of the table. */
export const CORPUS: readonly Case[] = [
  ...FORMATS,
  ...ENCODINGS,
  ...HEADINGS,
  ...ROWS,
  ...DECLARED,
  ...NAMES,
  ...WEIGHT,
];
