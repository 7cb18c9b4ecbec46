import { isChatName, nameFault, NAME_RULES } from '../text/names.ts';
import { isChatLine, isChatText, isPassword } from '../text/text.ts';
import { isTimeZone } from '../text/time-zones.ts';

/** The contracts' own string formats, each with its check and the rule shown to clients. */
const FORMATS = {
  'chat-name': { validate: isChatName, rule: (name: string) => NAME_RULES[nameFault(name) ?? 'characters'] },
  'chat-text': {
    validate: isChatText,
    rule: () => 'must not be blank or contain control characters other than tab and line feed',
  },
  'time-zone': { validate: isTimeZone, rule: () => 'must be an IANA time zone such as "Europe/Berlin"' },
  'chat-line': { validate: isChatLine, rule: () => 'must not contain control characters' },
  password: { validate: isPassword, rule: () => 'must not contain control characters' },
};

/** In the form that the validator takes. */
export const formats = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { validate }]) => [name, { type: 'string' as const, validate }]),
);

const REFUSED = new RegExp(`^must match format "(${Object.keys(FORMATS).join('|')})"$`);

/** Replaces the validator's message, which only names the format, with the rule that is broken. */
export function explainFormat(message: string, value: unknown): string {
  const name = REFUSED.exec(message)?.[1] as keyof typeof FORMATS | undefined;
  return name === undefined || typeof value !== 'string' ? message : FORMATS[name].rule(value);
}
