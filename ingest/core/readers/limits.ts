/**
 * What a file may weigh. A country's ten years (200,000 persons in 40 columns) stay well below; beyond, a file is
 * refused with a message instead of taking the machine's memory.
 */
export const LIMITS = {
  /** Bytes of a file as sent. */
  file: 100_000_000,
  /** Entries of a zip (a workbook has some tens). */
  entries: 5000,
  /** Bytes of the unpacked parts that are read (sheets, shared texts, styles). */
  unpacked: 150_000_000,
  /** Unpacked bytes for one packed byte; real sheets stay under 100, a made-up bomb reaches 1000. */
  ratio: 250,
  /** Below this unpacked size a ratio says nothing: an empty sheet of many formatted lines packs very well. */
  ratioFrom: 60_000_000,
  sheets: 300,
  /** Lines and columns of the widest spreadsheet there is. */
  lines: 1_048_576,
  columns: 16_384,
  /** Cells of a file, blanks between filled ones counted. */
  cells: 12_000_000,
  /** Characters of a cell: what a spreadsheet allows, which no real value nears. */
  cellText: 32_767,
  /** Merged ranges of a sheet; beyond, they are layout and say nothing of headers. */
  merges: 20_000,
} as const;
