import { svg, html, type TemplateResult } from 'lit';

/** Line icons on a 24 px grid. The button's label carries their meaning. */
const icon = (paths: TemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;

export const sendIcon = icon(svg`<path d="M5 12 4 4.5l16.5 7.5L4 19.5 5 12Zm0 0h7" />`);
export const checkIcon = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7.5V12l3 2" />`);
export const alertIcon = icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5m0 3.25v.01" />`);
export const editIcon = icon(
  svg`<path d="m14.5 6 3.5 3.5M4.5 19.5l.8-4L16 4.8a1.8 1.8 0 0 1 2.6 0l.6.6a1.8 1.8 0 0 1 0 2.6L8.5 18.7l-4 .8Z" />`,
);
export const deleteIcon = icon(
  svg`<path d="M4.5 7h15M10 4h4m-7.5 3 .8 12a1.5 1.5 0 0 0 1.5 1.4h6.4a1.5 1.5 0 0 0 1.5-1.4l.8-12M10 11v5.5m4-5.5v5.5" />`,
);
export const moreIcon = icon(svg`<path d="M6 12v.01M12 12v.01M18 12v.01" stroke-width="2.5" />`);
export const closeIcon = icon(svg`<path d="m6 6 12 12M18 6 6 18" />`);
export const downIcon = icon(svg`<path d="M12 5v14m-6-6 6 6 6-6" />`);
export const peopleIcon = icon(
  svg`<circle cx="9" cy="8.5" r="3.5" /><path d="M2.5 19.5c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5m0-14.2a3.5 3.5 0 0 1 0 6.4m2.5 2.8c2 .8 3.2 2.5 3.5 5" />`,
);
export const settingsIcon = icon(
  svg`<path d="M4 7h9m5 0h2M4 17h2m5 0h9" /><circle cx="15.5" cy="7" r="2.5" /><circle cx="8.5" cy="17" r="2.5" />`,
);
export const offlineIcon = icon(
  svg`<path d="m4 4 16 16M8.5 16a5 5 0 0 1 5-1.2M5.5 12.5a9 9 0 0 1 4-2.2m4.2.1a9 9 0 0 1 4.8 2.1M2.5 9a13.5 13.5 0 0 1 4-2.5m4.5-.9A13.5 13.5 0 0 1 21.5 9M12 19.5v.01" />`,
);
export const logoutIcon = icon(
  svg`<path d="M10 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H10M15.5 8l4 4-4 4m4-4H9.5" />`,
);

export const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path class="second" d="M15 12h9a4 4 0 0 1 4 4v5a4 4 0 0 1-4 4v4l-4.5-4H15a4 4 0 0 1-4-4v-5a4 4 0 0 1 4-4Z" />
  <path class="first" d="M8 4h11a5 5 0 0 1 5 5v4a5 5 0 0 1-5 5h-6l-5 4.5V18a5 5 0 0 1-5-5V9a5 5 0 0 1 5-5Z" />
</svg>`;
