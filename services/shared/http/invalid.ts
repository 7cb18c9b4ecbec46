import { Problem, type ProblemBody } from '../problem.ts';

export type FieldError = NonNullable<ProblemBody['errors']>[number];

/** Maximum errors per response: listing all errors of a large body would cost more than reading it. */
export const MAX_ERRORS = 20;
/** The contract's length limits for a FieldError. */
const MAX_FIELD = 300;
const MAX_DETAIL = 1000;

/** The `validation` problem that lists these fields. */
export function invalid(errors: readonly FieldError[]): Problem {
  const more = errors.length > MAX_ERRORS ? ` Only the first ${MAX_ERRORS} are listed.` : '';
  return new Problem('validation', `Fix the fields in \`errors\` and retry.${more}`, {
    errors: errors.slice(0, MAX_ERRORS).map(({ field, detail }) => ({
      field: field.slice(0, MAX_FIELD),
      detail: detail.slice(0, MAX_DETAIL),
    })),
  });
}
