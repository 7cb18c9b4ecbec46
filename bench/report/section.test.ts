import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withSection } from './section.ts';

describe('withSection', () => {
  const text = '# Sends\n\n<!-- sends -->\n\nold\n\n<!-- /sends -->\n\nBy hand.\n';

  it('replaces only what is between the markers', () => {
    const once = withSection(text, 'sends', 'new $& $1');
    assert.equal(once, '# Sends\n\n<!-- sends -->\n\nnew $& $1\n\n<!-- /sends -->\n\nBy hand.\n');
    assert.equal(withSection(once, 'sends', 'new $& $1'), once);
  });

  it('fails if the markers are missing', () => {
    assert.throws(() => withSection(text, 'memory', ''), /<!-- memory --> and <!-- \/memory -->/);
    assert.throws(() => withSection('<!-- /a --> <!-- a -->', 'a', ''), /no place for a/);
  });
});
