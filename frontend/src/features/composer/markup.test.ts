import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markUp, type Markup } from './markup.ts';

/** Applies a markup to a text whose selection is in ‹ ›, and shows the new selection alike. */
function apply(markup: Markup, marked: string): string {
  const start = marked.indexOf('‹');
  const end = marked.indexOf('›') - 1;
  const text = marked.replace(/[‹›]/g, '');
  const change = markUp(markup, { text, start, end });
  const result = text.slice(0, change.from) + change.insert + text.slice(change.to);
  return `${result.slice(0, change.start)}‹${result.slice(change.start, change.end)}›${result.slice(change.end)}`;
}

describe('markUp', () => {
  it('wraps the selection, which stays selected', () => {
    assert.equal(apply('bold', 'so ‹good›!'), 'so **‹good›**!');
    assert.equal(apply('italic', '‹x›'), '_‹x›_');
    assert.equal(apply('code', 'run ‹npm test›'), 'run `‹npm test›`');
  });

  it('puts the caret between the marks if nothing is selected', () => {
    assert.equal(apply('bold', 'so ‹›'), 'so **‹›**');
  });

  it('removes the marks that are there already', () => {
    assert.equal(apply('bold', 'so **‹good›**!'), 'so ‹good›!');
    assert.equal(apply('code', '`‹x›`'), '‹x›');
  });

  it('fences code of several lines', () => {
    assert.equal(apply('code', '‹a\nb›'), '```\n‹a\nb›\n```');
  });

  it('turns whole lines into items, and back', () => {
    assert.equal(apply('list', 'one\nt‹w›o'), 'one\n- two‹›');
    assert.equal(apply('list', 'o‹ne\ntw›o\nthree'), '‹- one\n- two›\nthree');
    assert.equal(apply('list', '‹- one\n- two›'), '‹one\ntwo›');
  });

  it('selects what a link still needs', () => {
    assert.equal(apply('link', 'see ‹the docs›'), 'see [the docs](‹https://›)');
    assert.equal(apply('link', '‹https://example.org/a›'), '[‹›](https://example.org/a)');
    assert.equal(apply('link', '‹›'), '[‹›](https://)');
  });
});
