import { msg } from '@lit/localize';
import type { End } from './ends.ts';
import type { StatusFault } from './status-draft.ts';

interface Suggestion {
  emoji: string;
  text: string;
  ends: End;
}

export function suggestions(): Suggestion[] {
  return [
    { emoji: '📅', text: msg('In a meeting'), ends: 'hour' },
    { emoji: '🍽️', text: msg('At lunch'), ends: 'hour' },
    { emoji: '🏡', text: msg('Working remotely'), ends: 'today' },
    { emoji: '🤒', text: msg('Off sick'), ends: 'today' },
    { emoji: '🌴', text: msg('On holiday'), ends: 'week' },
  ];
}

export function describeEnd(end: End): string {
  switch (end) {
    case 'never':
      return msg('No limit');
    case 'off':
      return msg('Off');
    case 'half-hour':
      return msg('30 minutes');
    case 'hour':
      return msg('1 hour');
    case 'two-hours':
      return msg('2 hours');
    case 'four-hours':
      return msg('4 hours');
    case 'today':
      return msg('Today');
    case 'tomorrow':
      return msg('Until tomorrow morning');
    case 'week':
      return msg('This week');
    case 'custom':
    case 'kept':
      return msg('Until a chosen time…');
  }
}

export function describeFault(fault: StatusFault): string {
  switch (fault) {
    case 'text':
      return msg('Say in words what you are doing, too.');
    case 'emoji':
      return msg('Choose one emoji, or none.');
    case 'endsAt':
    case 'dndUntil':
      return msg('Choose a time that is ahead, at most a year from now.');
  }
}
