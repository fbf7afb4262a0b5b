import * as XLSX from '@e965/xlsx';
import { afterEach, describe, expect, it } from 'vitest';
import { zipBytes } from '../../../data-samples/programme/zip.ts';
import type { Sheet } from '../workbook.ts';
import { read } from './read.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

function opened(content: Uint8Array, name = 'f.xlsx') {
  const result = read(content, name);
  if (!result.ok) throw new Error(result.problemes.map((found) => found.code).join());
  return result.classeur;
}
const first = (content: Uint8Array, name?: string): Sheet | undefined => opened(content, name).feuilles[0];
const values = (sheet: Sheet | undefined) => sheet?.rows.map((row) => row.map((cell) => cell.value));
const kinds = (sheet: Sheet | undefined) => sheet?.rows.map((row) => row.map((cell) => cell.kind));

/** A workbook by its parts: the sheet's XML as a test writes it. */
function xlsx(sheet: string, more: readonly (readonly [string, string])[] = [], tail = ''): Uint8Array {
  const namespace = 'http://schemas.openxmlformats.org';
  return zipBytes(
    (
      [
        [
          '[Content_Types].xml',
          `<Types xmlns="${namespace}/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
        ],
        [
          'xl/workbook.xml',
          `<workbook xmlns="${namespace}/spreadsheetml/2006/main" xmlns:r="${namespace}/officeDocument/2006/relationships"><sheets><sheet name="F" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        ],
        [
          'xl/_rels/workbook.xml.rels',
          `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="rId1" Type="${namespace}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        ],
        [
          'xl/worksheets/sheet1.xml',
          `<worksheet xmlns="${namespace}/spreadsheetml/2006/main">${sheet}${tail}</worksheet>`,
        ],
        ...more,
      ] as const
    ).map(([nom, text]) => ({ nom, octets: utf8(text) })),
  );
}

/** An ODS by its tables' XML, as an office suite writes it. */
function ods(tables: string, styles = '', manifest = '<manifest:manifest/>'): Uint8Array {
  return zipBytes([
    { nom: 'mimetype', octets: utf8('application/vnd.oasis.opendocument.spreadsheet'), brut: true },
    { nom: 'META-INF/manifest.xml', octets: utf8(manifest) },
    {
      nom: 'content.xml',
      octets: utf8(
        `<?xml version="1.0"?><office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
      ),
    },
  ]);
}
const odsTable = (rows: string, attributes = '') =>
  `<table:table table:name="F"${attributes}>${rows}</table:table>`;
const odsRow = (cells: string, attributes = '') => `<table:table-row${attributes}>${cells}</table:table-row>`;

describe('every format, in every time zone', () => {
  const zone = process.env.TZ ?? '';
  afterEach(() => {
    process.env.TZ = zone;
  });

  const sheet = XLSX.utils.aoa_to_sheet([
    ['Équipe “œuvre” à 5 €', 1234.5, { t: 'n', v: 45_292, z: 'dd/mm/yyyy' }, { t: 'n', v: 0.63, z: '0%' }],
    ['fin', { t: 'n', v: 3, f: '1+2' }],
  ]);
  sheet['!merges'] = [XLSX.utils.decode_range('A1:B1')];
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(made, sheet, 'Feuille é');

  for (const TZ of ['UTC', 'Europe/Paris', 'America/Los_Angeles', 'Pacific/Auckland'])
    it.each(['xlsx', 'xlsm', 'xls', 'ods', 'xlml'] as const)(`reads %s the same in ${TZ}`, (bookType) => {
      process.env.TZ = TZ;
      const content = new Uint8Array(XLSX.write(made, { type: 'array', bookType }) as ArrayBuffer);
      const read = first(content);
      expect(read).toMatchObject({
        nom: 'Feuille é',
        fusions: [{ de: { ligne: 0, rang: 0 }, a: { ligne: 0, rang: 1 } }],
      });
      expect(read?.rows[0]?.filter((cell) => cell.kind !== 'empty').map((cell) => cell.value)).toEqual(
        bookType === 'xlml' || bookType === 'ods'
          ? // What a merge covers, these two do not write.
            ['Équipe “œuvre” à 5 €', '2024-01-01', 0.63]
          : ['Équipe “œuvre” à 5 €', 1234.5, '2024-01-01', 0.63],
      );
      expect(read?.rows[0]?.[3]?.percent).toBe(true);
      expect(read?.rows[1]?.[1]?.value).toBe(3);
    });
});

