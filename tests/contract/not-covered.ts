/**
 * Declared responses that these tests do not cover, and why. There is no other exception: a response that is declared
 * and neither covered nor listed here fails, and so does an entry here that no contract declares.
 */
export interface NotCovered {
  status: string;
  why: string;
}

export const notCovered: NotCovered[] = [
  {
    status: '500',
    why: 'it tells of a fault that nobody knows of yet; the one exit that makes it is tested in services/shared/http/pipeline.test.ts',
  },
];

export const isCovered = (status: string): boolean => !notCovered.some((entry) => entry.status === status);
