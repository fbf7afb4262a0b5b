import { COPY_TABLE } from './compound.ts';
import { unmarkedUtf16 } from './decode.ts';
import { otherFormat, type Words } from './refusal.ts';

/** What a file is by its first bytes, whatever its name says; `autre` names a format that holds no table for us. */
export type Kind = { genre: 'zip' | 'compound' | 'texte' } | { genre: 'autre'; words: Words };

const PRINT =
  'Demandez le classeur à la personne qui l’a produit : un tableau imprimé ou photographié ne se charge pas.';
const UNPACK = 'Ouvrez l’archive et envoyez les fichiers qu’elle contient, un par un.';
const AGAIN = 'Dans le logiciel d’origine, exportez le tableau au format .xlsx ou .csv.';

/** First bytes, in hexadecimal, of formats that people send by mistake. */
const MARKS: readonly (readonly [RegExp, string, string?])[] = [
  [
    /^(89504e47|47494638|ffd8ff|49492a00|4d4d002a|424d.{8}0000|52494646.{8}57454250|.{8}66747970(68656963|6d696631|61766966))/,
    'c’est une image',
    PRINT,
  ],
  [/^(1f8b|377abcaf|52617221|425a68|fd377a58)/, 'c’est une archive compressée', UNPACK],
  [/^(53514c69746520666f726d6174|000100005374616e64617264)/, 'c’est une base de données', AGAIN],
  [/^50415231/, 'c’est un fichier Parquet', AGAIN],
  [/^09(00|02|04|08).{4}(05|10|20|40)?00/, 'c’est un classeur d’Excel 4 ou plus ancien'],
  [/^0000(02|1a)00/, 'c’est un classeur Lotus'],
  [/^(fffe0000|0000feff)/, 'son texte est en UTF-32'],
];
/** The same for formats whose mark is written. */
const WRITTEN: typeof MARKS = [
  [/^%PDF/, 'c’est un PDF', PRINT],
  [/^\{\\rtf/, 'c’est un document de traitement de texte (RTF)', COPY_TABLE],
  [/^TABLE\r?\n0,1/, 'c’est un classeur au format DIF'],
  [/^ID;P/, 'c’est un classeur au format SYLK'],
  [
    /^(MIME-Version:|From: |Received: |Return-Path: )/i,
    'c’est une page web archivée ou un message électronique',
  ],
  [/^\s*(\{\s*"|\[\s*[{[])/, 'c’est un fichier JSON', AGAIN],
];
const ZIP = /^504b(0304|0506|0708)/;
const COMPOUND = /^d0cf11e0/;
const HEAD = 64;
const SAMPLE = 65_536;
/** So few control signs may have slipped into a text; they are told by their cells. */
const SLIPPED = 8;

/** What the bytes are; a text is still to be decoded, and may be a web page. */
export function kindOf(bytes: Uint8Array): Kind {
  const head = bytes.subarray(0, HEAD);
  const hex = Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (ZIP.test(hex)) return { genre: 'zip' };
  if (COMPOUND.test(hex)) return { genre: 'compound' };
  const written = String.fromCharCode(...head);
  const mark =
    MARKS.find(([pattern]) => pattern.test(hex)) ?? WRITTEN.find(([pattern]) => pattern.test(written));
  if (mark) return { genre: 'autre', words: otherFormat(mark[1], mark[2]) };
  return isBinary(bytes)
    ? { genre: 'autre', words: otherFormat('son contenu n’est pas du texte') }
    : { genre: 'texte' };
}

function isBinary(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (marked || unmarkedUtf16(bytes)) return false;
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 27)) controls++;
  return controls > SLIPPED && controls * 200 > sample.length;
}

/** What a zip is by the names of its parts. */
export function zipKind(names: ReadonlySet<string>): 'xlsx' | 'ods' | Words {
  const has = (prefix: string) => [...names].some((name) => name.startsWith(prefix));
  if (names.has('[Content_Types].xml')) {
    if (names.has('xl/workbook.bin'))
      return otherFormat(
        'c’est un classeur Excel binaire (.xlsb)',
        'Dans Excel : Enregistrer sous, Classeur Excel (.xlsx).',
      );
    if (has('word/')) return otherFormat('c’est un document Word', COPY_TABLE);
    if (has('ppt/')) return otherFormat('c’est une présentation PowerPoint', COPY_TABLE);
    return 'xlsx';
  }
  if (names.has('content.xml') && names.has('META-INF/manifest.xml')) return 'ods';
  if (has('Index/') || names.has('Index.zip') || names.has('index.xml'))
    return otherFormat('c’est un classeur Numbers (Apple)', 'Dans Numbers : Fichier, Exporter vers, Excel.');
  return otherFormat('c’est une archive zip', UNPACK);
}

/** What a text that begins with a tag is: a web page or a workbook in XML, both of which programs save as ".xls". */
export function markupKind(texte: string): 'html' | 'xml2003' | Words | undefined {
  const head = texte.slice(0, 4096).trimStart();
  if (!head.startsWith('<')) return undefined;
  if (/<(?:\w+:)?Workbook\b[^<>]*urn:schemas-microsoft-com:office:spreadsheet/.test(head)) return 'xml2003';
  if (/<(!doctype html|html|head|body|meta|table|style)(?=[\s>/])/i.test(head))
    return /<table[\s>]/i.test(texte) ? 'html' : otherFormat('c’est une page web sans tableau', AGAIN);
  if (/<office:document[\s>]/.test(head)) return otherFormat('c’est un classeur OpenDocument à plat (.fods)');
  if (/^<(\?xml|[\w-]+:[\w-]+|[\w-]+[\s>])/.test(head)) return otherFormat('c’est un fichier XML', AGAIN);
  return undefined;
}
