import { isMap, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import * as z from 'zod';
import { nearest } from '../sql/nearest.ts';
import { type ProblemDraft, throwProblems } from './publication-error.ts';

/** A text of configuration and the name it goes by in messages. */
export interface YamlText {
  fichier: string;
  texte: string;
}

/** A value read from YAML, and where each of its keys stands. */
export interface YamlValue<T> {
  value: T;
  /** A problem at a key: the file, the line and the key lead its message. */
  problemAt(path: readonly PropertyKey[], message: string, remede: string): ProblemDraft;
}

const FRENCH = z.locales.fr().localeError;

/**
 * Reads a YAML text by a schema. Errors (`PublicationError`): `yaml_illisible`, and one `<code>` per broken
 * key, with its path, its line and, for an unknown key, the known one that was probably meant.
 */
export function readYaml<Schema extends z.ZodType>(
  source: YamlText,
  schema: Schema,
  code: string,
): YamlValue<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(source.texte, { lineCounter: lines, prettyErrors: false });
  throwProblems(
    document.errors.map((error) => ({
      code: 'yaml_illisible',
      message: `${source.fichier}, ligne ${lines.linePos(error.pos[0]).line} : ce n’est pas du YAML lisible (${error.message}).`,
      fichier: source.fichier,
      ligne: lines.linePos(error.pos[0]).line,
      regle: 'YAML',
      remede: 'Corrigez l’indentation ou la ponctuation à cette ligne.',
    })),
  );
  const problemAt = (path: readonly PropertyKey[], message: string, remede: string): ProblemDraft => {
    const offset = offsetOf(document.contents, path);
    const ligne = offset === undefined ? null : lines.linePos(offset).line;
    const cle = keyName(document.toJS(), path);
    const place = ligne === null ? source.fichier : `${source.fichier}, ligne ${ligne}`;
    return {
      code,
      message: `${place} : ${cle} – ${message}`,
      fichier: source.fichier,
      ligne,
      regle: cle,
      remede,
    };
  };
  const parsed = schema.safeParse(document.toJS(), { error: FRENCH, reportInput: true });
  if (parsed.success) return { value: parsed.data, problemAt };
  const known = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  throwProblems(parsed.error.issues.flatMap((issue) => describe(issue, known, problemAt)));
  throw new Error(`${source.fichier}: the schema refused without a reason`);
}

/** A key as a reader finds it: the items of a list by their `nom` where they have one. */
function keyName(root: unknown, path: readonly PropertyKey[]): string {
  let at = root;
  let written = '';
  for (const step of path) {
    at = field(at, String(step));
    const nom = typeof step === 'number' ? field(at, 'nom') : undefined;
    if (typeof step === 'number') written += `[${typeof nom === 'string' ? nom : step + 1}]`;
    else written += written === '' ? String(step) : `.${String(step)}`;
  }
  return written === '' ? 'fichier entier' : written;
}

/** Where a key stands in the text; for a key that is not there, where its nearest parent stands. */
function offsetOf(root: ParsedNode | null, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(step));
      if (pair === undefined) return offset;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else {
      const items: unknown =
        typeof node === 'object' && node !== null && 'items' in node ? node.items : undefined;
      node = Array.isArray(items) ? items[Number(step)] : undefined;
      if (node === undefined) return offset;
      offset = rangeStart(node) ?? offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return undefined;
  const [start] = node.range;
  return typeof start === 'number' ? start : undefined;
}

function describe(
  issue: z.core.$ZodIssue,
  known: unknown,
  problemAt: YamlValue<unknown>['problemAt'],
): ProblemDraft[] {
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(known, issue.path);
    return issue.keys.map((key) => {
      const meant = nearest(key, keys);
      const remede =
        meant === undefined ? `Clés admises ici : ${keys.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`;
      return problemAt([...issue.path, key], 'clé inconnue.', remede);
    });
  }
  if (issue.code === 'invalid_union') {
    // Of the readings that were tried, the one that came nearest: it broke on the deepest key.
    const readings = issue.errors.toSorted((left, right) => depth(right) - depth(left));
    const [nearestReading] = readings;
    if (nearestReading !== undefined && depth(nearestReading) > 0) {
      const inside = nearestReading.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
      return inside.flatMap((one) => describe(one, known, problemAt));
    }
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [problemAt(issue.path, 'clé manquante.', 'Ajoutez cette clé et sa valeur.')];
  }
  return [problemAt(issue.path, `${issue.message}.`, suggestedValue(issue) ?? 'Corrigez cette valeur.')];
}

/** How deep a reading went before it broke; an unknown key counts as one step more. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((one) => one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0)));
}

function suggestedValue(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_value') return undefined;
  const values = issue.values.map(String);
  const meant = typeof issue.input === 'string' ? nearest(issue.input, values) : undefined;
  return meant === undefined ? `Valeurs admises : ${values.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`;
}

/** The keys that a JSON schema admits at a path. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at = schema;
  for (const step of path) {
    at =
      typeof step === 'number'
        ? field(at, 'items')
        : (field(field(at, 'properties'), String(step)) ?? field(at, 'additionalProperties'));
  }
  const properties = field(at, 'properties');
  if (typeof properties === 'object' && properties !== null) return Object.keys(properties);
  const choices = field(at, 'anyOf');
  return Array.isArray(choices) ? choices.flatMap((choice) => keysAt(choice, [])) : [];
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
