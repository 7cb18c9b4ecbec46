import type { Figure } from '../figure.ts';

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

/** One plot per unit: figures with a baseline, as groups of bars. */
export function plotsOf(figures: readonly Figure[]): Plot[] {
  const plots = new Map<string, Plot>();
  for (const figure of figures) {
    if (figure.against === null || figure.againstValue === null) continue;
    const plot = plots.get(figure.unit) ?? { unit: figure.unit, groups: [] };
    plots.set(figure.unit, plot);
    let group = plot.groups.find(({ title }) => title === figure.figure);
    if (!group) {
      group = { title: figure.figure, bars: [{ label: OWN, value: figure.value, own: true }] };
      plot.groups.push(group);
    }
    group.bars.push({ label: figure.against, value: figure.againstValue, own: false });
  }
  return [...plots.values()];
}
