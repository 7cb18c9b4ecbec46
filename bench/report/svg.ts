import { quantity } from './in-words.ts';
import type { Bar, Plot } from './plots.ts';
import { scaleFor, type Scale } from './scale.ts';

const WIDTH = 900;
const LABELS = 400;
const VALUES = 100;
const ROW = 22;
const TITLE = 30;
const MARGIN = 16;

/** It has its own background, so that it is readable on light and dark pages. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .note { fill: #59636e }
  .page { fill: #ffffff }
  .own { fill: #1f6feb }
  .other { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9198a1 }
    .page { fill: #0d1117 }
    .own { fill: #58a6ff }
    .other { fill: #484f58 }
  }`;

/** Groups of horizontal bars, all on one scale. */
export function svgOf({ unit, groups }: Plot): string {
  const scale = scaleFor(groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const parts: string[] = [];
  let y = MARGIN;
  for (const { title, bars } of groups) {
    parts.push(`<text class="title" x="${MARGIN}" y="${y + 18}">${escape(title)}</text>`);
    y += TITLE;
    for (const bar of bars) {
      parts.push(...barAt(y, bar, unit, scale));
      y += ROW;
    }
  }
  if (scale.isLogarithmic) {
    parts.push(`<text class="note" x="${LABELS + MARGIN}" y="${y + 20}">logarithmic scale</text>`);
    y += TITLE;
  }
  const height = y + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function barAt(y: number, { label, value, own }: Bar, unit: string, { at }: Scale): string[] {
  const room = WIDTH - LABELS - VALUES - 2 * MARGIN;
  const length = Math.max(1, at(value) * room);
  const x = LABELS + MARGIN;
  return [
    `<text x="${LABELS + MARGIN - 10}" y="${y + 14}" text-anchor="end">${escape(label)}</text>`,
    `<rect class="${own ? 'own' : 'other'}" x="${x}" y="${y + 2}" width="${length.toFixed(1)}" height="${ROW - 6}" rx="2"/>`,
    `<text x="${(x + length + 8).toFixed(1)}" y="${y + 14}">${escape(quantity(value, unit))}</text>`,
  ];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