describe('an XLSX', () => {
  const row = (cells: string) => `<sheetData><row r="1">${cells}</row></sheetData>`;

  it('a formula without a stored value is an error, not a blank; an empty text is a blank', () => {
    const sheet = first(
      xlsx(
        row(
          '<c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f><v/></c><c r="D1" t="str"><f>IF(A1=1,"","x")</f><v></v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1"><f t="shared" si="0"/></c><c r="G1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        ),
      ),
    );
    expect(kinds(sheet)).toEqual([['error', 'error', 'error', 'empty', 'number', 'error', 'error']]);
    expect(sheet?.rows[0]?.[4]?.value).toBe(2);
  });

  it('hidden lines and columns are read and told', () => {
    const sheet = first(
      xlsx(
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row><row r="9" hidden="1"/></sheetData>',
      ),
    );
    expect(values(sheet)).toEqual([[1], [2]]);
    expect(sheet).toMatchObject({ lignes_cachees: [1], colonnes_cachees: [1, 2] });
  });

  it('macros and links to other files are told, and the tables read', () => {
    const content = xlsx(row('<c r="A1"><v>1</v></c>'), [
      ['xl/vbaProject.bin', 'Sub Auto_Open()'],
      ['xl/externalLinks/externalLink1.xml', '<externalLink/>'],
    ]);
    expect(opened(content).remarques.map((found) => found.code)).toEqual([
      'MACROS_IGNOREES',
      'LIENS_EXTERNES',
    ]);
    expect(values(first(content))).toEqual([[1]]);
  });

  it.each([
    ['a line past the last one', '<row r="1048577"><c r="A1048577"><v>1</v></c></row>', 'CONTENU_TROP_GROS'],
    ['a line far past it', '<row r="1"><c r="A999999999"><v>1</v></c></row>', 'CONTENU_TROP_GROS'],
    ['a column past the last one', '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', 'CONTENU_TROP_GROS'],
    ['a text that the workbook lacks', '<row r="1"><c r="A1" t="s"><v>12</v></c></row>', 'FICHIER_ABIME'],
  ])('%s refuses the file, without taking memory', (_, rows, code) => {
    expect(read(xlsx(`<sheetData>${rows}</sheetData>`), 'f.xlsx')).toMatchObject({ problemes: [{ code }] });
  });

  it('a text longer than a cell may hold, or with a lost sign, is an error of its cell alone', () => {
    const text = (content: string, place: string) =>
      `<c r="${place}" t="inlineStr"><is><t>${content}</t></is></c>`;
    const sheet = first(
      xlsx(row(text('x'.repeat(40_000), 'A1') + text('Dur\uFFFDnd', 'B1') + text('Durand', 'C1'))),
    );
    expect(kinds(sheet)).toEqual([['error', 'error', 'text']]);
    expect(sheet?.rows[0]?.[0]?.text.length).toBeLessThan(20);
  });

  it('an unknown entity or a document type is not expanded', () => {
    const sheet = first(
      xlsx(row('<c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c><c r="B1"><v>1</v></c>')),
    );
    expect(sheet?.rows[0]?.[1]?.value).toBe(1);
    expect(sheet?.rows[0]?.[0]?.text.length ?? 0).toBeLessThan(10);
  });
});

describe('an ODS', () => {
  it('reads values that stand in attributes alone, repeated cells and lines, and errors', () => {
    const sheet = first(
      ods(
        odsTable(
          odsRow(
            '<table:table-cell office:value-type="float" office:value="5"/><table:table-cell office:value-type="string" office:string-value="Mende" table:number-columns-repeated="2"/><table:table-cell office:value-type="percentage" office:value="0.63"><text:p>63 %</text:p></table:table-cell>',
          ) +
            odsRow(
              '<table:table-cell table:formula="of:=1+1"/><table:table-cell calcext:value-type="error" office:value-type="string" office:string-value=""><text:p>Err:508</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2024-10-03"><text:p>03/10/24</text:p></table:table-cell>',
              ' table:number-rows-repeated="2"',
            ) +
            odsRow(
              '<table:table-cell table:number-columns-repeated="16384"/>',
              ' table:number-rows-repeated="1048000"',
            ),
        ),
      ),
    );
    expect(kinds(sheet)).toEqual([
      ['number', 'text', 'text', 'number'],
      ['error', 'error', 'empty', 'date'],
      ['error', 'error', 'empty', 'date'],
    ]);
    expect(sheet?.rows[0]?.[3]).toMatchObject({ value: 0.63, percent: true });
    expect(sheet?.rows[2]?.[3]?.value).toBe('2024-10-03');
  });

  it('sees a hidden sheet, hidden lines and columns', () => {
    const cell =
      '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>';
    const book = opened(
      ods(
        odsTable(
          `<table:table-column/><table:table-column table:visibility="collapse"/>${odsRow(cell)}${odsRow(cell, ' table:visibility="filter"')}`,
          ' table:style-name="ta2"',
        ),
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>',
      ),
    );
    expect(book.feuilles).toMatchObject([{ cachee: true, lignes_cachees: [1], colonnes_cachees: [1] }]);
  });

  it.each([
    [
      'a cell repeated to the end of the sheet',
      ods(
        odsTable(
          odsRow(
            '<table:table-cell office:value-type="float" office:value="5" table:number-columns-repeated="16384"><text:p>5</text:p></table:table-cell>',
            ' table:number-rows-repeated="1048576"',
          ),
        ),
      ),
      'CONTENU_TROP_GROS',
    ],
    [
      'a cell of a thousand million spaces',
      ods(
        odsTable(
          odsRow(
            '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="999999999"/>b</text:p></table:table-cell>',
          ),
        ),
      ),
      'CONTENU_TROP_GROS',
    ],
    [
      'a password',
      ods('', '', '<manifest:manifest><manifest:encryption-data/></manifest:manifest>'),
      'MOT_DE_PASSE',
    ],
  ])('%s refuses the file', (_, content, code) => {
    expect(read(content, 'f.ods')).toMatchObject({ ok: false, problemes: [{ code }] });
  });
});

describe('what programs save as .xls', () => {
  it('a web page: its cells stay texts, its accents are found', () => {
    const page = (encoded: (text: string) => Uint8Array) =>
      first(
        encoded(
          '<html><head><style>td{}</style></head><body><table><tr><th colspan=2>Présences</th></tr><tr><td>03/10/2024</td><td>1&nbsp;234,5</td><td>é &amp; à</td></tr></table></body></html>',
        ),
        'export.xls',
      );
    const expected = [['Présences'], ['03/10/2024', '1 234,5', 'é & à']];
    expect(values(page(utf8))).toEqual(expected);
    expect(values(page(latin))).toEqual(expected);
    expect(page(utf8)?.nom).toBe('export');
  });

  it('a workbook in XML: days, hidden lines, a formula without value', () => {
    const sheet = first(
      utf8(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="F"><Table><Row><Cell><Data ss:Type="DateTime">2024-10-03T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">1.5</Data></Cell></Row><Row ss:Hidden="1"><Cell ss:Formula="=1+1"/><Cell><Data ss:Type="String">é</Data></Cell></Row></Table></Worksheet></Workbook>',
      ),
      'f.xls',
    );
    expect(values(sheet)).toEqual([
      ['2024-10-03', 1.5],
      [null, 'é'],
    ]);
    expect(sheet?.rows[1]?.[0]?.kind).toBe('error');
    expect(sheet?.lignes_cachees).toEqual([1]);
  });
});

describe('a cut or false workbook', () => {
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(
    made,
    XLSX.utils.aoa_to_sheet(Array.from({ length: 400 }, (_, line) => [`ligne ${line}`, line])),
    'F',
  );
  const written = (bookType: 'xls' | 'xlsx' | 'ods') =>
    new Uint8Array(XLSX.write(made, { type: 'array', bookType, compression: true }) as ArrayBuffer);

  it.each(['xls', 'xlsx', 'ods'] as const)(
    '%s cut anywhere is refused whole, and the reader ends',
    (format) => {
      const whole = written(format);
      for (let part = 1; part < 40; part++) {
        const result = read(whole.subarray(0, Math.floor((whole.length * part) / 40)), `f.${format}`);
        expect(result).toMatchObject({
          ok: false,
          problemes: [{ code: expect.stringMatching(/TRONQUE|ABIME/) }],
        });
      }
    },
  );

  it.each(['xlsx', 'ods'] as const)(
    '%s with a byte changed anywhere is read the same or refused',
    (format) => {
      const whole = written(format);
      const expected = values(first(whole));
      for (let at = 7; at < whole.length; at += 61) {
        const changed = Uint8Array.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 0x55;
        const result = read(changed, `f.${format}`);
        if (result.ok) expect(values(result.classeur.feuilles[0])).toEqual(expected);
      }
    },
  );

  it('two sheets of one name are refused: the library would read one twice', () => {
    const one = odsTable(odsRow('<table:table-cell office:value-type="float" office:value="5"/>'));
    expect(read(ods(one + one), 'f.ods')).toMatchObject({ problemes: [{ code: 'FEUILLES_HOMONYMES' }] });
  });
});
