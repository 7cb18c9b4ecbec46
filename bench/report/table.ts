import type { Metric } from '../metric.ts';
import { quantity, rounded } from './in-words.ts';

const HEAD = ['metric', 'measured', 'beside it', '', 'ratio', 'target', ''];
const ALIGNMENT = [':--', '--:', ':--', '--:', '--:', ':--', ':-:'];

/** Metrics as a Markdown table; a metric with several baselines is named once. */
export function table(metrics: readonly Metric[]): string {
  const rows = metrics.map((metric, index) => {
    const isNamed = metrics[index - 1]?.metric === metric.metric;
    return row(metric, isNamed);
  });
  return [HEAD, ALIGNMENT, ...rows].map((cells) => `| ${cells.map(escape).join(' | ')} |`).join('\n');
}

function row({ metric, value, unit, against, againstValue, ratio, target, reached }: Metric, isNamed: boolean) {
  return [
    isNamed ? '' : metric,
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
