import { isChatName } from '../names.ts';
import { isChatText, isPassword } from '../text.ts';

/** The contracts' own string formats, and what a text has to be to have them. */
const FORMATS = {
  'chat-name': { validate: isChatName, rule: 'must be letters, digits, _ - . and single spaces, in one script' },
  'chat-text': { validate: isChatText, rule: 'must not be blank nor hold control characters but tab and line feed' },
  password: { validate: isPassword, rule: 'must not hold control characters' },
};

/** For the validator. */
export const formats = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { validate }]) => [name, { type: 'string' as const, validate }]),
);

const REFUSED = new RegExp(`^must match format "(${Object.keys(FORMATS).join('|')})"$`);

/** The validator only says which format a text lacks. */
export function explainFormat(message: string): string {
  const name = REFUSED.exec(message)?.[1] as keyof typeof FORMATS | undefined;
  return name === undefined ? message : FORMATS[name].rule;
}
