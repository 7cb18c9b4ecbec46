import { msg } from '@lit/localize';
import { nameFault } from '../../../services/shared/text/names.ts';

/** Explains why the server refuses a nickname. */
export function describeNameFault(name: string): string {
  switch (nameFault(name)) {
    case 'length':
      return msg('A nickname must have 1 to 32 characters.');
    case 'invisible':
      return msg('This nickname contains invisible characters. Type it again.');
    case 'characters':
      return msg('A nickname can contain letters, digits, spaces, dots, hyphens, underscores and apostrophes.');
    case 'separator':
      return msg('In a nickname, apostrophes and middle dots are allowed only between letters.');
    case 'space':
      return msg('In a nickname, use single spaces, and only between words.');
    case 'mark':
    case 'letter':
      return msg('A nickname must contain a letter or a digit.');
    case 'script':
      return msg('All letters of a nickname must be from one alphabet.');
    case undefined:
      return msg('A letter in this nickname has too many accents.');
  }
}
