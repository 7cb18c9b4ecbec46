import { unsafeCSS, type CSSResult } from 'lit';
import avatarCss from './avatar.css?inline';
import baseCss from './base.css?inline';
import controlsCss from './controls.css?inline';
import emptyStateCss from './empty-state.css?inline';
import logoCss from './logo.css?inline';

/** A style sheet of the build; it comes from our own files, never from outside. */
export const sheet = (css: string): CSSResult => unsafeCSS(css);

export const base = sheet(baseCss);
export const controls = sheet(controlsCss);
export const emptyStates = sheet(emptyStateCss);
export const avatars = sheet(avatarCss);
export const logoStyles = sheet(logoCss);
