import { msg } from '@lit/localize';
import { nameFault } from '../../../services/shared/names.ts';

/** Why the server does not take a nickname, in the reader's words. */
export function describeNameFault(name: string): string {
  switch (nameFault(name)) {
    case 'length':
      return msg('A nickname has 1 to 32 characters.');
    case 'invisible':
      return msg('This nickname holds characters that cannot be seen. Type it again.');
    case 'characters':
      return msg('A nickname may hold letters, digits, spaces, dots, hyphens, underscores and apostrophes.');
    case 'separator':
      return msg('In a nickname, apostrophes and middle dots stand between letters.');
    case 'space':
      return msg('In a nickname, single spaces stand between words.');
    case 'mark':
    case 'letter':
      return msg('A nickname needs a letter or a digit.');
    case 'script':
      return msg('The letters of a nickname are of one alphabet.');
    case undefined:
      return msg('A letter of this nickname has too many accents.');
  }
}
