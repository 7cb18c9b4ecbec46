import type { Figure } from '../figure.ts';
import { quantity, rounded } from './in-words.ts';

const HEAD = ['figure', 'measured', 'beside it', '', 'ratio', 'target', ''];
const ALIGNMENT = [':--', '--:', ':--', '--:', '--:', ':--', ':-:'];

/** Figures as a Markdown table; a figure with several baselines is named once. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure, index) => {
    const isNamed = figures[index - 1]?.figure === figure.figure;
    return row(figure, isNamed);
  });
  return [HEAD, ALIGNMENT, ...rows].map((cells) => `| ${cells.map(escape).join(' | ')} |`).join('\n');
}

function row({ figure, value, unit, against, againstValue, ratio, target, reached }: Figure, isNamed: boolean) {
  return [
    isNamed ? '' : figure,
    isNamed ? '' : quantity(value, unit),
    against ?? '',
    againstValue === null ? '' : quantity(againstValue, unit),
    ratio === null ? '' : `${rounded(ratio)} ×`,
    target ?? '',
    target === null ? '' : reached === null ? 'not measured' : reached ? 'reached' : '**not reached**',
  ];
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
