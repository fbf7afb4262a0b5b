/** What a query over the cubes may call and read, for the command and for the page of the site that runs queries. */

/** Table functions that make rows from their arguments alone. Any other may read something else. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series']);

/** Scalar functions that read the machine or the session, run SQL of their own, or only wait. */
export const FORBIDDEN_FUNCTIONS =
  /^(getenv|getvariable|current_setting|currval|nextval|write_log|sleep_ms|pg_sleep|json_serialize_plan|json_execute_serialized_sql)$/;

/** Views of the engine that say nothing but the names and types of the cubes' columns. */
export const OPEN_VIEWS: ReadonlySet<string> = new Set([
  'information_schema.tables',
  'information_schema.columns',
]);

/** Aggregates that add up, and so tell something wrong when cells lack or a total stands among its parts. */
export const ADDING: ReadonlySet<string> = new Set([
  ...['sum', 'avg', 'mean', 'fsum', 'favg', 'kahan_sum', 'sumkahan', 'sum_no_overflow'],
]);
