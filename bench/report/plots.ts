import type { Metric } from '../metric.ts';

export interface Bar {
  label: string;
  value: number;
  /** Whether it is this product's value rather than a baseline's. */
  own: boolean;
}

export interface Plot {
  unit: string;
  groups: { title: string; bars: Bar[] }[];
}

const OWN = 'Chat Microservices';

/** One plot per unit: metrics with a baseline, as groups of bars. */
export function plotsOf(metrics: readonly Metric[]): Plot[] {
  const plots = new Map<string, Plot>();
  for (const metric of metrics) {
    if (metric.against === null || metric.againstValue === null) continue;
    const plot = plots.get(metric.unit) ?? { unit: metric.unit, groups: [] };
    plots.set(metric.unit, plot);
    let group = plot.groups.find(({ title }) => title === metric.metric);
    if (!group) {
      group = { title: metric.metric, bars: [{ label: OWN, value: metric.value, own: true }] };
      plot.groups.push(group);
    }
    group.bars.push({ label: metric.against, value: metric.againstValue, own: false });
  }
  return [...plots.values()];
}
